"""By "Refresh tokens", "Refresh token rotation", GetTokensFromRefreshToken's and RevokeToken's reference."""

import pytest

from tests.local.cognito.sign_in_world import SignInWorld
from tests.local.cognito.world import claims, error_of

ROTATION = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10}


def refreshed(world: SignInWorld, token: str) -> dict[str, str]:
    result: dict[str, str] = world.of_client("GetTokensFromRefreshToken", RefreshToken=token)["AuthenticationResult"]
    return result


@pytest.fixture
def rotating(world: SignInWorld) -> SignInWorld:
    world.client_record.settings["RefreshTokenRotation"] = ROTATION
    world.add_user()
    return world


@pytest.mark.parametrize("flow", ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", "GetTokensFromRefreshToken"])
def test_new_tokens_have_the_users_groups_and_the_time_of_the_sign_in(world, flow):
    world.add_user()
    world.call("CreateGroup", UserPoolId=world.pool_id, GroupName="staff")
    world.admin("AdminAddUserToGroup", GroupName="staff")
    old = world.tokens()
    world.advance(100)
    if flow == "GetTokensFromRefreshToken":
        new = refreshed(world, old["RefreshToken"])
    else:
        given = {"REFRESH_TOKEN": old["RefreshToken"]}
        new = world.of_client("InitiateAuth", AuthFlow=flow, AuthParameters=given)["AuthenticationResult"]
    assert "RefreshToken" not in new
    for name in ("AccessToken", "IdToken"):
        before, after = claims(old[name]), claims(new[name])
        assert after["cognito:groups"] == ["staff"]
        assert after["auth_time"] == before["auth_time"]
        assert after["origin_jti"] == before["origin_jti"]
        assert (after["iat"] > before["iat"], after["jti"] != before["jti"]) == (True, True)


def test_rotation_gives_a_new_refresh_token_that_lives_no_longer_than_the_old_one(rotating):
    first = rotating.tokens()["RefreshToken"]
    rotating.advance(3600)
    second = refreshed(rotating, first)["RefreshToken"]
    assert second != first
    assert "AccessToken" in refreshed(rotating, second)
    rotating.advance(30 * 86_400 - 3600)
    assert error_of(refreshed, rotating, second) == ("NotAuthorizedException", "Refresh Token has expired")


def test_a_rotated_token_works_for_the_grace_period_and_is_reused_after_it(rotating):
    first = rotating.tokens()["RefreshToken"]
    refreshed(rotating, first)
    rotating.advance(9)
    refreshed(rotating, first)
    rotating.advance(2)
    assert error_of(refreshed, rotating, first)[0] == "RefreshTokenReuseException"


def test_without_a_grace_period_a_rotated_token_is_void_at_once(rotating):
    rotating.client_record.settings["RefreshTokenRotation"] = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    first = rotating.tokens()["RefreshToken"]
    second = refreshed(rotating, first)["RefreshToken"]
    assert error_of(refreshed, rotating, first)[0] == "RefreshTokenReuseException"
    assert "AccessToken" in refreshed(rotating, second)


def test_the_old_flow_is_refused_where_tokens_rotate(rotating):
    given = {"REFRESH_TOKEN": rotating.tokens()["RefreshToken"]}
    refused = error_of(rotating.of_client, "InitiateAuth", AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=given)
    assert refused[0] == "InvalidParameterException"


def test_revoking_a_rotated_token_revokes_the_chain(rotating):
    first = rotating.tokens()["RefreshToken"]
    second = refreshed(rotating, first)["RefreshToken"]
    rotating.of_client("RevokeToken", Token=first)
    revoked = ("NotAuthorizedException", "Refresh Token has been revoked")
    assert error_of(refreshed, rotating, second) == revoked
    assert error_of(refreshed, rotating, first) == revoked


@pytest.mark.parametrize("operation", ["AdminUserGlobalSignOut", "AdminDisableUser", "AdminDeleteUser"])
def test_a_user_that_is_signed_out_disabled_or_deleted_gets_no_new_tokens(world, operation):
    world.add_user()
    token = world.tokens()["RefreshToken"]
    world.advance(1)
    world.admin(operation)
    assert error_of(refreshed, world, token)[0] == "NotAuthorizedException"


def test_expired_foreign_and_forged_tokens_are_refused(world):
    world.add_user()
    result = world.tokens()
    token = result["RefreshToken"]
    head, _, signature = token.rpartition(".")
    forged = f"{head}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    for wrong in (forged, result["AccessToken"], "nonsense"):
        assert error_of(refreshed, world, wrong) == ("NotAuthorizedException", "Invalid Refresh Token")
    mine, world.client_id = world.client_id, world.add_client()["ClientId"]
    assert error_of(refreshed, world, token) == ("NotAuthorizedException", "Refresh Token has different Client")
    world.client_id = mine
    world.advance(31 * 24 * 3600)
    assert error_of(refreshed, world, token) == ("NotAuthorizedException", "Refresh Token has expired")


def test_a_confidential_client_refreshes_and_revokes_with_its_secret_only(world):
    world.add_user()
    token = world.tokens()["RefreshToken"]
    world.client_record.secrets = [{"ClientSecretValue": "s" * 52}]
    assert error_of(refreshed, world, token)[0] == "NotAuthorizedException"
    assert error_of(world.of_client, "RevokeToken", Token=token, ClientSecret="t" * 52)[0] == "UnauthorizedException"
    secret = {"ClientSecret": "s" * 52}
    assert world.of_client("GetTokensFromRefreshToken", RefreshToken=token, **secret)["AuthenticationResult"]
    assert world.of_client("RevokeToken", Token=token, **secret) == {}


def test_only_refresh_tokens_can_be_revoked_and_only_where_it_is_enabled(world):
    world.add_user()
    result = world.tokens()
    refused = error_of(world.of_client, "RevokeToken", Token=result["AccessToken"])
    assert refused[0] == "UnsupportedTokenTypeException"
    world.client_record.settings["EnableTokenRevocation"] = False
    refused = error_of(world.of_client, "RevokeToken", Token=result["RefreshToken"])
    assert refused[0] == "UnsupportedOperationException"
