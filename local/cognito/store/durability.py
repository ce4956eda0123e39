"""The durable copy of what the engine holds: an SQLite file, one transaction a request."""

import contextlib
import errno
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from local.cognito.json_types import JsonObject
from local.cognito.store.changes import Key
from local.cognito.store.errors import StateFileError, UnreadableStateError
from local.cognito.store.record import Record, loads
from local.cognito.store.sqlite_records import (
    DELETE,
    FIND,
    SAVE,
    SUFFIXES,
    check,
    is_damage,
    make,
    place,
    records_in,
    replacing,
    row,
)

FILE_NAME: Final = "cognito.sqlite"


class StateFile:
    """The records of an engine in a file, mode 0600. Safe in threads.

    In write-ahead mode what was written is there after the process has been killed; a power cut may take the latest
    transactions, and none of them by half.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises UnreadableStateError, OSError where it can't be got at."""
        self.path = path
        self._lock = threading.Lock()
        with _readable(path):
            if not path.exists():
                make(path)
            elif not path.stat().st_size:  # SQLite would delete the log of an empty file
                raise UnreadableStateError(f"{path} is empty")
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            try:
                self._connection.execute("PRAGMA synchronous = NORMAL")
                check(self._connection)
            except BaseException:
                self._connection.close()
                raise

    def read(self) -> Iterator[tuple[str, JsonObject]]:
        """Every record's kind and written form, in the order of making. Raises UnreadableStateError, OSError."""
        with _readable(self.path):
            yield from records_in(self._connection)

    def find(self, keys: Iterable[Key]) -> dict[Key, JsonObject]:
        """The written forms of those records of `keys` that are in the file. Raises StateFileError."""
        with self._lock, _usable():
            rows = {key: self._connection.execute(FIND, place(key)).fetchone() for key in keys}
        return {key: loads(found[0]) for key, found in rows.items() if found is not None}

    def write(self, changes: Iterable[tuple[Key, Record | None]]) -> None:
        """Write changes in one transaction. Raises StateFileError."""
        deleted = [place(key) for key, record in changes if record is None]
        saved = [row(record) for _, record in changes if record is not None]
        with self._transaction() as connection:
            connection.executemany(DELETE, deleted)
            connection.executemany(SAVE, saved)

    def replace(self, records: Iterable[Record]) -> None:
        """Have these records and no others, in one transaction. Raises StateFileError."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM records")
            connection.executemany(SAVE, map(row, records))

    def copy_to(self, path: Path) -> None:
        """Write a whole copy to another file, mode 0600, which is replaced at once. Raises OSError."""
        with (
            replacing(path) as partial,
            _readable(partial),
            self._lock,
            contextlib.closing(sqlite3.connect(partial)) as copy,
        ):
            self._connection.backup(copy)

    def close(self) -> None:
        """Write what is in the log into the file, and close it."""
        with self._lock:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _usable():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # a full disk has rolled it back already
                    self._connection.execute("ROLLBACK")
                raise


def write_copy(path: Path, records: Iterable[Record]) -> None:
    """Write records into a file of their own, which is replaced at once. Raises StateFileError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _usable():
            make(path, records)
    except OSError as error:
        raise StateFileError(str(error)) from error


def read_copy(path: Path) -> list[tuple[str, JsonObject]]:
    """The records of a file that nobody writes to. Raises UnreadableStateError, OSError."""
    with _readable(path):
        location = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with contextlib.closing(sqlite3.connect(location, uri=True)) as connection:
            check(connection)
            return list(records_in(connection))


def move_aside(path: Path, now: float) -> Path:
    """Give a state file that can't be read a name of its own, which is told. Raises OSError.

    The generation before it goes along: it may be all that is left of what was there.
    """
    aside = _free(path, "unreadable", now)
    for found, its_place in _files(path, aside):
        found.rename(its_place)
    return aside


def copy_aside(path: Path, now: float) -> Path:
    """Copy a state file whose log is damaged, with all that `move_aside` moves; where to is told. Raises OSError."""
    aside = _free(path, "incomplete", now)
    for found, its_place in _files(path, aside):
        its_place.touch(mode=0o600)
        shutil.copyfile(found, its_place)
    return aside


PREVIOUS: Final = ".previous"
"""The suffix of the copy of what was there when it was opened last."""


def _free(path: Path, why: str, now: float) -> Path:
    moment = time.strftime("%Y%m%dT%H%M%S", time.gmtime(now))
    first = path.with_name(f"{path.name}.{why}-{moment}")
    numbered = (first.with_name(f"{first.name}.{number}") for number in range(1, 1000))
    return next(one for one in (first, *numbered) if not one.exists())


def _files(path: Path, aside: Path) -> Iterator[tuple[Path, Path]]:
    """Those that there are of a state file, and what each is called aside."""
    for suffix in (*SUFFIXES, PREVIOUS):
        found = path.with_name(path.name + suffix)
        if found.exists():
            yield found, aside.with_name(aside.name + suffix)


@contextlib.contextmanager
def _usable() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StateFileError(str(error)) from error


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Tell damage from what keeps us from the file."""
    try:
        yield
    except sqlite3.Error as error:
        if is_damage(error):
            raise UnreadableStateError(f"{path}: {error}") from error
        raise OSError(errno.EIO, f"the state can't be used ({error})", str(path)) from error
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableStateError(f"{path}: {error}") from error
