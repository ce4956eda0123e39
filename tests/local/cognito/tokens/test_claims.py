"""By "Understanding the identity (ID) token", "Understanding the access token", "Scopes, M2M, and resource servers"."""

import base64
import hashlib

import pytest

from cognito_model.token_validity import token_validity_s
from local.cognito.tokens.issuing import Grant, begin_sign_in, machine_token
from local.cognito.tokens.jwt import header_of
from local.cognito.tokens.pool_keys import jwks
from tests.local.cognito.sign_in_world import SignInWorld
from tests.local.cognito.world import claims, make_engine


def issue(world, **grant):
    with world.engine.calling(world.pool) as call:
        return begin_sign_in(call, world.pool, world.client_record, world.user(), Grant(**grant))


def identity(world, **grant):
    return claims(issue(world, **grant)["IdToken"])


def test_tokens_have_the_claims_of_cognitos(world):
    user = world.add_user(phone_number="", phone_number_verified="")
    result = issue(world)
    access, id_token = claims(result["AccessToken"]), claims(result["IdToken"])
    common = {
        "sub": user.sub,
        "iss": f"https://cognito-idp.us-east-1.amazonaws.com/{world.pool_id}",
        "origin_jti": access["origin_jti"],
        "event_id": access["event_id"],
        "auth_time": access["iat"],
        "exp": access["iat"] + 3600,
        "iat": access["iat"],
    }
    assert access == common | {
        "client_id": world.client_id,
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin",
        "jti": access["jti"],
        "username": "ada",
    }
    assert id_token == common | {
        "aud": world.client_id,
        "token_use": "id",
        "cognito:username": "ada",
        "email": "ada@example.com",
        "email_verified": True,
        "jti": id_token["jti"],
    }
    assert len({access["jti"], id_token["jti"], access["origin_jti"], access["event_id"]}) == 4
    assert result["ExpiresIn"] == 3600


def test_tokens_name_the_keys_of_the_pools_key_set(world):
    world.add_user()
    result = issue(world)
    header = header_of(result["AccessToken"])
    assert set(header) == {"kid", "alg"}
    known = {key["kid"] for key in jwks(world.engine, world.pool)["keys"]}
    assert {header["kid"], header_of(result["IdToken"])["kid"]} == known


def test_an_issuer_may_be_awss_newer_one(world):
    """IssuerConfigurationType."""
    world.add_user()
    world.pool.settings["IssuerConfiguration"] = {"Type": "UPDATED"}
    assert identity(world)["iss"] == f"https://issuer-cognito-idp.us-east-1.amazonaws.com/{world.pool_id}"


def test_an_issuer_may_be_the_engines_own_address():
    engine = make_engine(issuer_is_local=True)
    world = SignInWorld.with_pool(engine)
    world.add_user()
    assert identity(world)["iss"] == f"http://127.0.0.1:4566/{world.pool_id}"
    engine.close()


def test_flags_are_booleans_and_what_nobody_verified_is_not_verified(world):
    world.add_user(email_verified="", phone_number_verified="false")
    found = identity(world)
    assert (found["email_verified"], found["phone_number_verified"]) == (False, False)


def test_readable_attributes_narrow_the_id_token(world):
    world.add_user(name="Ada")
    world.client_record.settings["ReadAttributes"] = ["email"]
    found = identity(world)
    assert found["email"] == "ada@example.com"
    assert not {"name", "phone_number", "email_verified", "phone_number_verified"} & set(found)


def test_an_address_is_an_object_and_developers_attributes_are_not_told(world):
    user = world.add_user(address="1 Main Street")
    user.attributes["dev:custom:plan"] = "gold"
    found = identity(world)
    assert found["address"] == {"formatted": "1 Main Street"}
    assert "dev:custom:plan" not in found


@pytest.mark.parametrize(
    ("scope", "shown"),
    [
        ("openid", {"name", "email", "email_verified", "phone_number", "phone_number_verified"}),
        ("openid email", {"email", "email_verified"}),
        ("openid phone", {"phone_number", "phone_number_verified"}),
        ("openid profile", {"name"}),
        ("openid orders/read", {"name", "email", "email_verified", "phone_number", "phone_number_verified"}),
    ],
)
def test_scopes_narrow_the_id_token_of_the_pages(world, scope, shown):
    world.add_user(name="Ada")
    found = identity(world, scope=scope, hosted=True)
    assert shown == {"name", "email", "email_verified", "phone_number", "phone_number_verified"} & set(found)


