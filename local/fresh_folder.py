"""Folders of the cache that are made whole or not at all."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from local.errors import storage_error


@contextlib.contextmanager
def fresh_folder(parent: Path, what: str) -> Iterator[Path]:
    """An empty folder that is gone afterwards, unless it was moved; sweeps what a killed predecessor left.

    Raises StorageError, which says that `what` can't be stored.
    """
    for left in parent.glob(".new-*"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        folder = Path(tempfile.mkdtemp(dir=parent, prefix=".new-"))
    except OSError as error:
        raise storage_error(f"Storing {what}", parent, error) from error
    try:
        yield folder
    except OSError as error:
        raise storage_error(f"Storing {what}", parent, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(folder: Path, final: Path) -> None:
    """Move `folder` to `final` at once, after the programs in its `bin` are on the disk. The caller holds the lock."""
    for file in (folder / "bin").iterdir():
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
    folder.chmod(0o755)
    if final.exists():  # what was there didn't run
        shutil.rmtree(final)
    folder.replace(final)
