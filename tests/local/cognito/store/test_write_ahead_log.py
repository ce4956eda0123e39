"""An engine was killed and its log, or the log's index, is damaged: nothing that was committed is lost without a word.

A copy of the folder of an engine that runs is what the engine would leave, were it killed now.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.cognito.engine import Engine
from local.cognito.settings import EngineSettings
from local.cognito.store.durability import FILE_NAME
from local.cognito.store.opening import OpenedStore, open_store
from local.cognito.store.write_ahead_log import INDEX, LOG, Log, inspect
from tests.credentials import CREDENTIALS
from tests.local.cognito.store.contents import contents
from tests.local.cognito.world import OneKey, World

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda _: b"",
    "truncated": lambda content: content[: len(content) // 2],
    "noise": lambda content: bytes(range(256)) * (len(content) // 256),
    "one bit": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Engine]:
    """With a pool, and two users who are in the log alone."""
    (tmp_path / "running").mkdir()
    engine = Engine(EngineSettings(CREDENTIALS, "http://127.0.0.1:4566", tmp_path / "running"), None, OneKey())
    world = World.with_pool(engine)
    world.add_user("ada")
    world.add_user("grace")
    yield engine
    engine.close()


def state_file(engine: Engine) -> Path:
    folder = engine.settings.state_folder
    assert folder is not None
    return folder / FILE_NAME


def killed(engine: Engine) -> Path:
    """What it would leave, were it killed now: its state file."""
    folder = state_file(engine).parent
    left = folder.with_name("left")
    shutil.copytree(folder, left)
    return left / FILE_NAME


def beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def damage(path: Path, kind: str, *suffixes: str) -> None:
    for suffix in suffixes:
        file = beside(path, suffix)
        file.write_bytes(DAMAGES[kind](file.read_bytes()))


def started_again(path: Path) -> OpenedStore:
    opened = open_store(path.parent, 0)
    opened.store.close()
    opened.lock.release()
    return opened


def copy_into_file(engine: Engine) -> None:
    """As SQLite does by itself after a thousand pages."""
    other = sqlite3.connect(state_file(engine))
    other.execute("PRAGMA wal_checkpoint(PASSIVE)")
    other.close()


@pytest.mark.parametrize("kind", DAMAGES)
@pytest.mark.parametrize("suffixes", [(LOG,), (INDEX,), (LOG, INDEX)], ids=["log", "index", "both"])
def test_what_was_committed_is_there_or_its_loss_is_told_and_all_that_was_left_is_kept(
    running: Engine, suffixes: tuple[str, ...], kind: str
):
    before = contents(running.store)
    left = killed(running)
    damage(left, kind, *suffixes)
    files = {suffix: beside(left, suffix).read_bytes() for suffix in ("", LOG, INDEX)}

    opened = started_again(left)

    found = contents(opened.store)
    if LOG not in suffixes:
        assert (found, opened.incomplete, opened.unreadable) == (before, None, None)
        return
    assert found != before
    assert found.keys() <= before.keys()
    assert opened.unreadable is None
    assert opened.incomplete is not None
    assert {suffix: beside(opened.incomplete, suffix).read_bytes() for suffix in files} == files
    assert {path.stat().st_mode & 0o777 for path in left.parent.iterdir()} == {0o600}
    again = started_again(left)
    assert (contents(again.store), again.incomplete, again.unreadable) == (found, None, None)


def test_a_log_that_is_whole_is_no_loss(running: Engine):
    left = killed(running)
    assert inspect(left) is Log.WHOLE
    assert contents(started_again(left).store) == contents(running.store)
    assert not beside(left, LOG).exists(), "it is closed"
    assert inspect(left) is Log.WHOLE


def test_an_index_from_before_the_systems_start_says_nothing_of_the_log(running: Engine):
    """After a power failure it may be older than the log."""
    left = killed(running)
    damage(left, "truncated", LOG)
    assert inspect(left) is Log.INCOMPLETE
    os.utime(beside(left, INDEX), (0, 0))
    assert inspect(left) is Log.WHOLE


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_log_of_which_the_file_has_everything_undoes_nothing_when_it_is_damaged(running: Engine, kind: str):
    copy_into_file(running)
    left = killed(running)
    damage(left, kind, LOG)
    opened = started_again(left)
    assert contents(opened.store) == contents(running.store)
    assert (opened.incomplete, opened.unreadable) == (None, None)


def test_a_file_that_was_written_in_part_from_a_damaged_log_is_moved_aside_with_it(running: Engine):
    reader = sqlite3.connect(state_file(running))
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM records").fetchone()
    World(running, next(iter(running.store.pools))).add_user("late")
    copy_into_file(running)  # as far as what the reader sees, and nothing that has changed since
    left = killed(running)
    reader.close()
    assert inspect(left) is Log.WHOLE
    damage(left, "truncated", LOG)
    opened = started_again(left)
    assert contents(opened.store) == {}
    assert (opened.unreadable is None, opened.incomplete) == (False, None)
    assert beside(opened.unreadable or left, LOG).exists()


def test_a_file_that_was_emptied_is_moved_aside_with_its_log(running: Engine):
    left = killed(running)
    left.write_bytes(b"")
    log = beside(left, LOG).read_bytes()
    opened = started_again(left)
    assert opened.unreadable is not None
    assert beside(opened.unreadable, LOG).read_bytes() == log


@pytest.mark.parametrize("kind", ["truncated", "noise"])
def test_a_damaged_file_whose_log_has_everything_costs_nothing(running: Engine, kind: str):
    left = killed(running)
    damage(left, kind, "")
    opened = started_again(left)
    assert contents(opened.store) == contents(running.store)
    assert (opened.incomplete, opened.unreadable) == (None, None)
