"""What is kept in a folder: there after an end of any kind, told where it can't be read, never by half."""

import os
import random
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from local.cognito.call import Call
from local.cognito.engine import Engine
from local.cognito.errors import CognitoError
from local.cognito.settings import EngineSettings
from local.cognito.store.changes import Changes
from local.cognito.store.durability import FILE_NAME, StateFile
from local.cognito.store.errors import StateFileError
from local.cognito.store.opening import open_store
from local.cognito.store.pools import Group, UserPool
from local.cognito.store.store import KINDS, Store
from local.cognito.store.users import User
from tests.credentials import CREDENTIALS
from tests.local.cognito.store.contents import contents, indexes, one_of_each
from tests.local.cognito.world import OneKey, World


def kept_engine(folder: Path) -> Engine:
    return Engine(EngineSettings(CREDENTIALS, "http://127.0.0.1:4566", folder), None, OneKey())


def filled(folder: Path) -> None:
    """An engine has been here, with a pool, a client and two users."""
    engine = kept_engine(folder)
    world = World.with_pool(engine, UsernameConfiguration={"CaseSensitive": False})
    world.add_user("ada")
    world.add_user("Grace")
    engine.close()


def save(store: Store, *records: object) -> None:
    changes = Changes()
    for record in records:
        store.add(record)  # type: ignore[arg-type] # records, as `contents` makes them
    changes.save(*records)  # type: ignore[arg-type]
    store.commit(changes)


def test_every_kind_of_record_is_written_and_read_again_with_its_indexes(tmp_path: Path):
    opened = open_store(tmp_path, 0)
    records = one_of_each()
    assert [type(one) for one in records] == list(KINDS)
    save(opened.store, *records)
    before, found = contents(opened.store), indexes(opened.store)
    assert len(before) == len(KINDS), "Store.records() leaves a kind out"
    opened.store.close()
    opened.lock.release()
    again = open_store(tmp_path, 0)
    assert contents(again.store) == before
    assert indexes(again.store) == found
    again.store.close()


def test_records_keep_the_order_in_which_they_were_made(tmp_path: Path):
    state = StateFile(tmp_path / "state")
    groups = [Group("pool", name, 1.0, 1.0) for name in ("c", "a", "b")]
    for group in groups:
        state.write([((group.KIND, group.key), group)])
    groups[0].description = "changed"
    state.write([((groups[0].KIND, groups[0].key), groups[0])])
    assert [content["name"] for _, content in state.read()] == ["c", "a", "b"]
    state.close()


def test_any_text_that_python_has_can_be_written(tmp_path: Path):
    state = StateFile(tmp_path / "state")
    group = Group("pool", "\ud800 \0 é 😀", 1.0, 1.0, description='{"$bytes": "!"}')
    state.write([((group.KIND, group.key), group)])
    assert [Group.from_json(content).to_json() for _, content in state.read()] == [group.to_json()]
    state.close()


def test_an_object_that_looks_like_bytes_stays_an_object(tmp_path: Path):
    opened = open_store(tmp_path, 0)
    records = one_of_each()
    records[0].settings = {"$bytes": "QQ=="}  # type: ignore[attr-defined] # a pool
    save(opened.store, *records)
    opened.store.close()
    opened.lock.release()
    again = open_store(tmp_path, 0)
    assert again.store.pools["us-east-1_one"].settings == {"$bytes": "QQ=="}
    again.store.close()


def test_files_are_their_owners_only(tmp_path: Path):
    old = os.umask(0)
    try:
        engine = kept_engine(tmp_path)
        World.with_pool(engine)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        engine.close()
    finally:
        os.umask(old)
    assert {FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}.previous"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def damage_truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def damage_empty(path: Path) -> None:
    os.truncate(path, 0)


def damage_noise(path: Path) -> None:
    path.write_bytes(random.Random(7).randbytes(path.stat().st_size))


