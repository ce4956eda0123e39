"""What a pre token generation function may change in tokens, and what it may not."""

import pytest

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.triggers.token_overrides import RESERVED, apply_token_overrides

ID: JsonObject = {
    "sub": "s",
    "aud": "client",
    "iss": "https://issuer",
    "token_use": "id",
    "cognito:username": "ada",
    "cognito:groups": ["staff"],
    "cognito:roles": ["arn:role"],
    "cognito:preferred_role": "arn:role",
    "email": "ada@example.com",
    "email_verified": True,
    "dev:custom:note": "n",
    "custom:plan": "free",
    "event_id": "e",
    "identities": [{"userId": "1"}],
}
ACCESS: JsonObject = {
    "sub": "s",
    "client_id": "client",
    "iss": "https://issuer",
    "token_use": "access",
    "username": "ada",
    "cognito:groups": ["staff"],
    "scope": "openid email",
    "version": 2,
    "event_id": "e",
}
MACHINE: JsonObject = {"sub": "client", "client_id": "client", "token_use": "access", "scope": "api/read", "version": 2}


def v1(**details: object) -> JsonObject:
    return {"claimsOverrideDetails": details}


def v2(**details: object) -> JsonObject:
    return {"claimsAndScopeOverrideDetails": details}


def in_both(changes: JsonObject) -> JsonObject:
    return v2(idTokenGeneration=changes, accessTokenGeneration=changes)


@pytest.mark.parametrize(
    ("response", "version"),
    [
        ({"claimsOverrideDetails": None}, "V1_0"),
        ({}, "V1_0"),
        ({"claimsOverrideDetails": {}}, "V1_0"),
        ({"claimsAndScopeOverrideDetails": None}, "V2_0"),
        ({"claimsAndScopeOverrideDetails": []}, "V3_0"),  # as the guide's own test events have it
        ({"claimsAndScopeOverrideDetails": {"idTokenGeneration": None, "accessTokenGeneration": {}}}, "V2_0"),
        ({"claimsOverrideDetails": {"claimsToSuppress": ["email"]}}, "V2_0"),
        ({"claimsAndScopeOverrideDetails": {"idTokenGeneration": {"claimsToSuppress": ["email"]}}}, "V1_0"),
    ],
)
def test_an_answer_that_says_nothing_in_its_version_changes_nothing(response: JsonObject, version: str) -> None:
    assert apply_token_overrides(ID, ACCESS, response, version) == (ID, ACCESS)


def test_the_claims_that_are_given_stay_as_they_are() -> None:
    before = (dict(ID), dict(ACCESS))

    apply_token_overrides(
        ID, ACCESS, in_both({"claimsToAddOrOverride": {"a": "b"}, "claimsToSuppress": ["email"]}), "V2_0"
    )

    assert before == (ID, ACCESS)


def test_version_one_changes_the_id_token_only() -> None:
    response = v1(claimsToAddOrOverride={"tenant": "a", "email": "x@y.z"}, claimsToSuppress=["custom:plan"])

    id_claims, access_claims = apply_token_overrides(ID, ACCESS, response, "V1_0")

    assert id_claims is not None
    assert (id_claims["tenant"], id_claims["email"]) == ("a", "x@y.z")
    assert "custom:plan" not in id_claims
    assert access_claims == ACCESS


def test_version_one_has_texts_only() -> None:
    response = v1(claimsToAddOrOverride={"number": 5, "flag": True, "nothing": None})

    id_claims, _ = apply_token_overrides(ID, ACCESS, response, "V1_0")

    assert id_claims == {**ID, "number": "5", "flag": "true"}


@pytest.mark.parametrize("version", ["V2_0", "V3_0"])
def test_later_versions_change_each_token_by_its_own_part(version: str) -> None:
    response = v2(
        idTokenGeneration={"claimsToAddOrOverride": {"in_id": "1"}, "claimsToSuppress": ["email"]},
        accessTokenGeneration={
            "claimsToAddOrOverride": {"in_access": "2"},
            "scopesToAdd": ["api/write", "openid"],
            "scopesToSuppress": ["email"],
        },
    )

    id_claims, access_claims = apply_token_overrides(ID, ACCESS, response, version)

    assert id_claims == {name: value for name, value in ID.items() if name != "email"} | {"in_id": "1"}
    assert access_claims == ACCESS | {"in_access": "2", "scope": "openid api/write"}


