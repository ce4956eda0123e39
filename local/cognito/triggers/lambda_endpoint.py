"""Functions that a Lambda endpoint serves: AWS_ENDPOINT_URL_LAMBDA, such as `sam local start-lambda` opens.

`POST /2015-03-31/functions/{FunctionName}/invocations` (Lambda, Invoke). Requests aren't signed: nobody who serves
Lambda on the developer's machine asks for it, and the engine has no credentials of anybody.
"""

import contextlib
import http.client
import json
import socket
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from local.cognito.triggers.failures import FunctionRaisedError, FunctionTimedOutError, InvocationFailedError
from local.cognito.triggers.functions import FunctionReference

_MAX_OUTPUT: Final = 6_291_556
_CHUNK: Final = 65_536
_MAX_MESSAGE_LENGTH: Final = 10_000
"""Characters of an error's text that reach the caller."""
_OK: Final = 200
_REDIRECTED: Final = 300
_HEADERS: Final = {
    "Content-Type": "application/json",
    "X-Amz-Invocation-Type": "RequestResponse",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class LambdaEndpoint:
    """Where functions are that no local file serves."""

    url: str
    """`http://127.0.0.1:3001` and the like."""

    def invoke(self, function: FunctionReference, event: str, limit_s: float) -> str:
        """The JSON text that the function answers to the JSON text `event`.

        Raises FunctionRaisedError (X-Amz-Function-Error), FunctionTimedOutError after `limit_s`, InvocationFailedError
        with the code of Lambda's error, or with what kept the endpoint from being reached.
        """
        deadline = time.monotonic() + limit_s
        try:
            with contextlib.closing(self._connection(limit_s)) as connection:
                connection.connect()
                opened = connection.sock  # the connection forgets it once the answer has begun
                connection.request("POST", self._path(function), event.encode(), _HEADERS)
                _wait_no_longer(opened, deadline)
                response = connection.getresponse()
                body = _read(opened, response, deadline)
        except TimeoutError as error:
            raise FunctionTimedOutError from error
        except (OSError, http.client.HTTPException, ValueError) as error:  # the last for what is no URL
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise InvocationFailedError(f"Unable to execute HTTP request to {self.url}: {reason}") from error
        if not _OK <= response.status < _REDIRECTED:
            raise InvocationFailedError(_code(response, body))
        if response.headers.get("X-Amz-Function-Error"):
            raise FunctionRaisedError(_error_message(body))
        return body.decode("utf-8", "replace")

    def _connection(self, limit_s: float) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        if parts.scheme == "https":
            return http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=limit_s)
        return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=limit_s)

    def _path(self, function: FunctionReference) -> str:
        prefix = urlsplit(self.url).path.rstrip("/")
        path = f"{prefix}/2015-03-31/functions/{quote(function.name, safe='')}/invocations"
        return f"{path}?Qualifier={quote(function.qualifier, safe='')}" if function.qualifier else path


def _wait_no_longer(opened: socket.socket, deadline: float) -> None:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    opened.settimeout(remaining)


def _read(opened: socket.socket, response: http.client.HTTPResponse, deadline: float) -> bytes:
    body = bytearray()
    while not response.isclosed():  # since Python 3.13 it is after the last byte, and the connection with it
        _wait_no_longer(opened, deadline)
        chunk = response.read1(_CHUNK)
        if not chunk:
            break
        body += chunk
        if len(body) > _MAX_OUTPUT:
            text = f"Response payload size exceeded maximum allowed payload size ({_MAX_OUTPUT} bytes)."
            raise FunctionRaisedError(text)
    return bytes(body)


def _code(response: http.client.HTTPResponse, body: bytes) -> str:
    # The REST-JSON protocol: the header first, `Code` or `__type` in the body else; a URI may be glued to it.
    found = response.headers.get("X-Amzn-ErrorType", "")
    with contextlib.suppress(ValueError, AttributeError, RecursionError):
        answer = json.loads(body)
        found = found or str(answer.get("__type") or answer.get("Code") or "")
    return found.partition(":")[0].rpartition("#")[2] or f"HTTP status {response.status}"


def _error_message(body: bytes) -> str:
    try:
        message = str(json.loads(body)["errorMessage"])
    except (ValueError, KeyError, TypeError, RecursionError):
        message = body.decode("utf-8", "replace")
    return message[:_MAX_MESSAGE_LENGTH].encode("utf-8", "replace").decode()
