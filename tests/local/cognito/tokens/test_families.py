import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.cognito.errors import CognitoError
from local.cognito.tokens import families, renewal
from local.cognito.tokens.families import RefreshToken
from local.cognito.tokens.issuing import Grant, begin_sign_in
from tests.local.cognito.world import World, claims, error_of

TOKEN_PATTERN = re.compile(r"[A-Za-z0-9-_=.]+")
DAY_S = 86_400


def sign_in(world, **grant):
    with world.engine.calling(world.pool) as call:
        client = world.pool.clients[world.client_id]
        return begin_sign_in(call, world.pool, client, world.user(), Grant(**grant))


def renew(world, token, **given):
    with world.engine.calling(world.pool) as call:
        return renewal.renew(call, world.pool, world.pool.clients[world.client_id], token, **given)


def revoke(world, token):
    with world.engine.calling(world.pool) as call:
        found = families.unseal(world.pool, token)
        assert found is not None
        families.revoke(call, world.pool, found)


def sign_out(world):
    with world.engine.calling(world.pool) as call:
        families.sign_out_everywhere(call, world.pool, world.user())


@pytest.fixture
def world(engine):
    world = World.with_pool(engine)
    world.add_user()
    return world


@pytest.fixture
def rotating(world):
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10}
    flows = ["ALLOW_USER_PASSWORD_AUTH"]
    world.client_id = world.add_client(RefreshTokenRotation=rotation, ExplicitAuthFlows=flows)["ClientId"]
    return world


def test_a_refresh_token_is_as_long_as_cognitos_and_within_the_pattern_of_RevokeToken(world):  # noqa: N802
    token = sign_in(world)["RefreshToken"]
    assert TOKEN_PATTERN.fullmatch(token)
    assert len(token.split(".")) == 5
    assert 1600 < len(token) < 1900


def test_a_sign_in_leaves_nothing_in_the_store(world):
    sign_in(world)
    assert not world.pool.families


def test_a_refresh_token_gives_tokens_of_the_same_sign_in(world):
    first = sign_in(world)
    world.advance(60)
    second = renew(world, first["RefreshToken"])
    before, after = claims(first["AccessToken"]), claims(second["AccessToken"])
    assert (after["origin_jti"], after["auth_time"], after["scope"]) == tuple(
        before[name] for name in ("origin_jti", "auth_time", "scope")
    )
    assert after["iat"] >= before["iat"] + 60
    assert after["jti"] != before["jti"]
    assert "RefreshToken" not in second


def test_a_refresh_token_that_was_tampered_with_is_none(world):
    token = sign_in(world)["RefreshToken"]
    head, key, nonce, content, tag = token.split(".")
    changed = ("A" if content[0] != "A" else "B") + content[1:]
    for wrong in (
        f"{head}.{key}.{nonce}.{changed}.{tag}",
        f"{head}.{changed[:342]}.{nonce}.{content}.{tag}",
        f"{token}.x",
        "abc",
    ):
        assert error_of(renew, world, wrong) == ("NotAuthorizedException", "Invalid Refresh Token")


def test_a_refresh_token_of_another_pool_is_none(engine, world):
    other = World.with_pool(engine)
    other.add_user()
    assert error_of(renew, world, sign_in(other)["RefreshToken"])[1] == "Invalid Refresh Token"


def test_a_refresh_token_of_another_client_is_refused(world):
    token = sign_in(world)["RefreshToken"]
    world.client_id = world.add_client()["ClientId"]
    assert error_of(renew, world, token)[1] == "Refresh Token has different Client"


def test_a_refresh_token_ends_with_its_validity(world):
    world.client_id = world.add_client(RefreshTokenValidity=2)["ClientId"]
    token = sign_in(world)["RefreshToken"]
    world.advance(2 * DAY_S - 1)
    renew(world, token)
    world.advance(1)
    assert error_of(renew, world, token)[1] == "Refresh Token has expired"