def test_claims_may_be_of_every_json_type_in_later_versions() -> None:
    claims = {
        "text": "t",
        "long": 9223372036854775807,
        "exponent": 1.7976931348623157e308,
        "flag": False,
        "list": ["test", 9223372036854775807, 1.5, True],
        "object": {"a": {"b": ["c", {"d": None}]}},
        "nothing": None,
    }

    id_claims, access_claims = apply_token_overrides(ID, ACCESS, in_both({"claimsToAddOrOverride": claims}), "V2_0")

    kept = {name: value for name, value in claims.items() if value is not None}
    assert id_claims == ID | kept
    assert access_claims == ACCESS | kept


@pytest.mark.parametrize(
    "name", [*sorted(RESERVED - {"aud"}), "cognito:username", "cognito:anything", "cognito:groups"]
)
def test_reserved_claims_stay_as_they_are_in_both_tokens(name: str) -> None:
    changes = {"claimsToAddOrOverride": {name: "evil"}, "claimsToSuppress": [name]}
    if name == "cognito:groups":
        changes["claimsToSuppress"] = []

    assert apply_token_overrides(ID, ACCESS, in_both(changes), "V2_0") == (ID, ACCESS)


@pytest.mark.parametrize("name", ["sub", "iss", "aud", "nonce", "cognito:username", "identities", "dev:custom:other"])
def test_reserved_claims_stay_as_they_are_in_version_one(name: str) -> None:
    response = v1(claimsToAddOrOverride={name: "evil"}, claimsToSuppress=[name])

    assert apply_token_overrides(ID, ACCESS, response, "V1_0") == (ID, ACCESS)


def test_an_audience_of_the_access_token_is_its_own_app_client() -> None:
    for audience, expected in (("client", ACCESS | {"aud": "client"}), ("other", ACCESS), (["client"], ACCESS)):
        response = in_both({"claimsToAddOrOverride": {"aud": audience}})
        assert apply_token_overrides(ID, ACCESS, response, "V2_0") == (ID, expected)


def test_the_scope_changes_by_its_own_members_only() -> None:
    changes = {"claimsToAddOrOverride": {"scope": "admin"}, "claimsToSuppress": ["scope"]}

    _, access_claims = apply_token_overrides(ID, ACCESS, v2(accessTokenGeneration=changes), "V2_0")

    assert access_claims == ACCESS


def test_a_scope_that_is_added_and_suppressed_is_suppressed() -> None:
    changes = {"scopesToAdd": ["a"], "scopesToSuppress": ["a", "openid", "email"]}

    _, access_claims = apply_token_overrides(ID, ACCESS, v2(accessTokenGeneration=changes), "V2_0")

    assert "scope" not in access_claims


def test_a_claim_that_is_added_and_suppressed_is_suppressed() -> None:
    changes = {"claimsToAddOrOverride": {"email": "x"}, "claimsToSuppress": ["email", "there is none"]}

    id_claims, _ = apply_token_overrides(ID, ACCESS, v2(idTokenGeneration=changes), "V2_0")

    assert id_claims is not None
    assert "email" not in id_claims


def test_developer_only_attributes_can_be_suppressed_and_not_changed() -> None:
    changed, _ = apply_token_overrides(ID, ACCESS, v1(claimsToAddOrOverride={"dev:custom:note": "x"}), "V1_0")
    suppressed, _ = apply_token_overrides(ID, ACCESS, v1(claimsToSuppress=["dev:custom:note"]), "V1_0")

    assert changed == ID
    assert suppressed == {name: value for name, value in ID.items() if name != "dev:custom:note"}


@pytest.mark.parametrize(("version", "wrapped"), [("V1_0", v1), ("V2_0", v2), ("V3_0", v2)])
def test_groups_are_replaced_in_both_tokens_and_roles_in_the_id_token(version: str, wrapped) -> None:
    details = {"groupsToOverride": ["a", "b"], "iamRolesToOverride": ["arn:x"], "preferredRole": "arn:x"}

    id_claims, access_claims = apply_token_overrides(ID, ACCESS, wrapped(groupOverrideDetails=details), version)

    assert id_claims == ID | {
        "cognito:groups": ["a", "b"],
        "cognito:roles": ["arn:x"],
        "cognito:preferred_role": "arn:x",
    }
    assert access_claims == ACCESS | {"cognito:groups": ["a", "b"]}


