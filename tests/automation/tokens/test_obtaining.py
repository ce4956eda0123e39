"""One way to a token: what every command, `serve` and the plugin get."""

import math
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from automation.errors import DriverError, UsageError
from automation.tokens.flows import Credentials, FlowOptions, FlowRequest
from automation.tokens.obtaining import Obtainer, Question, VerifiedTokens
from automation.tokens.token_set import TokenSet
from automation.tokens.verification import VerificationError
from tests.automation.environments import make_environment
from tests.automation.tokens.test_verification import KEY, FakeHttp, access_claims, sign


class FakeAccess:
    """Opens fake HTTP sessions, and remembers them."""

    def __init__(self) -> None:
        self.opened: list[FakeHttp] = []
        self.closed = 0

    @contextmanager
    def http(self) -> Iterator[Any]:
        session = FakeHttp([KEY])
        self.opened.append(session)
        yield session
        self.closed += 1

    def inbox(self, http: Any) -> Any:
        return ("the inbox read with", http)


def token_of(request: FlowRequest, **claims: Any) -> TokenSet:
    now = int(time.time())
    token = sign(access_claims(**{"iat": now, "exp": now + 600, "username": request.credentials.username, **claims}))
    return TokenSet(token, None, "r", 600)


def no_client() -> Any:
    raise AssertionError("Loading boto3 takes half a second: no flow here has called the API.")


def obtainer(access: FakeAccess) -> Obtainer:
    return Obtainer(make_environment(), no_client, access)


def test_each_sign_in_has_an_http_session_of_its_own_which_ends_with_it() -> None:
    access = FakeAccess()
    asked = obtainer(access)
    seen: list[Any] = []

    def by(request: FlowRequest) -> TokenSet:
        seen.append(request.http)
        return token_of(request)

    def name_in_token(name: str) -> Any:
        question = Question(flow="code", credentials=Credentials(name, "p"))
        return asked.obtain(question, by).claims["access_token"]["username"]

    names = [f"user-{number}" for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(name_in_token, names)) == names

    assert len({id(http) for http in seen}) == 20
    assert access.closed == 20


def test_the_pools_keys_are_fetched_once_for_many_sign_ins() -> None:
    access = FakeAccess()
    asked = obtainer(access)

    for _ in range(5):
        asked.obtain(Question(flow="admin", credentials=Credentials("ada", "p")), token_of)

    assert sum(http.fetched for http in access.opened) == 1


def test_a_scope_that_the_flow_can_not_carry_is_refused_before_anybody_signs_in() -> None:
    access = FakeAccess()

    with pytest.raises(UsageError, match="can't get the scope email"):
        obtainer(access).obtain(Question(flow="admin", scopes=("email",)), token_of)

    assert not access.opened


def test_scopes_choose_a_flow_that_carries_them() -> None:
    assert obtainer(FakeAccess()).choose(Question(scopes=("email",)))[1] == "code"


def test_the_scopes_that_are_asked_for_and_the_inbox_reach_the_flow() -> None:
    seen: list[FlowRequest] = []

    def by(request: FlowRequest) -> TokenSet:
        seen.append(request)
        return token_of(request)

    obtainer(FakeAccess()).obtain(Question(scopes=("email",), credentials=Credentials("ada", "p")), by)

    assert seen[0].scopes == ("email",)
    assert seen[0].answers.inbox is not None


@pytest.mark.parametrize("expiry", [math.nan, math.inf, -math.inf, True, "soon", None])
def test_what_has_no_expiry_in_numbers_is_refused(expiry: Any) -> None:
    with pytest.raises(VerificationError, match="no expiry"):
        obtainer(FakeAccess()).obtain(Question(flow="admin"), lambda request: token_of(request, exp=expiry))


def test_what_is_renewed_keeps_the_flow_it_came_by_and_goes_where_that_keeps_its_scopes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[FlowRequest] = []

    def refresh(name: str, request: FlowRequest) -> TokenSet:
        assert name == "refresh"
        seen.append(request)
        return token_of(request)

    monkeypatch.setattr("automation.tokens.obtaining.run_flow", refresh)
    asked = obtainer(FakeAccess())
    client = make_environment().client()

    for flow, where in (("code", "endpoint"), ("srp", "api")):
        renewed = asked.renew(VerifiedTokens(client, flow, TokenSet("a", None, "the refresh token", 1), {}))
        assert renewed.flow == flow
        assert seen[-1].options.refresh_at == where
        assert seen[-1].options.refresh_token == "the refresh token"


def test_a_token_that_is_not_for_the_resource_it_was_asked_for_is_no_answer() -> None:
    asked, resource = obtainer(FakeAccess()), "https://api.example.com"
    question = Question(options=FlowOptions(resource=resource))

    assert asked.obtain(question, lambda request: token_of(request, aud=resource)).flow == "code"
    others: list[dict[str, Any]] = [{}, {"aud": "https://other.example.com"}]
    for claims in others:
        with pytest.raises(DriverError, match=r"isn't bound to the resource https://api\.example\.com: its aud is "):
            asked.obtain(question, partial(token_of, **claims))


def test_what_is_renewed_is_for_the_same_resource_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    claims: dict[str, Any] = {"aud": "https://api.example.com"}
    monkeypatch.setattr("automation.tokens.obtaining.run_flow", lambda _, request: token_of(request, **claims))
    old = VerifiedTokens(
        make_environment().client(), "code", TokenSet("a", None, "r", 1), {"access_token": dict(claims)}
    )

    assert obtainer(FakeAccess()).renew(old).claims["access_token"]["aud"] == "https://api.example.com"
    claims.clear()
    with pytest.raises(DriverError, match="isn't bound to the resource"):
        obtainer(FakeAccess()).renew(old)


def test_verified_tokens_do_not_show_in_a_repr() -> None:
    found = obtainer(FakeAccess()).obtain(Question(flow="admin", credentials=Credentials("ada", "p")), token_of)

    assert found.tokens.access_token not in repr(found)
    assert "client-s3cret" not in repr(found)
