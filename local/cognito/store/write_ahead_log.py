"""Whether SQLite's write-ahead log has all that was committed, when the process that wrote it was killed.

SQLite takes a damaged log for one that ends there, and says nothing of what came after. How far it went stands in the
log's index (`-shm`), which outlives the process: https://www.sqlite.org/walformat.html has the layout of both.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Final

from local.cognito.store.errors import UnreadableStateError
from local.processes import system_start

LOG: Final = "-wal"
INDEX: Final = "-shm"
LOG_HEADER: Final = struct.Struct(">II I I 8s II")
"""Magic number, format, page size, checkpoints so far, salts, checksum."""
FRAME_HEADER: Final = struct.Struct(">I I 8s II")
"""Page, size of the database in pages after a commit (0: none), salts, checksum."""
MAGIC: Final = 0x377F0682
"""With the lowest bit set, checksums are of big-endian words."""
INDEX_HEADER: Final = struct.Struct("=32x 8s II")
"""Salts, checksum; it stands there twice, and a killed process may have written one of the two by half."""
MAX_FRAME: Final = struct.Struct("=16x I")
CHECKPOINT: Final = struct.Struct("=96x I 28x I")
"""How many frames are in the database's file, and how many may be there in part."""
MASK: Final = 0xFFFFFFFF


class Log(Enum):
    """What is to be known of a log before SQLite reads it."""

    WHOLE = auto()
    INCOMPLETE = auto()
    """Something that was committed is missing, or may be; SQLite reads what was there before."""
    STALE = auto()
    """All of it is in the database's file, and what can be read of it would undo the latest changes there."""


@dataclass(frozen=True, slots=True)
class _Index:
    salts: bytes
    committed: int
    """Frames in the log up to the last commit."""
    copied: int
    """Frames whose pages are in the database's file."""
    copying: int
    """The same, once the checkpoint that was under way has ended."""


def inspect(path: Path) -> Log:
    """Look at the log of a database that nobody has open. Raises UnreadableStateError, OSError.

    Unreadable is a database that was written from the log in part, so that it needs what the log lacks.
    """
    # SQLite doesn't sync the index to the disk: one from before the system's start may be older than its log.
    log, content = _content(path, LOG), _content(path, INDEX, since=system_start())
    index = _index(content) if content is not None else None
    if index is None:
        is_none = not log or _salts(log) is None
        return Log.INCOMPLETE if is_none and (log or content is not None) else Log.WHOLE
    readable = _readable(log or b"", index)
    if readable >= index.committed:
        return Log.WHOLE
    if readable >= index.copying:
        return Log.INCOMPLETE
    if index.copied >= index.committed:
        return Log.STALE
    raise UnreadableStateError(f"{path}{LOG} is damaged, and {path} needs it")


def remove_log(path: Path) -> None:
    """Have a database without its log."""
    for suffix in (LOG, INDEX):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _content(path: Path, suffix: str, since: float = 0.0) -> bytes | None:
    """A file's; None where there is none that was changed since then."""
    file = path.with_name(path.name + suffix)
    with suppress(FileNotFoundError):
        return file.read_bytes() if file.stat().st_mtime >= since else None
    return None


def _index(content: bytes) -> _Index | None:
    if len(content) < CHECKPOINT.size:
        return None
    for start in (0, 48):  # the first is written last: where they differ, nobody was answered for the other yet
        header = content[start : start + INDEX_HEADER.size]
        salts, *checksum = INDEX_HEADER.unpack(header)
        if checksum == list(_checksum(header[:40], "=", (0, 0))) and any(header):
            return _Index(salts, MAX_FRAME.unpack_from(header)[0], *CHECKPOINT.unpack_from(content))
    return None


def _salts(log: bytes) -> bytes | None:
    """Those of a log's header; None where it isn't one."""
    if len(log) < LOG_HEADER.size:
        return None
    magic, _format, _page, _number, salts, *checksum = LOG_HEADER.unpack_from(log)
    if magic & ~1 != MAGIC or checksum != list(_checksum(log[:24], _order(magic), (0, 0))):
        return None
    found: bytes = salts
    return found


def _readable(log: bytes, index: _Index) -> int:
    """How many of the committed frames SQLite can read: up to the last commit that is whole."""
    last = 0
    if _salts(log) == index.salts:
        for number, is_commit in zip(range(1, index.committed + 1), _frames(log), strict=False):
            if is_commit:
                last = number
    return last


def _frames(log: bytes) -> Iterator[bool]:
    """Whether each frame ends a transaction, up to the first that is damaged."""
    magic, _format, page, _number, salts, *sums = LOG_HEADER.unpack_from(log)
    order, checksum = _order(magic), (sums[0], sums[1])
    for start in range(LOG_HEADER.size, len(log) - FRAME_HEADER.size - page + 1, FRAME_HEADER.size + page):
        _page, size, own_salts, *own = FRAME_HEADER.unpack_from(log, start)
        content = start + FRAME_HEADER.size
        checksum = _checksum(log[start : start + 8] + log[content : content + page], order, checksum)
        if own_salts != salts or own != list(checksum):
            return
        yield size > 0


def _order(magic: int) -> str:
    return ">" if magic & 1 else "<"


def _checksum(content: bytes, order: str, before: tuple[int, int]) -> tuple[int, int]:
    first, second = before
    words = iter(struct.unpack(f"{order}{len(content) // 4}I", content))
    for word, next_word in zip(words, words, strict=True):
        first = (first + word + second) & MASK
        second = (second + next_word + first) & MASK
    return first, second
