"""The durable copy of what the engine holds: an SQLite file, one transaction a request."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from local.cognito.json_types import JsonObject
from local.cognito.store.changes import Key
from local.cognito.store.record import Record, dumps, loads

FILE_NAME: Final = "cognito.sqlite"
FORMAT: Final = 1
"""Of the file; another one isn't read."""
SEPARATOR: Final = "\x1f"
"""Between the parts of a key: in no name that Cognito allows."""


class UnreadableStateError(Exception):
    """What is there can't be read: damaged, or of another format."""


class StateFile:
    """The records of an engine in a file, mode 0600. Safe in threads.

    In write-ahead mode what was written is there after the process has been killed; a power cut may take the latest
    transactions, and none of them by half.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises UnreadableStateError, OSError."""
        self.path = path
        self._lock = threading.Lock()
        path.touch(mode=0o600, exist_ok=True)
        try:
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._prepare()
        except sqlite3.DatabaseError as error:
            with contextlib.suppress(AttributeError, sqlite3.Error):
                self._connection.close()
            raise UnreadableStateError(f"{path}: {error}") from error

    def _prepare(self) -> None:
        run = self._connection.execute
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")
        version = run("PRAGMA user_version").fetchone()[0]
        if version not in {0, FORMAT}:
            raise sqlite3.DatabaseError(f"format {version} instead of {FORMAT}")
        run("CREATE TABLE IF NOT EXISTS records (kind TEXT, key TEXT, content TEXT, PRIMARY KEY (kind, key)) STRICT")
        run(f"PRAGMA user_version = {FORMAT}")

    def read(self) -> Iterator[tuple[str, JsonObject]]:
        """Every record's kind and written form. Raises UnreadableStateError."""
        try:
            for kind, content in self._connection.execute("SELECT kind, content FROM records ORDER BY rowid"):
                yield kind, loads(content)
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            raise UnreadableStateError(f"{self.path}: {error}") from error

    def write(self, changes: Iterable[tuple[Key, Record | None]]) -> None:
        """Write changes in one transaction. Raises sqlite3.Error, nothing being written."""
        saved, deleted = [], []
        for (kind, key), record in changes:
            joined = SEPARATOR.join(key)
            if record is None:
                deleted.append((kind, joined))
            else:
                saved.append((kind, joined, dumps(record.to_json())))
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany("DELETE FROM records WHERE kind = ? AND key = ?", deleted)
                self._connection.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", saved)
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    def copy_to(self, path: Path) -> None:
        """Write a whole copy to another file, which is replaced. Raises sqlite3.Error, OSError."""
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        with self._lock, contextlib.closing(sqlite3.connect(path)) as copy:
            self._connection.backup(copy)

    def close(self) -> None:
        """Write what is in the log into the file, and close it."""
        with self._lock:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.close()


def move_aside(path: Path, now: float) -> Path:
    """Give a state file that can't be read a name of its own, which is told. Raises OSError."""
    moment = time.strftime("%Y%m%dT%H%M%S", time.gmtime(now))
    aside = _free(path.with_name(f"{path.name}.unreadable-{moment}"))
    for suffix in ("", "-wal", "-shm"):
        found = path.with_name(path.name + suffix)
        if found.exists():
            found.rename(aside.with_name(aside.name + suffix))
    return aside


def _free(path: Path) -> Path:
    numbered = (path.with_name(f"{path.name}.{number}") for number in range(1, 1000))
    return next(one for one in (path, *numbered) if not one.exists())
