"""The form of requests. Wordings are those of Cognito's answers in public error reports."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_model.model import IDENTITY_POOLS, USER_POOLS, service_model
from local.cognito.errors import CognitoError
from local.cognito.validation.shapes import check_shape
from tests.local.cognito.validation.conftest import Call
from tests.local.cognito.world import World, error_of

RECORDINGS = sorted((Path(__file__).parents[2] / "wire").glob("*.json"))
SCHEMA = [{"Name": "a" * 21, "AttributeDataType": "String"}]
WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "a pool's name has a pattern": (
        "CreateUserPool",
        {"PoolName": "what?"},
        (
            "1 validation error detected: Value 'what?' at 'poolName' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: [\w\s+=,.@-]+"
        ),
    ),
    "a pool's name ends at 128 characters": (
        "CreateUserPool",
        {"PoolName": "p" * 129},
        (
            f"1 validation error detected: Value '{'p' * 129}' at 'poolName' failed to satisfy constraint: "
            "Member must have length less than or equal to 128"
        ),
    ),
    "a required member is there": (
        "DescribeUserPool",
        {},
        "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: Member must not be null",
    ),
    "a number is not too small": (
        "CreateUserPool",
        {"PoolName": "pool", "Policies": {"PasswordPolicy": {"MinimumLength": 5}}},
        (
            "1 validation error detected: Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy "
            "constraint: Member must have value greater than or equal to 6"
        ),
    ),
    "an attribute of the schema is named by its position": (
        "CreateUserPool",
        {"PoolName": "pool", "Schema": SCHEMA},
        (
            f"Value '{'a' * 21}' at 'schema.1.member.name' failed to satisfy constraint: "
            "Member must have length less than or equal to 20"
        ),
    ),
    "a list of words names everything that it asks of a member": (
        "CreateUserPoolClient",
        {"UserPoolId": "$pool", "ClientName": "client", "AllowedOAuthFlows": ["code", "token"]},
        (
            "1 validation error detected: Value '[code, token]' at 'allowedOAuthFlows' failed to satisfy constraint: "
            "Member must satisfy constraint: [Member must satisfy enum value set: [code, implicit, client_credentials]]"
        ),
    ),
    "a list has an end": (
        "CreateUserPoolClient",
        {
            "UserPoolId": "$pool",
            "ClientName": "client",
            "LogoutURLs": [f"https://app.example.com/{n}" for n in range(101)],
        },
        "Value at 'logoutURLs' failed to satisfy constraint: Member must have length less than or equal to 100",
    ),
    "a list has no holes": (
        "UpdateUserPool",
        {"UserPoolId": "$pool", "AutoVerifiedAttributes": ["email", None]},
        "Value null at 'autoVerifiedAttributes.2.member' failed to satisfy constraint: Member must not be null",
    ),
    "a map's values have a length": (
        "CreateUserPool",
        {"PoolName": "pool", "UserPoolTags": {"stage": "x" * 257}},
        (
            "at 'userPoolTags' failed to satisfy constraint: Map value must satisfy constraint: "
            "[Member must have length less than or equal to 256, Member must have length greater than or equal to 0]"
        ),
    ),
    "a file has a size": (
        "SetUICustomization",
        {"UserPoolId": "$pool", "ImageFile": b"x" * 131073},
        "Value at 'imageFile' failed to satisfy constraint: Member must have length less than or equal to 131072",
    ),
    "an identifier of a resource server has no space": (
        "CreateResourceServer",
        {"UserPoolId": "$pool", "Identifier": "my api", "Name": "api"},
        (
            r"Value 'my api' at 'identifier' failed to satisfy constraint: Member must satisfy regular expression "
            r"pattern: [\x21\x23-\x5B\x5D-\x7E]+"
        ),
    ),
    "a scope is described": (
        "CreateResourceServer",
        {"UserPoolId": "$pool", "Identifier": "api", "Name": "api", "Scopes": [{"ScopeName": "read"}]},
        "Value null at 'scopes.1.member.scopeDescription' failed to satisfy constraint: Member must not be null",
    ),
    "a group's name has no space": (
        "CreateGroup",
        {"UserPoolId": "$pool", "GroupName": "two words"},
        r"Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+",
    ),
    "a group's precedence isn't negative": (
        "CreateGroup",
        {"UserPoolId": "$pool", "GroupName": "group", "Precedence": -1},
        "Value '-1' at 'precedence' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ),
    "a session for sign-in lasts 15 minutes at most": (
        "CreateUserPoolClient",
        {"UserPoolId": "$pool", "ClientName": "client", "AuthSessionValidity": 16},
        (
            "Value '16' at 'authSessionValidity' failed to satisfy constraint: "
            "Member must have value less than or equal to 15"
        ),
    ),
    "a custom client secret has 24 characters": (
        "CreateUserPoolClient",
        {"UserPoolId": "$pool", "ClientName": "client", "ClientSecret": "tooshort"},
        (
            "1 validation error detected: Value at 'clientSecret' failed to satisfy constraint: "
            "Member must have length greater than or equal to 24"
        ),
    ),
    "a password has no space at its ends, and is not shown": (
        "AdminSetUserPassword",
        {"UserPoolId": "$pool", "Username": "jane", "Password": " not for logs"},
        (
            r"1 validation error detected: Value at 'password' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: ^[\S]+.*[\S]+$"
        ),
    ),
}


@pytest.mark.parametrize(("operation", "parameters", "words"), WRONG.values(), ids=list(WRONG))
def test_a_request_of_the_wrong_form_is_refused_in_cognitos_words(
    call: Call, operation: str, parameters: dict[str, Any], words: str
) -> None:
    code, message = error_of(call, operation, parameters)
    assert code == "InvalidParameterException"
    assert words in message


def test_every_operation_of_the_model_is_checked() -> None:
    model = service_model(USER_POOLS)
    asking = [name for name in model.operations if model.shapes[model.input_of(name) or ""].get("required")]
    assert len(asking) > 100
    for operation in asking:
        with pytest.raises(CognitoError, match="Member must not be null"):
            check_shape(operation, {})


def test_all_violations_are_named_at_once() -> None:
    with pytest.raises(CognitoError) as refused:
        check_shape("SignUp", {"ClientId": "abc", "Username": "", "Password": " p"})
    assert refused.value.message == (
        "3 validation errors detected: Value at 'username' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; Value at 'username' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+; Value at 'password' failed to "
        r"satisfy constraint: Member must satisfy regular expression pattern: ^[\S]+.*[\S]+$"
    )


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"PoolName": 5}, "NUMBER_VALUE can not be converted to a String"),
        ({"PoolName": True}, "TRUE_VALUE can not be converted to a String"),
        ({"PoolName": {}}, "Start of structure or map found where not expected."),
        ({"PoolName": "pool", "Schema": "email"}, "Expected list or null"),
        ({"PoolName": "pool", "Policies": []}, "Expected map or structure or null"),
        ({"PoolName": "pool", "Policies": {"PasswordPolicy": {"MinimumLength": "8"}}}, "STRING_VALUE can not be"),
    ],
)
def test_a_wrong_type_is_a_serialization_exception(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(CognitoError, match="SerializationException") as refused:
        check_shape("CreateUserPool", parameters)
    assert message in refused.value.message


@pytest.mark.parametrize("content", ["é", "?", "YQ"])
def test_a_file_that_is_not_in_base64_is_a_serialization_exception(content: str) -> None:
    with pytest.raises(CognitoError, match="SerializationException: Invalid base64 data"):
        check_shape("SetUICustomization", {"UserPoolId": "us-east-1_a", "ImageFile": content})


@pytest.mark.parametrize(
    "parameters",
    [
        {"PoolName": "pool", "Later": 1, "Policies": {"PasswordPolicy": {"Unheard": []}}},
        {"PoolName": "pool", "Schema": None, "UserPoolTags": {"stage": None}},
        {"PoolName": "p", "Policies": {"PasswordPolicy": {"MinimumLength": 6}}},
        {"PoolName": "p" * 128, "Policies": {"PasswordPolicy": {"MinimumLength": 99}}},
    ],
    ids=["unknown members", "null members", "the least", "the most"],
)
def test_the_model_refuses_no_more_than_it_says(parameters: dict[str, Any]) -> None:
    check_shape("CreateUserPool", parameters)


def test_any_script_and_symbol_is_good_for_a_groups_name() -> None:
    check_shape("CreateGroup", {"UserPoolId": "us-east-1_a", "GroupName": "Ärzte-管理者-😀"})


@pytest.mark.parametrize("secret", [" hunter2 hunter2", "s3cret\n", "p" * 300])
def test_secrets_are_never_shown(secret: str) -> None:
    details = {"client_secret": secret * 1000}
    for operation, parameters in (
        ("SignUp", {"ClientId": secret, "Username": secret, "Password": secret, "SecretHash": secret}),
        ("AdminInitiateAuth", {"UserPoolId": "?", "ClientId": "?", "AuthParameters": {"PASSWORD": secret * 1000}}),
        ("CreateIdentityProvider", {"UserPoolId": "?", "ProviderDetails": details}),
        ("RevokeToken", {"Token": secret, "ClientId": "?", "ClientSecret": secret}),
    ):
        with pytest.raises(CognitoError) as refused:
            check_shape(operation, parameters)
        assert secret.strip() not in refused.value.message


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.stem)
def test_what_the_official_provider_sends_has_the_right_form(recording: Path) -> None:
    calls = [call for step in json.loads(recording.read_text())["steps"] for call in step["calls"]]
    assert calls
    for call in calls:
        check_shape(call["operation"], call["request"])


def test_identity_pools_are_checked_too() -> None:
    code, message = error_of(
        check_shape,
        "CreateIdentityPool",
        {"IdentityPoolName": "what?", "AllowUnauthenticatedIdentities": False},
        IDENTITY_POOLS,
    )
    assert code == "ValidationException"
    assert message.startswith(
        "1 validation error detected: Value 'what?' at 'identityPoolName' failed to satisfy constraint: "
    )
    logins = {"IdentityPoolId": "us-east-1:1", "Logins": {"accounts.google.com": "s3cret" * 10_000}}
    code, message = error_of(check_shape, "GetId", logins, IDENTITY_POOLS)
    assert code == "ValidationException"
    assert "s3cret" not in message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_a_member_without_a_name_is_an_unknown_one() -> None:
    assert check_shape("SignUp", {"": "", "ClientId": "1", "Username": "ada"}) == [""]


@given(st.sampled_from(["CreateUserPool", "CreateUserPoolClient", "SignUp", "SetUICustomization"]), st.data())
def test_whatever_json_comes_the_answer_is_cognitos(operation: str, data: st.DataObject) -> None:
    members = ["PoolName", "Policies", "Schema", "UserPoolTags", "CallbackURLs", "Password", "ImageFile", "UserPoolId"]
    parameters = data.draw(JSON | st.dictionaries(st.sampled_from(members), JSON))
    code = None
    try:
        check_shape(operation, parameters)
    except CognitoError as refused:
        code = refused.code
    assert code in {None, "InvalidParameterException", "SerializationException"}


def test_what_the_engine_makes_is_of_the_form_that_it_asks_for(world: World) -> None:
    client = world.add_client(GenerateSecret=True)
    named = {"ClientId": client["ClientId"], "ClientSecret": client["ClientSecret"]}
    world.add_user()
    tokens = world.tokens()
    check_shape("RevokeToken", {**named, "Token": tokens["RefreshToken"]})
    check_shape("GetTokensFromRefreshToken", {**named, "RefreshToken": tokens["RefreshToken"]})
    check_shape("GetUser", {"AccessToken": tokens["AccessToken"]})
    world.of_pool("SetUserPoolMfaConfig", MfaConfiguration="ON", SoftwareTokenMfaConfiguration={"Enabled": True})
    session = world.of_client("AssociateSoftwareToken", Session=world.start()["Session"])["Session"]
    check_shape("VerifySoftwareToken", {"Session": session, "UserCode": "123456"})