def damage_noise_in_the_middle(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(random.Random(7).randbytes(size // 4))


def damage_one_letter(path: Path) -> None:
    content = path.read_bytes()
    assert b"ada@example.com" in content
    path.write_bytes(content.replace(b"ada@example.com", b"eve@example.com"))


def damage_other_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE records (kind TEXT)")
    other.close()


DAMAGES = (
    damage_truncate,
    damage_empty,
    damage_noise,
    damage_noise_in_the_middle,
    damage_one_letter,
    damage_other_database,
)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)
def test_state_that_cannot_be_read_is_moved_aside_and_told_and_the_generation_before_goes_along(damage, tmp_path: Path):
    filled(tmp_path)
    kept_engine(tmp_path).close()
    before = (tmp_path / f"{FILE_NAME}.previous").read_bytes()
    damage(tmp_path / FILE_NAME)
    damaged = (tmp_path / FILE_NAME).read_bytes()
    engine = kept_engine(tmp_path)
    assert engine.store.pools == {}
    assert engine.unreadable_state is not None
    assert engine.unreadable_state.read_bytes() == damaged
    World.with_pool(engine)
    engine.close()
    again = kept_engine(tmp_path)
    assert again.unreadable_state is None
    assert len(again.store.pools) == 1
    again.close()
    aside = engine.unreadable_state.with_name(f"{engine.unreadable_state.name}.previous")
    assert aside.read_bytes() == before, "what was readable last isn't lost with the next start"
    shutil.copyfile(aside, tmp_path / FILE_NAME)
    back = kept_engine(tmp_path)
    assert [len(pool.users) for pool in back.store.pools.values()] == [2]
    back.close()


def test_damage_twice_in_the_same_second_keeps_both(tmp_path: Path):
    for _ in range(2):
        (tmp_path / FILE_NAME).write_bytes(b"noise")
        opened = open_store(tmp_path, 1000.0)
        opened.store.close()
        opened.lock.release()
    assert len(list(tmp_path.glob("*.unreadable-*"))) == 2


def test_what_was_there_at_the_last_start_stays_beside_it(tmp_path: Path):
    filled(tmp_path)
    engine = kept_engine(tmp_path)
    World.with_pool(engine)
    engine.close()
    shutil.copy(tmp_path / f"{FILE_NAME}.previous", tmp_path / "copy")
    state = StateFile(tmp_path / "copy")
    assert sum(kind == "pool" for kind, _ in state.read()) == 1
    state.close()


def test_a_folder_that_is_closed_to_us_loses_nothing(tmp_path: Path):
    filled(tmp_path)
    (tmp_path / FILE_NAME).rename(tmp_path / "kept")
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(OSError, match="unable to open"):
        open_store(tmp_path, 0)
    (tmp_path / FILE_NAME).rmdir()
    (tmp_path / "kept").rename(tmp_path / FILE_NAME)
    opened = open_store(tmp_path, 0)
    assert len(opened.store.pools) == 1
    opened.store.close()


def test_what_belongs_to_a_pool_that_is_gone_is_passed_over(tmp_path: Path):
    filled(tmp_path)
    opened = open_store(tmp_path, 0)
    changes = Changes()
    changes.save(Group("us-east-1_gone", "late", 1.0, 1.0))
    opened.store.commit(changes)
    opened.store.close()
    opened.lock.release()
    again = open_store(tmp_path, 0)
    assert again.unreadable is None
    assert len(again.store.pools) == 1
    again.store.close()


def test_two_engines_on_one_folder_are_refused(tmp_path: Path):
    first = kept_engine(tmp_path)
    with pytest.raises(OSError, match="another engine is using this state"):
        kept_engine(tmp_path)
    first.close()
    kept_engine(tmp_path).close()


def full_disk(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing can be written."""

    def refuse(self: StateFile, changes: object) -> None:
        raise StateFileError("database or disk is full")

    monkeypatch.setattr(StateFile, "write", refuse)


def change_everything(call: Call, pool: UserPool, ada: User, client_id: str) -> None:
    with pool.users.changing(ada):
        ada.attributes["email"] = "other@example.com"
        ada.username = "Ada2"
    pool.groups["admins"].members.pop(ada.sub)
    ada.groups = ["others"]
    pool.groups["others"].join(ada.sub)
    pool.groups["others"].description = "other"
    call.save(ada, pool.groups["others"])
    pool.name = "other"
    pool.settings["MfaConfiguration"] = "ON"
    call.save(pool)
    call.add(User(pool.id, "ada", "sub-new", 99, {"email": "ada@example.com"}, 1.0, 1.0))
    call.add(Group(pool.id, "new", 1.0, 1.0))
    call.remove(pool.groups["admins"])
    call.remove(pool.clients[client_id])


def test_what_cannot_be_written_is_refused_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    engine = kept_engine(tmp_path)
    world = World.with_pool(engine, UsernameConfiguration={"CaseSensitive": False})
    ada = world.add_user("ada")
    save(engine.store, Group(world.pool_id, "admins", 1.0, 1.0), Group(world.pool_id, "others", 1.0, 1.0))
    with engine.calling(world.pool) as call:
        ada.groups = ["admins"]
        engine.store.pools[world.pool_id].groups["admins"].join(ada.sub)
        call.save(ada)
    before, found = contents(engine.store), indexes(engine.store)
    pool = world.pool
    with monkeypatch.context() as patch:
        full_disk(engine, patch)
        with pytest.raises(CognitoError, match="Nothing was changed") as refused, engine.calling(pool) as call:
            change_everything(call, pool, ada, world.client_id)
    assert (refused.value.code, refused.value.status) == ("InternalErrorException", 500)
    assert contents(engine.store) == before
    assert indexes(engine.store) == found
    assert engine.store.pools[world.pool_id] is pool
    engine.close()
    again = kept_engine(tmp_path)
    assert contents(again.store) == before
    again.close()


def test_a_pool_and_all_that_is_its_own_come_and_go_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    engine = kept_engine(tmp_path)
    records = one_of_each()
    with monkeypatch.context() as patch:
        full_disk(engine, patch)
        with pytest.raises(CognitoError, match="Nothing was changed"), engine.calling(None) as call:
            call.add(*records)
        assert contents(engine.store) == {}
        assert indexes(engine.store) == indexes(Store())
    with engine.calling(None) as call:
        call.add(*one_of_each())
    before, found = contents(engine.store), indexes(engine.store)
    with monkeypatch.context() as patch:
        full_disk(engine, patch)
        with pytest.raises(CognitoError, match="Nothing was changed"), engine.calling(None) as call:
            call.remove(*reversed(list(engine.store.records())))
    assert contents(engine.store) == before
    assert indexes(engine.store) == found
    engine.close()


def test_once_the_file_cannot_even_be_read_nothing_is_answered_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    engine = kept_engine(tmp_path)
    world = World.with_pool(engine)

    def refuse(self: StateFile, *_: object) -> None:
        raise StateFileError("disk I/O error")

    monkeypatch.setattr(StateFile, "write", refuse)
    monkeypatch.setattr(StateFile, "find", refuse)
    with pytest.raises(CognitoError, match="disk I/O error"):
        world.add_client()
    with pytest.raises(CognitoError, match="Restart the engine"):
        world.of_pool("DescribeUserPool")
    monkeypatch.undo()
    engine.close()
