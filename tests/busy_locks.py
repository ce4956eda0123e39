"""Locks that somebody else has until one waits for them."""

import fcntl
from types import SimpleNamespace

import pytest

from local import locks


def hold_until_waited_for(patch: pytest.MonkeyPatch) -> None:
    """From now on whoever takes a lock file has to wait for it, and gets it then."""

    def flock(_descriptor: int, operation: int) -> None:
        if operation & fcntl.LOCK_NB:
            raise BlockingIOError

    patch.setattr(locks, "fcntl", SimpleNamespace(flock=flock, LOCK_EX=fcntl.LOCK_EX, LOCK_NB=fcntl.LOCK_NB))
