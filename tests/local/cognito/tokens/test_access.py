import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from cognito_model.scopes import ADMIN_SCOPE
from local.cognito.tokens import families, jwt
from local.cognito.tokens.access import owner_of
from local.cognito.tokens.issuing import Grant, begin_sign_in, machine_token
from local.cognito.tokens.pool_keys import signing_key
from tests.local.cognito.world import World, error_of


@pytest.fixture
def world(engine):
    world = World.with_pool(engine)
    world.add_user()
    return world


def sign_in(world, **grant):
    with world.engine.calling(world.pool) as call:
        return begin_sign_in(call, world.pool, world.pool.clients[world.client_id], world.user(), Grant(**grant))


def owner(world, token, scope=ADMIN_SCOPE):
    with world.engine.calling(world.pool) as call:
        return owner_of(call, token, scope=scope)


def test_an_access_token_says_who_is_signed_in(world):
    found = owner(world, sign_in(world)["AccessToken"])
    assert (found.pool, found.client.id, found.user) == (world.pool, world.client_id, world.user())


def test_an_id_token_is_no_access_token(world):
    assert error_of(owner, world, sign_in(world)["IdToken"]) == ("NotAuthorizedException", "Invalid Access Token")


def test_a_machines_token_is_no_users(world):
    with world.engine.calling(world.pool) as call:
        token, _ = machine_token(call, world.pool, world.pool.clients[world.client_id], ADMIN_SCOPE)
    assert error_of(owner, world, token)[1] == "Invalid Access Token"


def test_a_token_that_somebody_else_signed_is_refused(engine, world):
    genuine = sign_in(world)["AccessToken"]
    _, kid = signing_key(engine, world.pool, "access")
    forged = jwt.sign(jwt.claims_of(genuine), rsa.generate_private_key(65537, 2048), kid)
    refused = error_of(owner, world, forged)
    assert refused == ("NotAuthorizedException", "Could not verify signature for Access Token")


@pytest.mark.parametrize("token", ["abc", "a.b.c", "..", "x" * 3000])
def test_what_is_no_token_is_refused(world, token):
    assert error_of(owner, world, token) == ("NotAuthorizedException", "Invalid Access Token")


def test_a_token_ends_when_it_says_so(world):
    token = sign_in(world)["AccessToken"]
    world.advance(3599 - 1)
    owner(world, token)
    world.advance(2)
    assert error_of(owner, world, token)[1] == "Access Token has expired"


def test_a_revoked_sign_ins_access_tokens_are_over(world):
    result, other = sign_in(world), sign_in(world)
    with world.engine.calling(world.pool) as call:
        token = families.unseal(world.pool, result["RefreshToken"])
        assert token is not None
        families.revoke(call, world.pool, token)
    assert error_of(owner, world, result["AccessToken"])[1] == "Access Token has been revoked"
    owner(world, other["AccessToken"])


def test_a_user_who_was_signed_out_everywhere_signs_in_again(world):
    before = sign_in(world)["AccessToken"]
    with world.engine.calling(world.pool) as call:
        families.sign_out_everywhere(call, world.pool, world.user())
    assert error_of(owner, world, before)[1] == "Access Token has been revoked"
    owner(world, sign_in(world)["AccessToken"])


def test_without_revocation_signing_out_everywhere_ends_tokens_of_earlier_seconds(world):
    world.client_id = world.add_client(EnableTokenRevocation=False)["ClientId"]
    before = sign_in(world)["AccessToken"]
    assert "origin_jti" not in jwt.claims_of(before)
    world.advance(1)
    with world.engine.calling(world.pool) as call:
        families.sign_out_everywhere(call, world.pool, world.user())
    assert error_of(owner, world, before)[1] == "Access Token has been revoked"
    owner(world, sign_in(world)["AccessToken"])


def test_a_disabled_users_token_is_refused(world):
    token = sign_in(world)["AccessToken"]
    user = world.user()
    with world.pool.users.changing(user):
        user.enabled = False
    assert error_of(owner, world, token) == ("NotAuthorizedException", "User is disabled.")


def test_a_deleted_users_token_is_refused(world):
    token = sign_in(world)["AccessToken"]
    with world.engine.calling(world.pool) as call:
        call.remove(world.user())
    assert error_of(owner, world, token) == ("UserNotFoundException", "User does not exist.")


def test_a_token_without_the_scope_is_refused_where_it_is_asked_for(world):
    token = sign_in(world, scope="openid email", hosted=True)["AccessToken"]
    assert error_of(owner, world, token)[1] == "Access Token does not have required scopes"
    owner(world, token, scope="openid")
    owner(world, token, scope="")
