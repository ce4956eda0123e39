"""The only copy of test users' passwords."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from automation.errors import DriverError
from automation.users.store import UserStore, known_user
from automation.users.test_user import TestUser, UserRefusedError

POOL = "us-east-1_one"
ADA = TestUser("ada", "ada@example.com", "Secret-1", ("admins",))


@pytest.fixture
def store(tmp_path: Path) -> UserStore:
    return UserStore(tmp_path / "environment" / "users.json")


def add(store: UserStore, user: TestUser, pool: str = POOL) -> None:
    with store.creating(pool, user):
        pass


def test_a_user_is_written_down_before_it_is_created(store: UserStore) -> None:
    with store.creating(POOL, ADA):
        (written,) = json.loads(store.path.read_text())
        assert written["password"] == "Secret-1"
        assert written["state"] == "creating"
    (written,) = store.all(POOL)
    assert "state" not in written
    assert known_user(written) == ADA


def test_a_user_whom_cognito_refused_is_struck_out(store: UserStore) -> None:
    with pytest.raises(UserRefusedError), store.creating(POOL, ADA):
        raise UserRefusedError("no")
    assert store.all(POOL) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, DriverError, SystemExit])
def test_a_user_who_may_be_there_stays_written_down(store: UserStore, error: type[BaseException]) -> None:
    with pytest.raises(error), store.creating(POOL, ADA):
        raise error
    assert [user["username"] for user in store.all(POOL)] == ["ada"]


def test_many_who_are_added_at_once_are_all_kept(store: UserStore) -> None:
    users = [TestUser(f"user-{number}", "", f"password-{number}") for number in range(80)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda user: add(store, user), users))
    assert {user["username"] for user in store.all(POOL)} == {user.username for user in users}


def test_what_is_new_of_a_user_is_noted_and_of_nobody_else(store: UserStore) -> None:
    add(store, ADA)
    add(store, ADA, "us-east-1_other")
    store.update(POOL, "ada", {"totp_secret": "MFRGGZDF"})
    assert (store.find(POOL, "ada") or {})["totp_secret"] == "MFRGGZDF"
    assert "totp_secret" not in (store.find("us-east-1_other", "ada") or {})


def test_a_user_of_somebody_else_s_is_known_with_what_is_new(store: UserStore) -> None:
    store.update(POOL, "eve", {"totp_secret": "MFRGGZDF"}, "hers")
    assert store.find(POOL, "eve") == {
        "username": "eve", "email": "", "password": "hers", "groups": [], "user_pool_id": POOL,
        "totp_secret": "MFRGGZDF",
    }  # fmt: skip


def test_a_user_is_found_by_name_and_by_address(store: UserStore) -> None:
    add(store, ADA)
    assert store.find(POOL, "ada") == store.find(POOL, "ada@example.com")
    assert store.find(POOL, "grace") is None


def test_a_deleted_user_is_forgotten(store: UserStore) -> None:
    add(store, ADA)
    add(store, ADA, "us-east-1_other")
    store.remove(POOL, "ada")
    assert store.all(POOL) == []
    assert len(store.all("us-east-1_other")) == 1


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"[1]", b'[{"username"', b"\xff\x80"])
def test_a_damaged_file_is_said_and_left_as_it_is(store: UserStore, content: bytes) -> None:
    store.path.parent.mkdir()
    store.path.write_bytes(content)
    for act in (lambda: store.all(POOL), lambda: add(store, ADA), lambda: store.remove(POOL, "ada")):
        with pytest.raises(DriverError, match=r"can't be read.*It was left unchanged"):
            act()
    assert store.path.read_bytes() == content


def test_nobody_else_can_read_it(store: UserStore) -> None:
    add(store, ADA)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_a_name_that_is_taken_costs_nobody_the_password_that_is_known(store: UserStore) -> None:
    add(store, ADA)
    store.update(POOL, "ada", {"totp_secret": "MFRGGZDF"})
    with pytest.raises(UserRefusedError), store.creating(POOL, TestUser("ada", "", "Secret-2")):
        raise UserRefusedError("taken")
    (known,) = store.all(POOL)
    assert (known["password"], known["totp_secret"]) == ("Secret-1", "MFRGGZDF")


def test_a_name_that_is_taken_by_a_creation_that_was_killed_costs_nobody_its_password(store: UserStore) -> None:
    for error in (KeyboardInterrupt, UserRefusedError):
        with pytest.raises(error), store.creating(POOL, ADA):
            raise error
    assert [known_user(one) for one in store.all(POOL)] == [ADA]


def test_a_user_who_is_created_anew_is_known_once_with_the_new_password(store: UserStore) -> None:
    add(store, ADA)
    add(store, TestUser("grace", "", "hers"))
    add(store, TestUser("ada", "", "Secret-2"))
    assert {user["username"]: user["password"] for user in store.all(POOL)} == {"grace": "hers", "ada": "Secret-2"}
    assert len(store.all(POOL)) == 2
