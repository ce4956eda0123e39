"""Tokens that no sign-in gives: what each target can make."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from automation.errors import UsageError
from automation.pytest_plugin import HOSTILE_TOKEN_NAMES
from automation.tokens.flows import Credentials
from automation.tokens.made_tokens import Demand, hostile_tokens, meeting, scopes_to_ask_for
from automation.tokens.obtaining import Obtainer, Question
from automation.tokens.token_set import TokenSet
from local.cognito.hostile_tokens import forged, signed
from tests.automation.environments import make_environment
from tests.automation.tokens.test_verification import KEY, FakeHttp, access_claims, id_claims, sign

GOOD = TokenSet(
    sign(access_claims(scope="orders/read", **{"cognito:groups": ["admins"]})), sign(id_claims()), "refresh", 600
)


class OnAws:
    """A target whose pools Cognito alone signs for."""

    def signer(self) -> None:
        return None

    @contextmanager
    def http(self) -> Iterator[Any]:
        yield FakeHttp([KEY])

    def inbox(self, _http: Any) -> None:
        return None


def test_the_plugins_names_are_those_that_every_back_end_must_refuse():
    depending = ("scope", "group", "resource", "access-token-as-id-token")
    every = [kind.name for kind in (*forged.KINDS, *signed.KINDS) if not any(word in kind.name for word in depending)]
    assert list(HOSTILE_TOKEN_NAMES) == every


def test_on_aws_a_validity_of_ones_own_is_refused_before_anybody_signs_in():
    asked = Obtainer(make_environment(), None, OnAws())
    with pytest.raises(UsageError, match="on AWS only Cognito signs tokens"):
        asked.obtain(
            Question(flow="admin", credentials=Credentials("ada", "p"), expires_in=5), by=lambda _: pytest.fail("asked")
        )


def test_on_aws_what_anybody_can_forge_is_made():
    made = {one.name: one for one in hostile_tokens(make_environment(), GOOD, Demand(), OnAws())}
    assert {"alg-none", "own-key-known-kid", "hs256-public-key-pem", "id-token-as-access-token"} <= made.keys()
    assert made.keys().isdisjoint({kind.name for kind in signed.KINDS})
    assert made["id-token-as-access-token"].token == GOOD.id_token
    payload = made["altered-payload"].token.split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(payload + "=="))["sub"] != access_claims()["sub"]


def test_on_aws_the_demand_must_be_met_by_the_sign_in():
    demand = Demand(scope="orders/read", group="admins")
    assert scopes_to_ask_for(demand, OnAws()) == ("orders/read",)
    assert meeting(GOOD, demand, OnAws()) == GOOD
    with pytest.raises(UsageError, match="lacks the scope orders/write"):
        meeting(GOOD, Demand(scope="orders/write"), OnAws())
    with pytest.raises(UsageError, match="isn't in the group owners"):
        meeting(GOOD, Demand(group="owners"), OnAws())


def test_a_sign_in_without_an_id_token_can_not_show_who_takes_those():
    with pytest.raises(UsageError, match="issued no ID token"):
        meeting(TokenSet(GOOD.access_token, None, None, 600), Demand(use="id"), OnAws())
