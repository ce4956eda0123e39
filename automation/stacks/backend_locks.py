"""Finds stale locks in a `file://` backend: incomplete ones, and those of a CLI that was killed.

Pulumi's CLI writes a lock as a JSON file and looks at every one before an operation. One that it can't read ends each
operation for good, and one whose process is gone is removed by nobody.
"""

import json
import os
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from automation.stacks.checkpoint import pulumi_folder
from local.paths import files_below
from local.processes import start_time, system_start

SETTLED_S: Final = 5.0
"""A lock that is younger may be about to be written."""


@dataclass(frozen=True)
class DeadLock:
    """A lock that nobody holds."""

    path: Path
    reason: str
    """Why nobody does, as a clause."""

    def __str__(self) -> str:
        """For people."""
        return f"a lock of the stack {self.path.parent.name}: {self.reason} ({self.path.name})"

    def remove(self) -> None:
        """Take it away. Raises OSError."""
        self.path.unlink(missing_ok=True)


def dead_locks(backend: str, project: str, stack: str = "", now: float | None = None) -> list[DeadLock]:
    """The stale locks of a stack; none if the backend isn't a folder.

    Without a stack's name those of all stacks of the project.
    """
    folder = _locks_folder(backend, project, stack)
    if folder is None:
        return []
    moment = time.time() if now is None else now
    found = ((path, _why_dead(path, moment)) for path in files_below(folder))
    return [DeadLock(path, reason) for path, reason in found if reason]


def remove_dead_locks(backend: str, project: str, stack: str) -> list[DeadLock]:
    """Remove a stack's stale locks, and return them."""
    found = dead_locks(backend, project, stack)
    for lock in found:
        lock.remove()
    return found


def _locks_folder(backend: str, project: str, stack: str) -> Path | None:
    folder = pulumi_folder(backend)
    return Path(folder, "locks", "organization", project, stack) if folder else None


def _why_dead(path: Path, now: float) -> str:
    """Why a lock is stale; empty if a process may hold it."""
    try:
        written = path.stat().st_mtime
        content = json.loads(path.read_bytes())
        pid, host = int(content["pid"]), str(content["hostname"])
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "it can't be read" if now - written > SETTLED_S else ""
    if host != socket.gethostname():
        return ""
    if start_time(pid) is None:
        return f"its process {pid} has ended"
    # A clock that was set ahead since makes every process look later than its lock: one of Pulumi's may be the holder.
    is_another = _began_after(pid, written) and not _is_pulumi(pid)
    return f"its process {pid} has ended, and another process has that number now" if is_another else ""


def _is_pulumi(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").startswith("pulumi")
    return False


def _began_after(pid: int, moment: float) -> bool:
    """Whether a process started more than a second after a time; False if the system doesn't say."""
    try:
        began = system_start() + int(start_time(pid) or "") / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return False
    return began > moment + 1
