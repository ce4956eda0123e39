"""By GlobalSignOut's, AdminUserGlobalSignOut's and RevokeToken's reference, and "Revoking tokens"."""

import pytest

from local.cognito.tokens.issuing import Grant, begin_sign_in
from tests.local.cognito.sign_in_world import SignInWorld
from tests.local.cognito.world import error_of

REVOKED = ("NotAuthorizedException", "Access Token has been revoked")


@pytest.fixture
def world(engine):
    world = SignInWorld.with_pool(engine)
    world.add_user()
    return world


def get_user(world, token):
    return world.call("GetUser", AccessToken=token)


@pytest.mark.parametrize("by_admin", [False, True])
def test_a_user_is_signed_out_everywhere(world, by_admin):
    first, second = world.tokens(), world.tokens()
    if by_admin:
        assert world.admin("AdminUserGlobalSignOut") == {}
    else:
        assert world.call("GlobalSignOut", AccessToken=first["AccessToken"]) == {}
    for result in (first, second):
        assert error_of(get_user, world, result["AccessToken"]) == REVOKED
        refused = error_of(world.of_client, "GetTokensFromRefreshToken", RefreshToken=result["RefreshToken"])
        assert refused == ("NotAuthorizedException", "Refresh Token has been revoked")
    assert get_user(world, world.tokens()["AccessToken"])["Username"] == "ada"


def test_others_stay_signed_in(world):
    world.add_user("bob", email="bob@example.com")
    token = world.tokens("bob")["AccessToken"]
    world.admin("AdminUserGlobalSignOut")
    assert get_user(world, token)["Username"] == "bob"


def test_a_revoked_sign_in_ends_and_others_of_the_user_do_not(world):
    first, second = world.tokens(), world.tokens()
    assert world.of_client("RevokeToken", Token=first["RefreshToken"]) == {}
    assert error_of(get_user, world, first["AccessToken"]) == REVOKED
    get_user(world, second["AccessToken"])
    assert world.of_client("RevokeToken", Token=first["RefreshToken"]) == {}


def test_what_is_no_token_is_as_good_as_revoked(world):
    assert world.of_client("RevokeToken", Token="nonsense") == {}


def test_another_clients_token_is_not_revoked(world):
    result = world.tokens()
    world.client_id = world.add_client()["ClientId"]
    assert error_of(world.of_client, "RevokeToken", Token=result["RefreshToken"])[0] == "UnauthorizedException"
    get_user(world, result["AccessToken"])


def test_a_client_that_does_not_exist_revokes_nothing(world):
    world.client_id = "nobody"
    assert error_of(world.of_client, "RevokeToken", Token="x")[0] == "InvalidParameterException"


def test_tokens_without_the_apis_scope_sign_nobody_out(world):
    with world.engine.calling(world.pool) as call:
        grant = Grant(scope="openid", hosted=True)
        result = begin_sign_in(call, world.pool, world.client_record, world.user(), grant)
    refused = error_of(world.call, "GlobalSignOut", AccessToken=result["AccessToken"])
    assert refused == ("NotAuthorizedException", "Access Token does not have required scopes")
