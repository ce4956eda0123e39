"""Calls of many threads to Cognito: paced, and repeated where that can help."""

import random
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import tenacity
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError, HTTPClientError

from automation.users.pacing import Category, Pacer

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

THROTTLED = frozenset({"TooManyRequestsException", "ThrottlingException", "LimitExceededException"})
TRANSIENT = frozenset({"InternalErrorException", "ServiceUnavailable", "InternalServerError", "RequestTimeout"})
GIVE_UP_AFTER_S = 120.0
MAX_PAUSE_S = 10.0
SERVER_ERROR = 500

Result = TypeVar("Result")


class Calls:
    """The operations of one client, each in its category."""

    def __init__(self, client: "CognitoIdentityProviderClient", *, unlimited: bool) -> None:
        """`client` must not repeat calls itself; `unlimited` where no quotas are known to be enforced."""
        self.client = client
        self._unlimited = unlimited
        self._pacers: dict[str, Pacer] = {}

    def call(self, category: Category, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """An operation by its Python name. Raises botocore's ClientError where Cognito refuses for good."""
        method: Callable[..., dict[str, Any]] = getattr(self.client, operation)
        return self.paced(category, lambda: method(**parameters))

    def paced(self, category: Category, send: Callable[[], Result]) -> Result:
        """Call `send` at the category's pace, again where it is throttled or the service stumbles."""
        pacer = self.pacer(category)
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_delay(GIVE_UP_AFTER_S),
            wait=_pause,
            retry=tenacity.retry_if_exception(can_pass),
            reraise=True,
        )
        for attempt in retrying:
            with attempt:
                pacer.wait()
                try:
                    return send()
                except Exception as error:
                    if is_throttled(error):
                        pacer.refused()
                    raise
        raise AssertionError("tenacity ends with a result or an exception")

    def pacer(self, category: Category) -> Pacer:
        """The one of a category."""
        return self._pacers.setdefault(category.name, Pacer(category, unlimited=self._unlimited))


def error_code(error: BaseException | None) -> str:
    """Cognito's code of a ClientError, or of the one that caused this error; empty for anything else."""
    while error is not None:
        if isinstance(error, ClientError):
            return str(error.response.get("Error", {}).get("Code", ""))
        error = error.__cause__
    return ""


def is_throttled(error: BaseException) -> bool:
    """Whether it came too fast."""
    return error_code(error) in THROTTLED


def can_pass(error: BaseException) -> bool:
    """Whether the same call may succeed a little later."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ConnectionClosedError | EndpointConnectionError | HTTPClientError):
            return True
        if isinstance(cause, ClientError):
            status = cause.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            return error_code(cause) in THROTTLED | TRANSIENT or status >= SERVER_ERROR
        cause = cause.__cause__
    return False


def _pause(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if error is not None and is_throttled(error):
        return random.uniform(0.05, 0.5)  # noqa: S311 - the pacer slows down; this only spreads the threads
    return random.uniform(0, min(MAX_PAUSE_S, 0.2 * 2**state.attempt_number))  # noqa: S311 - jitter
