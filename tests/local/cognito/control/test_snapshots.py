"""All that there is, written down and taken back."""

import stat
import threading
from pathlib import Path

import pytest

from local.cognito.call import Call
from local.cognito.control.client import ControlError
from local.cognito.engine import Engine
from local.cognito.errors import CognitoError
from local.cognito.settings import EngineSettings
from local.cognito.snapshots import Snapshots
from local.cognito.tokens import jwt
from local.cognito.tokens.pool_keys import signing_key
from tests.credentials import CREDENTIALS
from tests.local.cognito.control.conftest import Controlled
from tests.local.cognito.store.contents import contents, indexes, one_of_each
from tests.local.cognito.world import World, error_of


def kept_engine(folder: Path) -> Engine:
    return Engine(EngineSettings(CREDENTIALS, "http://127.0.0.1:4566", folder))


def test_what_was_there_is_there_again_and_what_came_later_is_gone(served: Controlled):
    world = served.world()
    world.add_user("ada")
    served.control.snapshot("one")
    world.add_user("grace")
    other = served.world()
    served.control.restore("one")
    assert [user.username for user in served.engine.store.pools[world.pool_id].users] == ["ada"]
    assert other.pool_id not in served.engine.store.pools
    assert error_of(other.add_client)[0] == "ResourceNotFoundException"
    assert world.tokens()["AccessToken"]


def test_tokens_from_before_are_verified_after_it_by_the_same_keys(served: Controlled):
    world = served.world()
    world.add_user()
    token = world.tokens()["AccessToken"]
    served.control.snapshot("one")
    served.control.reset()
    assert served.engine.store.pools == {}
    served.control.restore("one")
    key, _ = signing_key(served.engine, world.pool, "access")
    assert jwt.verify(token, key.public_key())["username"] == "ada"


def test_every_kind_of_record_is_in_it_with_its_indexes(tmp_path: Path):
    engine = kept_engine(tmp_path)
    with engine.calling(None) as call:
        call.add(*one_of_each())
    before, found = contents(engine.store), indexes(engine.store)
    snapshots = Snapshots(engine)
    snapshots.save("one")
    with engine.store.locked():
        engine.store.replace([])
    assert contents(engine.store) == {}
    snapshots.restore("one")
    assert contents(engine.store) == before
    assert indexes(engine.store) == found
    engine.close()
    again = kept_engine(tmp_path)
    assert contents(again.store) == before, "what was restored outlives the engine"
    again.close()


def test_it_is_its_owners_only_and_lies_beside_the_state(tmp_path: Path):
    engine = kept_engine(tmp_path)
    Snapshots(engine).save("one")
    (file,) = (tmp_path / "snapshots").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    engine.close()


def test_one_of_the_same_name_is_replaced_and_others_are_listed_newest_first(served: Controlled):
    for name in ("one", "two", "one"):
        world = served.world()
        served.control.snapshot(name)
    assert [one["name"] for one in served.control.snapshots()] == ["one", "two"]
    served.control.reset()
    served.control.restore("one")
    assert world.pool_id in served.engine.store.pools
    served.control.delete_snapshot("one")
    assert [one["name"] for one in served.control.snapshots()] == ["two"]
    with pytest.raises(ControlError, match="Snapshots: two"):
        served.control.restore("one")


@pytest.mark.parametrize("name", ["", ".", "..", "../one", "a/b", ".hidden", "a b", "é", "x" * 65, "a\n"])
def test_a_name_is_no_path(served: Controlled, name: str):
    with pytest.raises(ControlError):
        served.control.snapshot(name)
    assert served.control.snapshots() == []


def test_an_engine_without_a_folder_says_so():
    engine = Engine(EngineSettings(CREDENTIALS))
    assert Snapshots(engine).list() == []
    assert error_of(Snapshots(engine).save, "one")[0] == "UnsupportedOperationException"
    engine.close()


@pytest.mark.parametrize("damage", [b"", b"noise" * 5000])
def test_one_that_cannot_be_read_changes_nothing(served: Controlled, tmp_path: Path, damage: bytes):
    world = served.world()
    served.control.snapshot("one")
    (tmp_path / "snapshots" / "one.snapshot").write_bytes(damage)
    with pytest.raises(ControlError, match="Nothing was changed"):
        served.control.restore("one")
    assert world.pool_id in served.engine.store.pools


def test_one_that_cannot_be_written_is_refused_and_the_former_one_stays(served: Controlled, tmp_path: Path):
    world = served.world()
    served.control.snapshot("one")
    (tmp_path / "snapshots" / ".one.snapshot.partial").mkdir()  # where it is written first
    with pytest.raises(ControlError, match="Writing the snapshot one failed"):
        served.control.snapshot("one")
    served.control.reset()
    served.control.restore("one")
    assert world.pool_id in served.engine.store.pools


def test_who_waited_for_something_outside_meanwhile_is_refused_and_writes_nothing(tmp_path: Path):
    engine = kept_engine(tmp_path)
    world = World.with_pool(engine)
    ada = world.add_user("ada")
    snapshots = Snapshots(engine)
    snapshots.save("one")
    waiting, restored = threading.Event(), threading.Event()
    refusals: list[CognitoError] = []

    def handler(call: Call) -> None:
        with call.unlocked():
            waiting.set()
            assert restored.wait(60)
        ada.attributes["email"] = "late@example.com"
        call.save(ada)

    def run() -> None:
        try:
            with engine.calling(world.pool) as call:
                handler(call)
        except CognitoError as refusal:
            refusals.append(refusal)

    thread = threading.Thread(target=run)
    thread.start()
    assert waiting.wait(60)
    snapshots.restore("one")
    restored.set()
    thread.join()
    assert [one.code for one in refusals] == ["ConcurrentModificationException"]
    before = contents(engine.store)
    engine.close()
    again = kept_engine(tmp_path)
    assert contents(again.store) == before
    again.close()


def test_who_waits_for_a_pools_lock_meets_the_restored_pool(tmp_path: Path):
    engine = kept_engine(tmp_path)
    world = World.with_pool(engine)
    world.add_user("ada")
    Snapshots(engine).save("one")
    lock, old = world.pool.lock, world.pool
    Snapshots(engine).restore("one")
    assert world.pool is not old
    assert world.pool.lock is lock
    with pytest.raises(CognitoError, match="does not exist"), engine.calling(old):
        pass
    engine.close()


def test_operations_go_on_while_snapshots_are_made_and_restored(served: Controlled):
    world = served.world()
    world.add_user("ada")
    served.control.snapshot("one")
    stop = threading.Event()
    problems: list[CognitoError] = []
    done: list[int] = []

    def work(number: int) -> None:
        while not stop.is_set():
            try:
                world.admin("AdminCreateUser", f"user-{number}-{len(done)}", MessageAction="SUPPRESS")
                done.append(number)
            except CognitoError as error:
                if error.code != "UsernameExistsException":
                    problems.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        served.control.snapshot("two")
        served.control.restore("one")
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    assert done
    served.control.restore("one")
    assert [user.username for user in world.pool.users] == ["ada"]


def test_one_that_cannot_be_written_is_refused_with_the_reason_and_leaves_nothing(tmp_path: Path):
    engine = kept_engine(tmp_path)
    World.with_pool(engine)
    (tmp_path / "snapshots").write_text("no folder")
    with pytest.raises(CognitoError, match="Writing the snapshot one failed") as caught:
        Snapshots(engine).save("one")
    assert caught.value.status == 500
    assert caught.value.message.endswith("Nothing was changed.")
