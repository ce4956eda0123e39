"""Files that nobody else can read, written so that nobody ever sees half of one."""

import contextlib
import os
import tempfile
from pathlib import Path

from local.errors import storage_error

PRIVATE_FOLDER = 0o700


def make_private_folder(folder: Path) -> Path:
    """Make `folder` with mode 0700, and what is missing above it. Raises StorageError."""
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o777 != PRIVATE_FOLDER:
            folder.chmod(PRIVATE_FOLDER)
    except OSError as error:
        raise storage_error("Making a private folder", folder, error) from error
    return folder


def write_private(path: Path, text: str) -> None:
    """Replace `path` by a file of mode 0600, all at once. Raises StorageError."""
    partial = ""
    try:
        descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(partial).replace(path)
    except OSError as error:
        if partial:
            with contextlib.suppress(OSError):
                Path(partial).unlink()
        raise storage_error("Writing", path, error) from error
