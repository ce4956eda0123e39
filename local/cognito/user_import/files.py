"""The files that import jobs wait for: on disk, not in memory."""

import contextlib
import os
from pathlib import Path
from typing import BinaryIO, Final

from local.cognito.settings import EngineSettings
from local.cognito.store.pools import ImportJob

FOLDER: Final = "imports"


class NamelessFile:
    """A file on disk that is gone when nobody has it any more: its job may go with its pool at any time."""

    def __init__(self) -> None:
        """Make it. Raises OSError."""
        import tempfile

        with tempfile.TemporaryFile() as file:
            self._descriptor = os.dup(file.fileno())

    def write(self, content: bytes) -> None:
        """Add to its end. Raises OSError."""
        while content:
            content = content[os.write(self._descriptor, content) :]

    def open(self) -> BinaryIO:
        """Read it from its beginning."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return os.fdopen(os.dup(self._descriptor), "rb")

    def __del__(self) -> None:
        """Let it go."""
        os.close(self._descriptor)


class Upload:
    """A file while it comes in: it takes its place when it is whole."""

    def __init__(self, settings: EngineSettings, job: ImportJob) -> None:
        """Begin a file of a job. Raises OSError."""
        self._job = job
        self._path = _path(settings, job)
        self._nameless: NamelessFile | None = None
        self._part: BinaryIO | None = None
        if self._path is None:
            self._nameless = NamelessFile()
        else:
            import tempfile

            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            descriptor, self._part_name = tempfile.mkstemp(dir=self._path.parent)
            self._part = os.fdopen(descriptor, "wb")

    def write(self, content: bytes) -> None:
        """Add what has come. Raises OSError."""
        if self._nameless:
            self._nameless.write(content)
        elif self._part:
            self._part.write(content)

    def keep(self) -> None:
        """The file is whole: it is the job's from now on, in the place of one before. Raises OSError."""
        self._job.file = self._nameless
        if self._part and self._path:
            self._part.close()
            Path(self._part_name).replace(self._path)
        self._job.uploaded = True

    def drop(self) -> None:
        """Let an unfinished file go."""
        if self._part:
            self._part.close()
            Path(self._part_name).unlink(missing_ok=True)


def take(settings: EngineSettings, job: ImportJob) -> BinaryIO:
    """A job's file, to be read; `let_go` when that is done. Raises OSError."""
    path = _path(settings, job)
    if path is not None:
        return path.open("rb")
    nameless: NamelessFile = job.file
    return nameless.open()


def let_go(settings: EngineSettings, job: ImportJob) -> None:
    """Have no file of a job any more."""
    job.uploaded = False
    job.file = None
    path = _path(settings, job)
    if path is not None:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _path(settings: EngineSettings, job: ImportJob) -> Path | None:
    """Where a job's file is; None in an engine that keeps nothing."""
    return settings.state_folder / FOLDER / f"{job.id}.csv" if settings.state_folder else None
