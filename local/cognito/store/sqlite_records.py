"""Records in an SQLite file: its table, its rows, and whether it is whole."""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from zlib import crc32

from local.cognito.json_types import JsonObject
from local.cognito.store.changes import Key
from local.cognito.store.record import Record, dumps, loads

SUFFIXES: Final = ("", "-wal", "-shm")
"""Of the files that SQLite keeps a database in."""
FORMAT: Final = 2
"""Of the file; another one isn't read."""
TABLE: Final = (
    "CREATE TABLE records (kind TEXT, key TEXT, content TEXT, checksum INTEGER, PRIMARY KEY (kind, key)) STRICT"
)
SAVE: Final = (
    "INSERT INTO records VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET content = excluded.content, checksum = excluded.checksum"
)
"""A record keeps its place: they are read in the order in which they were made."""
DELETE: Final = "DELETE FROM records WHERE kind = ? AND key = ?"
FIND: Final = "SELECT content FROM records WHERE kind = ? AND key = ?"
ALL: Final = "SELECT kind, content, checksum FROM records ORDER BY rowid"
ENVIRONMENTAL: Final = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
"""Primary result codes that say nothing of what is in the file: a full disk, a folder that is closed to us."""


def make(path: Path, records: Iterable[Record] = ()) -> None:
    """Make a file, mode 0600, whole or not at all: one that is empty has lost what was in it. Raises sqlite3.Error."""
    with (
        replacing(path) as partial,
        contextlib.closing(sqlite3.connect(partial, isolation_level=None)) as connection,
    ):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN")
        connection.execute(TABLE)
        connection.executemany(SAVE, map(row, records))
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """An empty file, mode 0600, that takes the place of another at once when it is done, and goes if it fails."""
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    try:
        yield partial
        partial.replace(path)
    finally:
        for suffix in SUFFIXES:
            partial.with_name(partial.name + suffix).unlink(missing_ok=True)


def check(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError where a file isn't one of these, or is damaged."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != FORMAT:
        raise sqlite3.DatabaseError(f"format {version} instead of {FORMAT}")
    damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if damage != "ok":
        raise sqlite3.DatabaseError(damage)


def records_in(connection: sqlite3.Connection) -> Iterator[tuple[str, JsonObject]]:
    """Every record's kind and written form. Raises sqlite3.DatabaseError, ValueError."""
    for kind, content, checksum in connection.execute(ALL):
        if crc32(content.encode()) != checksum:
            raise sqlite3.DatabaseError(f"a {kind} isn't what was written")
        yield kind, loads(content)


def row(record: Record) -> tuple[str, str, str, int]:
    """A record as `SAVE` takes it."""
    content = dumps(record.to_json())
    return *place((record.KIND, record.key)), content, crc32(content.encode())


def place(key: Key) -> tuple[str, str]:
    """A record's kind and key as `FIND` and `DELETE` take them."""
    return key[0], dumps(key[1])


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error means that the file is damaged, and not that it can't be got at."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code == sqlite3.SQLITE_IOERR_SHORT_READ or (code & 0xFF) not in ENVIRONMENTAL