@pytest.mark.parametrize("details", [None, {}, {"groupsToOverride": []}, {"groupsToOverride": None}])
def test_an_empty_group_override_takes_groups_and_roles_away(details: object) -> None:
    id_claims, access_claims = apply_token_overrides(ID, ACCESS, v1(groupOverrideDetails=details), "V1_0")

    assert id_claims is not None
    assert not {"cognito:groups", "cognito:roles", "cognito:preferred_role"} & {*id_claims, *access_claims}


def test_suppressing_the_groups_takes_the_roles_of_that_token_with_them() -> None:
    response = v2(
        idTokenGeneration={"claimsToSuppress": ["cognito:groups"]}, groupOverrideDetails={"groupsToOverride": ["a"]}
    )

    id_claims, access_claims = apply_token_overrides(ID, ACCESS, response, "V2_0")

    assert id_claims is not None
    assert not {"cognito:groups", "cognito:roles", "cognito:preferred_role"} & set(id_claims)
    assert access_claims["cognito:groups"] == ["a"]


def test_roles_alone_cannot_be_suppressed() -> None:
    response = v1(claimsToSuppress=["cognito:roles", "cognito:preferred_role"])

    assert apply_token_overrides(ID, ACCESS, response, "V1_0") == (ID, ACCESS)


def test_a_machine_has_an_access_token_only_and_no_groups() -> None:
    response = v2(
        idTokenGeneration={"claimsToAddOrOverride": {"x": "y"}},
        accessTokenGeneration={"claimsToAddOrOverride": {"tier": 3}, "scopesToAdd": ["api/write"]},
        groupOverrideDetails={"groupsToOverride": ["a"]},
    )

    assert apply_token_overrides(None, MACHINE, response, "V3_0") == (
        None,
        MACHINE | {"tier": 3, "scope": "api/read api/write"},
    )


def test_a_user_without_an_id_token_has_groups_all_the_same() -> None:
    _, access_claims = apply_token_overrides(None, ACCESS, v2(groupOverrideDetails={"groupsToOverride": ["a"]}), "V2_0")

    assert access_claims["cognito:groups"] == ["a"]


@pytest.mark.parametrize(
    ("version", "response"),
    [
        ("V1_0", {"claimsOverrideDetails": "text"}),
        ("V1_0", {"claimsOverrideDetails": ["text"]}),
        ("V1_0", v1(claimsToAddOrOverride={"list": ["a"]})),
        ("V1_0", v1(claimsToAddOrOverride={"object": {}})),
        ("V1_0", v1(claimsToAddOrOverride=["a"])),
        ("V1_0", v1(claimsToSuppress="email")),
        ("V1_0", v1(groupOverrideDetails={"groupsToOverride": "staff"})),
        ("V1_0", v1(groupOverrideDetails={"preferredRole": ["arn:role"]})),
        ("V2_0", in_both({"claimsToAddOrOverride": {"list": [{"a": 1}]}})),
        ("V2_0", in_both({"claimsToAddOrOverride": {"list": [["a"]]}})),
        ("V2_0", in_both({"claimsToAddOrOverride": {"number": float("inf")}})),
        ("V2_0", in_both({"claimsToAddOrOverride": {"deep": {"number": float("nan")}}})),
        ("V2_0", v2(idTokenGeneration={"claimsToAddOrOverride": {"address": {"country": "x"}}})),
        ("V2_0", v2(idTokenGeneration={"claimsToAddOrOverride": {"email_verified": ["true"]}})),
        ("V2_0", v2(accessTokenGeneration={"scopesToAdd": ["two words"]})),
        ("V2_0", v2(accessTokenGeneration={"scopesToAdd": [""]})),
        ("V2_0", v2(accessTokenGeneration={"scopesToAdd": ["api/read "]})),
        ("V2_0", v2(accessTokenGeneration={"scopesToAdd": "api/read"})),
        ("V2_0", v2(accessTokenGeneration={"scopesToSuppress": {"a": 1}})),
        ("V3_0", {"claimsAndScopeOverrideDetails": 5}),
    ],
)
def test_an_answer_of_the_wrong_shape_is_refused(version: str, response: JsonObject) -> None:
    with pytest.raises(CognitoError, match="InvalidLambdaResponseException: Unrecognizable lambda output"):
        apply_token_overrides(ID, ACCESS, response, version)
