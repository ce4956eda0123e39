"""`logout`: which tokens are forgotten, and whose can be ended everywhere."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from automation.commands import logout
from automation.errors import UsageError
from automation.terminal.console import Console
from tests.automation.environments import make_environment

BY_NAME = {"username": "ada", "claims": {"access_token": {"username": "ada"}}}
BY_EMAIL = {"username": "ada@example.com", "claims": {"access_token": {"username": "ada"}}}
OTHERS = {"username": "grace", "claims": {"access_token": {"username": "grace"}}}


class FakeStack:
    """Has tokens, and says which of them were forgotten."""

    has_test_users = True

    def __init__(self) -> None:
        self.forgotten: list[Any] = []

    def environment(self, *, refresh: bool) -> Any:
        assert not refresh
        return make_environment()

    def forget_tokens(self, matches: Callable[[Any], bool]) -> None:
        self.forgotten = [entry for entry in (BY_NAME, BY_EMAIL, OTHERS) if matches(entry)]


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> FakeStack:
    found = FakeStack()

    @contextmanager
    def opened(*_: Any) -> Iterator[FakeStack]:
        yield found

    monkeypatch.setattr(logout, "open_pool", opened)
    monkeypatch.setattr(logout, "sign_in_request", lambda _: None)
    return found


def context(**options: Any) -> Any:
    arguments = SimpleNamespace(output="table", options={"no_browser": True, **options})
    return SimpleNamespace(
        arguments=arguments,
        stack=lambda: None,
        runtime=None,
        console=Console(stream=io.StringIO()),
        stdout=io.StringIO(),
    )


def signed_in(monkeypatch: pytest.MonkeyPatch, user: Any, claims: Any) -> None:
    found = SimpleNamespace(user=user, claims={"access_token": claims})
    monkeypatch.setattr(logout, "cached_sign_in", lambda *_: found)


def test_a_users_tokens_are_forgotten_under_every_name(stack: FakeStack, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = SimpleNamespace(username="ada@example.com", email="ada@example.com")
    signed_in(monkeypatch, ada, {"username": "ada"})
    assert logout.run(context()) == 0
    assert stack.forgotten == [BY_NAME, BY_EMAIL]


def test_a_machine_is_signed_out_nowhere(stack: FakeStack, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(monkeypatch, SimpleNamespace(username="", email=None), {"client_id": "webapp1"})
    with pytest.raises(UsageError, match="--everywhere signs out the user"):
        logout.run(context(everywhere=True))
    assert stack.forgotten == []