def test_a_revoked_refresh_token_is_refused_and_others_are_not(world):
    first, second = sign_in(world)["RefreshToken"], sign_in(world)["RefreshToken"]
    revoke(world, first)
    assert error_of(renew, world, first)[1] == "Refresh Token has been revoked"
    renew(world, second)


def test_signing_out_everywhere_ends_what_was_before_and_not_what_comes_after(world):
    frozen = world.engine.clock.now()
    world.engine.clock._source = lambda: frozen
    before = sign_in(world)["RefreshToken"]
    sign_out(world)
    after = sign_in(world)["RefreshToken"]
    assert error_of(renew, world, before)[1] == "Refresh Token has been revoked"
    renew(world, after)


def test_a_rotating_client_gets_a_new_refresh_token_each_time(rotating):
    first = sign_in(rotating)["RefreshToken"]
    second = renew(rotating, first)["RefreshToken"]
    third = renew(rotating, second)["RefreshToken"]
    assert len({first, second, third}) == 3
    assert len(rotating.pool.families) == 1


def test_a_rotated_token_is_good_for_its_grace_period(rotating):
    first = sign_in(rotating)["RefreshToken"]
    renew(rotating, first)
    rotating.advance(9)
    renew(rotating, first)
    rotating.advance(2)
    assert error_of(renew, rotating, first)[0] == "RefreshTokenReuseException"


def test_a_token_of_two_rotations_ago_is_refused_within_the_grace_period(rotating):
    first = sign_in(rotating)["RefreshToken"]
    renew(rotating, renew(rotating, first)["RefreshToken"])
    assert error_of(renew, rotating, first)[0] == "RefreshTokenReuseException"


def test_without_a_grace_period_a_rotated_token_is_refused_at_once(rotating):
    client = rotating.add_client(RefreshTokenRotation={"Feature": "ENABLED"}, ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"])
    rotating.client_id = client["ClientId"]
    first = sign_in(rotating)["RefreshToken"]
    renew(rotating, first)
    assert error_of(renew, rotating, first)[0] == "RefreshTokenReuseException"


def test_a_rotated_token_ends_when_the_first_one_would_have(rotating):
    first = sign_in(rotating)["RefreshToken"]
    rotating.advance(29 * DAY_S)
    second = renew(rotating, first)["RefreshToken"]
    rotating.advance(DAY_S)
    assert error_of(renew, rotating, second)[1] == "Refresh Token has expired"


def test_families_go_once_their_last_access_token_is_over(world):
    world.pool.caches[families.SWEPT] = 10
    for _ in range(15):
        revoke(world, sign_in(world)["RefreshToken"])
    world.advance(32 * DAY_S)
    for _ in range(10):
        revoke(world, sign_in(world)["RefreshToken"])
    assert len(world.pool.families) == 10


def test_of_many_that_renew_at_once_one_wins(rotating):
    settings = rotating.pool.clients[rotating.client_id].settings
    settings["RefreshTokenRotation"] = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    token = sign_in(rotating)["RefreshToken"]

    def attempt(_):
        try:
            return renew(rotating, token)["RefreshToken"]
        except CognitoError as error:
            return error.code

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(attempt, range(8)))
    assert found.count("RefreshTokenReuseException") == 7


def test_an_origin_says_how_often_the_user_was_signed_out_before_it(world):
    user = world.user()
    for count in (0, 1, 65_535, 65_536 + 7):
        user.sign_outs = count
        origin = families.new_origin(user)
        assert not families.is_signed_out(user, origin)
        user.sign_outs += 1
        assert families.is_signed_out(user, origin)


def test_what_a_refresh_token_says_is_kept_whole(world):
    said = RefreshToken("o", "c", "s", 1, 2.5, "openid", "device", 3, "https://api.example", hosted=True, amr=("pwd",))
    assert families.unseal(world.pool, families.seal(world.pool, said)) == said
