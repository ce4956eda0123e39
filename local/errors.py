"""What can go wrong in the local engine, in words for the person who asked for it."""

import errno
from pathlib import Path

from cognito_model.errors import PersonError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


class LocalEngineError(PersonError):
    """Something of the local engine failed."""

    code = "local_engine_failed"


class StorageError(LocalEngineError):
    """A folder of ours can't be written: forbidden, or the disk is full."""


class PulumiCliError(LocalEngineError):
    """No Pulumi CLI could be had."""


class EngineError(LocalEngineError):
    """The engine didn't start, or is gone."""


class PortInUseError(EngineError):
    """Somebody else listens on the port that was asked for."""


class ServiceError(LocalEngineError):
    """The background service didn't start, or didn't stop."""


class UnknownStackError(LocalEngineError):
    """There is no configuration of that name."""

    exit_code = 2
    code = "usage"


class UnreadableStackError(LocalEngineError):
    """A stack's configuration can't be read, or isn't one."""

    exit_code = 2
    code = "invalid_configuration"


def storage_error(doing: str, path: Path, error: OSError) -> StorageError:
    """Say why `path` couldn't be written while `doing` (a clause such as "Storing the Pulumi CLI")."""
    if error.errno in FULL:
        return StorageError(f"{doing} failed: the disk that holds {path} is full. Make room and try again.")
    if error.errno in FORBIDDEN:
        return StorageError(
            f"{doing} failed: {path} is not writable for you ({error.strerror}). "
            "Change its owner or permissions, or point XDG_CACHE_HOME at a folder that you can write "
            "where it is the cache folder that is meant."
        )
    return StorageError(f"{doing} failed at {path}: {error.strerror or error}.")
