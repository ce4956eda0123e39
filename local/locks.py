"""One at a time, across processes."""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from local.errors import storage_error


@contextlib.contextmanager
def exclusive(path: Path, when_waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file `path`; `when_waiting` is called once where somebody else has it.

    The kernel lets go of it when the holder ends, however it ends. Raises StorageError where the file can't be made.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise storage_error("Making a lock file", path, error) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            when_waiting()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
