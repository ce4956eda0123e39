"""Waiting for a pool that somebody else changes at the moment."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

_Result = TypeVar("_Result")

ATTEMPTS: Final = 6
NOT_THERE: Final = "ResourceNotFoundException"
_BUSY: Final = "ConcurrentModificationException"


def patient(work: Callable[[], _Result], wait: Callable[[float], None]) -> _Result:
    """Work that is done once more, a few times, where Cognito says that the pool is being changed by somebody else.

    Args:
        work: calls Cognito; from its beginning each time.
        wait: for so many seconds.

    Raises:
        botocore.exceptions.ClientError: any other refusal, or this one for too long.

    """
    from botocore.exceptions import ClientError  # noqa: PLC0415 - for the process that has boto3 anyway

    for attempt in range(ATTEMPTS - 1):
        try:
            return work()
        except ClientError as error:
            if code_of(error) != _BUSY:
                raise
        wait(2**attempt / 2)
    return work()


def code_of(error: Any) -> str:
    """What Cognito calls a refusal."""
    return str(error.response["Error"]["Code"])