def test_tokens_of_the_pages_say_so(world):
    world.add_user()
    result = issue(world, scope="openid", hosted=True, nonce="n-0S6", auth_time=1_700_000_000)
    access, id_token = claims(result["AccessToken"]), claims(result["IdToken"])
    half = hashlib.sha256(result["AccessToken"].encode()).digest()[:16]
    assert (access["version"], access["scope"], access["auth_time"]) == (2, "openid", 1_700_000_000)
    assert id_token["nonce"] == "n-0S6"
    assert id_token["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    assert id_token["auth_time"] == 1_700_000_000


def test_without_openid_there_is_no_id_token(world):
    world.add_user()
    assert "IdToken" not in issue(world, scope="email orders/read", hosted=True)


def test_a_token_is_bound_to_the_resource_that_was_named(world):
    world.add_user()
    result = issue(world, scope="openid", hosted=True, resource="https://api.example.com")
    assert claims(result["AccessToken"])["aud"] == "https://api.example.com"
    assert claims(result["IdToken"])["aud"] == world.client_id


def test_identities_are_told_as_texts(world):
    user = world.add_user()
    user.identities = [
        {
            "userId": "7",
            "providerName": "Google",
            "providerType": "Google",
            "issuer": None,
            "primary": True,
            "dateCreated": 1_642_699_117_273,
        }
    ]
    assert identity(world)["identities"] == [
        {
            "dateCreated": "1642699117273",
            "userId": "7",
            "providerName": "Google",
            "providerType": "Google",
            "issuer": None,
            "primary": "true",
        }
    ]


def test_a_client_that_does_not_revoke_issues_shorter_tokens(world):
    """Revoking tokens: `origin_jti` and `jti` come with it."""
    world.add_user()
    world.client_record.settings["EnableTokenRevocation"] = False
    result = issue(world)
    assert "origin_jti" not in claims(result["AccessToken"])
    assert not {"origin_jti", "jti"} & set(claims(result["IdToken"]))


def test_where_several_roles_are_as_strong_none_is_preferred(world):
    world.add_user()
    for name, precedence in (("a", 1), ("b", 1), ("c", None)):
        given = {} if precedence is None else {"Precedence": precedence}
        role = f"arn:aws:iam::123456789012:role/{name}"
        world.of_pool("CreateGroup", GroupName=name, RoleArn=role, **given)
        world.admin("AdminAddUserToGroup", GroupName=name)
    found = identity(world)
    assert "cognito:preferred_role" not in found
    assert len(found["cognito:roles"]) == 3


@pytest.mark.parametrize(
    ("settings", "seconds"),
    [
        ({}, 3600),
        ({"AccessTokenValidity": 2}, 7200),
        ({"AccessTokenValidity": 30, "TokenValidityUnits": {"AccessToken": "minutes"}}, 1800),
        ({"AccessTokenValidity": 300, "TokenValidityUnits": {"AccessToken": "seconds"}}, 300),
        ({"AccessTokenValidity": 1, "TokenValidityUnits": {"AccessToken": "days"}}, 86_400),
        ({"TokenValidityUnits": {"AccessToken": "minutes"}}, 3600),
    ],
)
def test_a_client_says_how_long_its_tokens_are_valid(world, settings, seconds):
    assert token_validity_s(settings, "AccessToken") == seconds
    world.add_user()
    world.client_record.settings.pop("TokenValidityUnits", None)
    world.client_record.settings.update(settings)
    result = issue(world)
    found = claims(result["AccessToken"])
    assert (found["exp"] - found["iat"], result["ExpiresIn"]) == (seconds, seconds)


def test_refresh_tokens_of_no_days_are_valid_for_thirty(world):
    assert token_validity_s({"RefreshTokenValidity": 0}, "RefreshToken") == 30 * 86_400


def test_a_machines_token_has_neither_user_nor_sign_in(world):
    with world.engine.calling(world.pool) as call:
        token, valid_s = machine_token(call, world.pool, world.client_record, "orders/read")
    found = claims(token)
    assert found == {
        "sub": world.client_id,
        "token_use": "access",
        "scope": "orders/read",
        "auth_time": found["iat"],
        "iss": f"https://cognito-idp.us-east-1.amazonaws.com/{world.pool_id}",
        "exp": found["iat"] + 3600,
        "iat": found["iat"],
        "version": 2,
        "jti": found["jti"],
        "client_id": world.client_id,
    }
    assert valid_s == 3600


def test_a_machines_token_is_changed_by_functions_of_the_third_version_only(world):
    def change(_):
        details = {
            "accessTokenGeneration": {"claimsToAddOrOverride": {"tier": "gold"}, "scopesToAdd": ["orders/write"]}
        }
        return {"claimsAndScopeOverrideDetails": details}

    for version, expected in (("V2_0", None), ("V3_0", "gold")):
        world.serve(version=version, PreTokenGeneration=change)
        with world.engine.calling(world.pool) as call:
            token, _ = machine_token(call, world.pool, world.client_record, "orders/read", {"for": "it"})
        assert claims(token).get("tier") == expected
    assert claims(token)["scope"] == "orders/read orders/write"
    (event,) = world.engine._triggers.events
    assert event["triggerSource"] == "TokenGeneration_ClientCredentials"
    assert event["request"]["clientMetadata"] == {"for": "it"}


def test_a_pools_users_have_the_claims_of_their_own_client(engine):
    world = SignInWorld.with_pool(engine)
    world.add_user()
    world.client_id = world.add_client(ReadAttributes=["phone_number"])["ClientId"]
    assert "email" not in identity(world)
