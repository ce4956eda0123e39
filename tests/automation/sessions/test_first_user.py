"""The environment's own test user, when many ask for it at once."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from automation.sessions.sign_in import SignInRequest, _user, known_users
from automation.targets.workspaces import Workspace
from automation.terminal.console import Console
from automation.users.store import UserStore
from automation.users.test_user import TestUser
from tests.automation.users.test_test_user import FakeCognito

POOL_ID = "us-east-1_abc"


@pytest.fixture
def kept(tmp_path: Path) -> Any:
    cognito = FakeCognito({})
    connection = SimpleNamespace(cognito=lambda: cognito, fake=cognito)
    return SimpleNamespace(workspace=Workspace(tmp_path, "local", "local-dev"), connection=connection)


def test_ten_that_need_a_test_user_at_once_make_one(kept: Any) -> None:
    console = Console(stream=io.StringIO())
    with ThreadPoolExecutor(10) as pool:
        asked = [pool.submit(_user, SignInRequest(), kept, POOL_ID, "admin", console) for _ in range(10)]
        names = {one.result().username for one in asked}
    assert len(names) == 1
    assert [name for name, _ in kept.connection.fake.calls].count("AdminCreateUser") == 1


def test_a_user_who_is_only_being_created_is_nobodys_default(kept: Any) -> None:
    store = UserStore.of(kept.workspace)
    with store.creating(POOL_ID, TestUser("bob", "", "Secret-1")):
        assert known_users(kept, POOL_ID) == []
    assert [user.username for user in known_users(kept, POOL_ID)] == ["bob"]


def test_a_user_whose_creation_was_never_answered_can_still_be_named(kept: Any) -> None:
    with (
        pytest.raises(ConnectionError),
        UserStore.of(kept.workspace).creating(POOL_ID, TestUser("bob", "", "Secret-1")),
    ):
        raise ConnectionError
    found = _user(SignInRequest("bob"), kept, POOL_ID, "admin", Console(quiet=True))
    assert found.password == "Secret-1"
