"""The environment's own test user, when many ask for it at once."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from automation.errors import UsageError
from automation.sessions.sign_in import SignInRequest, _user, known_users
from automation.targets.workspaces import Workspace
from automation.terminal.console import Console
from automation.users.store import UserStore
from automation.users.test_user import TestUser, UserRefusedError
from tests.automation.users.test_test_user import FakeCognito, NameTakenError

POOL_ID = "us-east-1_abc"


@pytest.fixture
def kept(tmp_path: Path) -> Any:
    cognito = FakeCognito({})
    connection = SimpleNamespace(cognito=lambda: cognito, fake=cognito)
    return SimpleNamespace(
        workspace=Workspace(tmp_path, "local", "local-dev"), connection=connection, has_test_users=True
    )


class Waited(io.StringIO):
    """Where those who have to wait say so; none goes on before all ten have come as far as they can."""

    def __init__(self) -> None:
        super().__init__()
        self.all_ten = threading.Barrier(10)

    def write(self, text: str) -> int:
        if "waiting for it" in text:
            self.all_ten.wait(60)
        return super().write(text)


def test_ten_that_need_a_test_user_at_once_make_one_and_the_others_say_that_they_wait(
    kept: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, create = Waited(), FakeCognito.admin_create_user

    def once_all_wait(self: FakeCognito, **parameters: Any) -> None:
        said.all_ten.wait(60)
        create(self, **parameters)

    monkeypatch.setattr(FakeCognito, "admin_create_user", once_all_wait)
    with ThreadPoolExecutor(10) as pool:
        asked = [pool.submit(ask, kept, said) for _ in range(10)]
        users = {one.result() for one in asked}
    assert len(users) == 1
    assert [name for name, _ in kept.connection.fake.calls].count("AdminCreateUser") == 1
    assert said.getvalue().count("waiting for it") == 9


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


class Killed(BaseException):
    """The process ends here."""


def killed(self: FakeCognito, **_parameters: Any) -> None:
    raise Killed


def kill(kept: Any, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask in a process that ends at that call."""
    with monkeypatch.context() as patched:
        patched.setattr(FakeCognito, at, killed)
        with pytest.raises(Killed):
            ask(kept)


def ask(kept: Any, said: io.StringIO | None = None) -> TestUser:
    return _user(SignInRequest(), kept, POOL_ID, "admin", Console(stream=said or io.StringIO()))


@pytest.mark.parametrize("call", ["admin_create_user", "admin_set_user_password"])
def test_a_first_user_whose_creation_was_killed_is_taken_up_by_name_and_password(
    kept: Any, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(kept, call, monkeypatch)
    (begun,) = UserStore.of(kept.workspace).all(POOL_ID)
    if call == "admin_set_user_password":  # then the user is there
        kept.connection.fake.refusal = taken()
    said = io.StringIO()

    found = ask(kept, said)

    assert (found.username, found.password) == (begun["username"], begun["password"])
    assert f"Creating the test user {found.username} was interrupted earlier; continuing" in said.getvalue()
    assert [user.username for user in known_users(kept, POOL_ID)] == [found.username]
    assert ask(kept) == found


def test_somebody_elses_user_who_is_being_created_isnt_taken_up_as_the_first(kept: Any) -> None:
    with UserStore.of(kept.workspace).creating(POOL_ID, TestUser("bob", "", "Secret-1")):
        assert ask(kept).username != "bob"


def taken() -> NameTakenError:
    return NameTakenError({"Error": {"Code": "UsernameExistsException", "Message": "taken"}}, "AdminCreateUser")


def test_a_first_user_whom_cognito_refuses_is_forgotten_and_the_next_try_makes_another(
    kept: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(kept, "admin_create_user", monkeypatch)
    kept.connection.fake.refusal = ClientError({"Error": {"Code": "X", "Message": "no"}}, "AdminCreateUser")
    with pytest.raises(UserRefusedError):
        ask(kept)
    assert UserStore.of(kept.workspace).all(POOL_ID) == []
    kept.connection.fake.refusal = None
    assert ask(kept).password


def test_in_a_pool_of_somebody_elses_nobody_is_created(kept: Any) -> None:
    kept.has_test_users = False
    with pytest.raises(UsageError, match="No user was named"):
        _user(SignInRequest(), kept, POOL_ID, "srp", Console(quiet=True))
    assert kept.connection.fake.calls == []
