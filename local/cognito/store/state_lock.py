"""One engine at a time in a state folder: two would write over each other."""

import errno
import fcntl
import os
from pathlib import Path
from typing import Final

LOCK_NAME: Final = "cognito.lock"


class StateLock:
    """Held as long as this process lives, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Take it. Raises OSError: EBUSY where another engine has it."""
        self._descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise OSError(errno.EBUSY, "another engine is using this state", str(folder)) from None

    def release(self) -> None:
        """Let another engine have the folder."""
        os.close(self._descriptor)
