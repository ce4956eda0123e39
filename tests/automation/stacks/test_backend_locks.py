"""A stack is never locked for good."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from automation.stacks.backend_locks import SETTLED_S, dead_locks, remove_dead_locks


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    folder = tmp_path / "a state" / ".pulumi" / "locks" / "organization" / "cognito-access-token" / "local-dev"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def backend(locks: Path) -> str:
    return f"{locks.parents[4].as_uri()}?metadata=skip"


def write_lock(folder: Path, name: str = "one.json", **changes: Any) -> Path:
    facts = {"pid": os.getpid(), "username": "me", "hostname": socket.gethostname(), "timestamp": "…", **changes}
    path = folder / name
    path.write_text(json.dumps(facts))
    return path


def ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_lock_of_a_process_that_has_ended_is_removed(locks: Path, backend: str) -> None:
    dead = write_lock(locks, pid=ended_process())
    alive = write_lock(locks, "two.json")
    assert [lock.path for lock in remove_dead_locks(backend, "cognito-access-token", "local-dev")] == [dead]
    assert not dead.exists()
    assert alive.exists()


def test_a_lock_whose_process_began_after_it_was_written_is_somebody_else_s(locks: Path, backend: str) -> None:
    lock = write_lock(locks)
    os.utime(lock, (0, 0))
    (found,) = dead_locks(backend, "cognito-access-token", "local-dev")
    assert "another process has that number now" in found.reason


def test_pulumis_lock_stays_where_the_clock_was_set_ahead_since(tmp_path: Path, locks: Path, backend: str) -> None:
    pulumi = tmp_path / "pulumi"
    pulumi.symlink_to(sys.executable)
    with subprocess.Popen([pulumi, "-ISc", "input()"], stdin=subprocess.PIPE) as holder:
        yesterday = time.time() - 86_400
        os.utime(write_lock(locks, pid=holder.pid), (yesterday, yesterday))
        assert dead_locks(backend, "cognito-access-token", "local-dev") == []
        holder.communicate(b"\n")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\x00", b'{"pid": "x", "hostname": "y"}', b"null"])
def test_a_lock_that_can_not_be_read_is_removed_once_it_has_settled(locks: Path, backend: str, content: bytes) -> None:
    lock = locks / "half.json"
    lock.write_bytes(content)
    assert dead_locks(backend, "cognito-access-token", "local-dev") == []
    (found,) = dead_locks(backend, "cognito-access-token", "local-dev", now=time.time() + SETTLED_S + 1)
    assert found.reason == "it can't be read"


def test_a_lock_of_another_host_stays(locks: Path, backend: str) -> None:
    write_lock(locks, pid=ended_process(), hostname="elsewhere")
    assert dead_locks(backend, "cognito-access-token", "local-dev") == []


def test_locks_of_other_stacks_are_none_of_this_one_s(locks: Path, backend: str) -> None:
    write_lock(locks, pid=ended_process())
    assert dead_locks(backend, "cognito-access-token", "local-other") == []


@pytest.mark.parametrize("backend", ["", "s3://bucket", "https://api.pulumi.com", "file:///nowhere/at/all"])
def test_where_there_is_no_folder_there_are_no_locks(backend: str) -> None:
    assert remove_dead_locks(backend, "cognito-access-token", "dev") == []


def test_without_a_stack_those_of_all_stacks_are_told_by_their_names(locks: Path, backend: str) -> None:
    other = locks.with_name("local-other")
    other.mkdir()
    for folder in (locks, other):
        write_lock(folder, pid=ended_process())
    told = [str(lock) for lock in dead_locks(backend, "cognito-access-token")]
    assert [text.split(":")[0] for text in told] == ["a lock of the stack local-dev", "a lock of the stack local-other"]
    assert "has ended (one.json)" in told[0]
