"""What can go wrong in the local engine, in words for the person who asked for it."""

import errno
from pathlib import Path

from cognito_model.errors import UserFacingError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


class LocalEngineError(UserFacingError):
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
        return StorageError(f"{doing} failed: the disk of {path} is full. Free some space and try again.")
    if error.errno in FORBIDDEN:
        return StorageError(
            f"{doing} failed: {path} is not writable ({error.strerror}). Change its owner or permissions. If it is "
            "in the cache folder, you can instead set XDG_CACHE_HOME to a writable folder."
        )
    return StorageError(f"{doing} failed at {path}: {error.strerror or error}.")
