"""Tokens that the engine signs as tests need them: with another validity, and hostile ones."""

from typing import Any

import pytest

from local.cognito.control.client import ControlError
from local.cognito.hostile_tokens import forged, signed
from local.cognito.tokens import jwt
from local.cognito.tokens.pool_keys import jwks, signing_key
from tests.local.cognito.control.conftest import Controlled
from tests.local.cognito.world import World, claims


@pytest.fixture
def world(served: Controlled) -> World:
    world = served.world()
    world.add_user()
    return world


@pytest.fixture
def tokens(world: World) -> dict[str, Any]:
    return world.tokens()


def verified(world: World, token: str, use: str) -> dict[str, Any]:
    return jwt.verify(token, signing_key(world.engine, world.pool, use)[0].public_key())


def test_tokens_are_issued_anew_with_the_validity_that_was_asked_for(served: Controlled, world: World, tokens: Any):
    served.control.advance_clock("+1h")
    made = served.control.reissue_tokens(tokens["AccessToken"], tokens["IdToken"], expires_in=7)
    for name, use, old in (("access_token", "access", "AccessToken"), ("id_token", "id", "IdToken")):
        found, before = verified(world, made[name], use), claims(tokens[old])
        assert found["exp"] - found["iat"] == 7
        assert abs(found["iat"] - served.engine.clock.now()) < 10
        assert {**found, "exp": 0, "iat": 0} == {**before, "exp": 0, "iat": 0}
        assert jwt.header_of(made[name]) == jwt.header_of(tokens[old])
    assert made["expires_in"] == 7


def test_rights_are_added_to_those_that_are_there(served: Controlled, world: World, tokens: Any):
    made = served.control.reissue_tokens(tokens["AccessToken"], None, scopes=["orders/read"], groups=["admins"])
    found = verified(world, made["access_token"], "access")
    assert found["scope"] == "aws.cognito.signin.user.admin orders/read"
    assert found["cognito:groups"] == ["admins"]
    assert made.keys() == {"access_token", "expires_in"}
    assert found["exp"] - found["iat"] == 3600


@pytest.mark.parametrize("expires_in", [0, -1, 86_401, 1.5, True, "60"])
def test_a_validity_that_no_token_can_have_is_refused(served: Controlled, tokens: Any, expires_in: Any):
    with pytest.raises(ControlError, match="expires_in"):
        served.control.reissue_tokens(tokens["AccessToken"], None, expires_in=expires_in)


def test_what_the_engine_has_not_signed_is_refused(served: Controlled, tokens: Any):
    forged_one = f"{tokens['AccessToken'].rpartition('.')[0]}.{'A' * 342}"
    for token in (forged_one, tokens["IdToken"], "", "a.b.c"):
        for ask in (served.control.reissue_tokens, served.control.hostile_tokens):
            with pytest.raises(ControlError, match="access_token isn't such a token") as refusal:
                ask(token, None)
            assert not token or token not in str(refusal.value)
    with pytest.raises(ControlError, match="use must be"):
        served.control.hostile_tokens(tokens["AccessToken"], None, use="refresh")
    with pytest.raises(ControlError, match="groups must be a list of strings"):
        served.control.reissue_tokens(tokens["AccessToken"], None, groups=[""])
    with pytest.raises(ControlError, match="The members: access_token"):
        served.control._ask("POST", "tokens", {"token": "x"})


def test_every_kind_is_made_once_and_says_why_it_must_be_refused(served: Controlled, tokens: Any):
    made = served.control.hostile_tokens(tokens["AccessToken"], tokens["IdToken"], scope="orders/read", group="admins")
    names = [one["name"] for one in made]
    assert len(names) == len(set(names)) > 50
    of_a_bound_token = {"other-resource", "resource-lookalike", "missing-resource"}
    kinds = {kind.name for kind in (*forged.KINDS, *signed.KINDS)}
    assert set(names) == kinds - {"access-token-as-id-token"} - of_a_bound_token
    assert all(one["reason"] for one in made)


def test_what_no_route_asks_for_is_left_out(served: Controlled, tokens: Any):
    names = {one["name"] for one in served.control.hostile_tokens(tokens["AccessToken"], tokens["IdToken"])}
    assert not [name for name in names if "scope" in name or "group" in name]


def test_a_back_end_that_takes_id_tokens_must_refuse_access_tokens(served: Controlled, tokens: Any):
    made = {
        one["name"]: one["token"]
        for one in served.control.hostile_tokens(tokens["AccessToken"], tokens["IdToken"], use="id")
    }
    assert made["access-token-as-id-token"] == tokens["AccessToken"]
    assert "id-token-as-access-token" not in made
    assert claims(made["other-client"])["aud"] != claims(tokens["IdToken"])["aud"]
    assert "aud" not in claims(made["missing-client"])


def test_without_an_id_token_one_is_made_of_the_access_token(served: Controlled, world: World, tokens: Any):
    made = {one["name"]: one["token"] for one in served.control.hostile_tokens(tokens["AccessToken"], None)}
    found = verified(world, made["id-token-as-access-token"], "access")
    assert (found["token_use"], found["aud"]) == ("id", world.client_id)
    assert "signature-of-another-token" not in made


def test_only_the_pools_own_signatures_verify_and_those_tokens_say_something_wrong(
    served: Controlled, world: World, tokens: Any
):
    key = signing_key(world.engine, world.pool, "access")[0].public_key()
    good = served.control.reissue_tokens(tokens["AccessToken"], None, scopes=["orders/read"], groups=["admins"])
    token = good["access_token"]
    genuine, kids = claims(token), {key["kid"] for key in jwks(world.engine, world.pool)["keys"]}
    with_genuine_token = {"wrong-scheme", "no-scheme"}
    for one in served.control.hostile_tokens(token, tokens["IdToken"], scope="orders/read", group="admins"):
        if one["name"] in with_genuine_token:
            assert one["token"] == token
            continue
        assert one["token"] != token
        try:
            found = jwt.verify(one["token"], key)
        except jwt.InvalidTokenError:
            assert one["name"] in {kind.name for kind in forged.KINDS}
            continue
        assert one["name"] in {kind.name for kind in signed.KINDS}
        header = jwt.header_of(one["token"])
        assert found != genuine or header["crit"]
        assert header["kid"] in kids
