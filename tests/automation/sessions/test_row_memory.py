"""Users who are signed in already aren't signed in again."""

from pathlib import Path

import pytest

from automation.sessions.row_memory import EVERY_S, RowMemory
from automation.sessions.token_rows import token_rows
from automation.stacks.token_cache import ROWS_FILE, TokenCache
from automation.tokens.token_set import TokenSet
from automation.users.calls import Calls
from automation.users.test_user import TestUser

USERS = [TestUser(f"user-{number}", f"user-{number}@example.com", "Secret-1") for number in range(20)]
ASKED = ("web", "srp", (), None)


class Clock:
    """A time that is set."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def checkpoint(tmp_path: Path) -> str:
    (tmp_path / "state.json").write_text("{}")
    return str(tmp_path / "state.json")


def memory(
    tmp_path: Path, checkpoint: str, clock: Clock, asked: tuple[str, str, tuple[str, ...], str | None] = ASKED
) -> RowMemory:
    return RowMemory(TokenCache(str(tmp_path), "local", {}, name=ROWS_FILE), checkpoint, asked, clock)


def signed_in(tmp_path: Path, checkpoint: str, clock: Clock) -> list[str]:
    """Whom a run signs in, with all it does."""
    names: list[str] = []
    rows = memory(tmp_path, checkpoint, clock)

    def sign_in(user: TestUser) -> TokenSet:
        names.append(user.username)
        tokens = TokenSet(f"access of {user.username}", None, "refresh", 3600)
        rows.keep(user, tokens)
        return tokens

    found = list(token_rows(Calls(None, unlimited=True), USERS, sign_in, rows.known))
    rows.flush()
    assert {row["username"]: row["access_token"] for row in found} == {
        user.username: f"access of {user.username}" for user in USERS
    }
    return sorted(names)


def test_a_second_run_signs_nobody_in(tmp_path: Path, checkpoint: str, clock: Clock) -> None:
    assert len(signed_in(tmp_path, checkpoint, clock)) == 20
    clock.now += 600
    assert signed_in(tmp_path, checkpoint, clock) == []


def test_a_run_after_they_have_expired_signs_all_in(tmp_path: Path, checkpoint: str, clock: Clock) -> None:
    signed_in(tmp_path, checkpoint, clock)
    clock.now += 3600
    assert len(signed_in(tmp_path, checkpoint, clock)) == 20


def test_what_is_left_of_their_time_is_said(tmp_path: Path, checkpoint: str, clock: Clock) -> None:
    signed_in(tmp_path, checkpoint, clock)
    clock.now += 600
    known = memory(tmp_path, checkpoint, clock).known(USERS[0])
    assert known
    assert known.expires_in == 3000


@pytest.mark.parametrize(
    "asked",
    [
        ("other", "srp", (), None),
        ("web", "code", (), None),
        ("web", "srp", ("openid",), None),
        ("web", "srp", (), "https://api.example.com"),
    ],
)
def test_tokens_of_another_client_flow_scope_or_resource_are_no_answer(
    tmp_path: Path, checkpoint: str, clock: Clock, asked: tuple[str, str, tuple[str, ...], str | None]
) -> None:
    signed_in(tmp_path, checkpoint, clock)
    assert memory(tmp_path, checkpoint, clock, asked).known(USERS[0]) is None


def test_tokens_of_any_flow_are_an_answer_where_none_is_asked_for(
    tmp_path: Path, checkpoint: str, clock: Clock
) -> None:
    signed_in(tmp_path, checkpoint, clock)
    cache = TokenCache(str(tmp_path), "local", {}, name=ROWS_FILE)
    rows = RowMemory(cache, checkpoint, ("web", "admin", (), None), clock, other_flows=("code", "srp"))
    known = rows.known(USERS[3])
    assert known
    assert known.access_token == "access of user-3"


def test_what_came_is_written_every_few_seconds(tmp_path: Path, checkpoint: str, clock: Clock) -> None:
    rows = memory(tmp_path, checkpoint, clock)
    rows.keep(USERS[0], TokenSet("one", None, None, 3600))
    assert memory(tmp_path, checkpoint, clock).known(USERS[0]) is None
    clock.now += EVERY_S + 1
    rows.keep(USERS[1], TokenSet("two", None, None, 3600))
    assert memory(tmp_path, checkpoint, clock).known(USERS[0]) is not None


def test_the_oldest_go_where_there_are_too_many(tmp_path: Path, checkpoint: str) -> None:
    cache = TokenCache(str(tmp_path), "local", {})
    asked = [({"user": number}, {"expires_at": 2e9, "number": number}) for number in range(5)]
    cache.put_all(asked, checkpoint, most=3)
    assert [cache.find(question, 1e9) is not None for question, _ in asked] == [False, False, True, True, True]


def test_where_nothing_can_be_written_why_is_remembered_and_it_isnt_tried_again(
    tmp_path: Path, checkpoint: str, clock: Clock
) -> None:
    rows = RowMemory(TokenCache(str(tmp_path / "gone"), "local", {}), checkpoint, ASKED, clock)
    for user in USERS[:2]:
        clock.now += EVERY_S + 1
        rows.keep(user, TokenSet("one", None, None, 3600))
    assert isinstance(rows.failure, FileNotFoundError)
    (tmp_path / "gone").mkdir()
    rows.flush()
    assert list((tmp_path / "gone").iterdir()) == []
