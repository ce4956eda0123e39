"""The JSON protocol of AWS's services: `POST /` with `X-Amz-Target`, and how it says no."""

import json
import logging
import math
import re
from collections.abc import Callable
from typing import Any, Final

from cognito_model.model import IDENTITY_POOLS, USER_POOLS
from local.cognito.caller import CallerPolicy
from local.cognito.engine import Engine
from local.cognito.errors import CognitoError
from local.cognito.http import BodyTooLargeError, Receive, Scope, Send, answer, header, read_body
from local.cognito.ids import random_uuid
from local.cognito.json_types import JsonObject
from local.cognito.signature import Request
from local.cognito.signing_threads import SigningThreads
from local.cognito.workers import Workers

CONTENT_TYPE: Final = b"application/x-amz-json-1.1"
SERVICES: Final = {service.target_prefix: service for service in (USER_POOLS, IDENTITY_POOLS)}
MAX_DEPTH: Final = 64
MAX_VALUES: Final = 200_000
"""Each takes twenty times as much memory as it takes of the body."""
BRACKETS: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[^][{}]++')
"""What isn't a bracket outside of a text."""
KMS: Final = "kms"
KMS_DECRYPT: Final = b"TrentService.Decrypt"
"""The one operation of KMS: custom senders read with it what they are to send."""
LOGGER: Final = logging.getLogger(__name__)


class AwsJson:
    """Answers the operations of both services."""

    def __init__(self, engine: Engine, policy: CallerPolicy, workers: Workers, signing: SigningThreads) -> None:
        self._engine = engine
        self._policy = policy
        self._workers = workers
        self._signing = signing

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        status, content = 200, {}
        try:
            body = await read_body(scope, receive)
            content = await self._call(scope, body)
        except BodyTooLargeError:
            status, content = 413, refusal("RequestEntityTooLargeException", "The request is too large.")
        except CognitoError as error:
            status, content = error.status, refusal(error.code, error.message)
        except Exception:
            LOGGER.exception("%s failed", header(scope, b"x-amz-target").decode("latin-1"))
            status, content = 500, refusal("InternalErrorException", "The engine failed. Its log has the details.")
        headers = [(b"x-amzn-requestid", random_uuid().encode())]
        if status != 200:  # noqa: PLR2004 - HTTP's
            headers.append((b"x-amzn-errortype", content["__type"].encode()))
            headers.append(
                (b"x-amzn-errormessage", content["message"].encode("ascii", "replace").split(b"\n")[0][:500])
            )
        if status == 413:  # noqa: PLR2004 - HTTP's: what is left of the body isn't read
            headers.append((b"connection", b"close"))
        await answer(send, status, encode(content), CONTENT_TYPE, headers)

    async def _call(self, scope: Scope, body: bytes) -> JsonObject:
        if header(scope, b"x-amz-target") == KMS_DECRYPT:
            return self._decrypt(scope, body)
        prefix, _, operation = header(scope, b"x-amz-target").decode("latin-1").rpartition(".")
        service = SERVICES.get(prefix)
        if service is None or not operation:
            raise CognitoError("UnknownOperationException", f"The engine doesn't support {prefix or 'this'}.")
        caller = self._policy.caller_of(signed_request(scope, body))
        if caller.is_signed and caller.service != service.name:
            raise CognitoError(
                "InvalidSignatureException",
                f"Credential should be scoped to correct service: '{service.name}'.",
            )
        self._policy.check_operation(caller, service, operation, own_user=scope.get("own_user", False))
        parameters = decode(body)
        pool = self._engine.pool_about(parameters)
        context = {
            "address": (scope.get("client") or ("",))[0],
            "user_agent": header(scope, b"user-agent").decode("latin-1"),
        }

        left: list[Callable[[], None]] = []

        def call() -> JsonObject:
            return self._engine.call(
                operation, parameters, region=caller.region, service=service, context=context, afterwards=left
            )

        def complete() -> None:
            for one in left:
                one()

        content = await self._workers.run(call) if self._engine.waits(pool) else call()
        if left:
            await self._signing.run(complete)
        return content

    def _decrypt(self, scope: Scope, body: bytes) -> JsonObject:
        """KMS's Decrypt, for whoever has the engine's key. Raises CognitoError."""
        caller = self._policy.caller_of(signed_request(scope, body))
        if not caller.is_signed or caller.service != KMS:
            raise CognitoError("MissingAuthenticationTokenException", "Missing Authentication Token")
        return self._engine.kms.decrypt(decode(body))


def signed_request(scope: Scope, body: bytes) -> Request:
    """A request as its signature sees it."""
    return Request(
        scope["method"],
        scope.get("raw_path", scope["path"].encode()).decode("latin-1"),
        scope["query_string"].decode("latin-1"),
        [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]],
        body,
    )


def decode(body: bytes) -> JsonObject:
    """A request's parameters: JSON in UTF-8, nested no deeper than any operation's. Raises CognitoError."""
    try:
        text = body.decode() or "{}"
        _check_extent(text)
        found = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
        if "\\u" in text:  # an escape may be half of a surrogate pair, which is no text
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise CognitoError("SerializationException", "The request's body isn't JSON.") from error
    if not isinstance(found, dict):
        raise CognitoError("SerializationException", "Start of structure or map found where not expected.")
    return found


def _check_extent(text: str) -> None:
    """Raise ValueError where there are too many values, or they are nested too deep for what handles them."""
    if text.count(",") > MAX_VALUES:
        raise ValueError("too many values")
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = deepest = 0
    for bracket in BRACKETS.sub("", text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise ValueError("nested too deep")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _finite(text: str) -> float:
    found = float(text)
    if not math.isfinite(found):
        raise ValueError(f"{text[:20]} is no number")
    return found


def encode(content: Any) -> bytes:
    """A response's body."""
    return json.dumps(content, separators=(",", ":"), allow_nan=False).encode()


def refusal(code: str, message: str) -> JsonObject:
    """An error's members."""
    return {"__type": code, "message": message}
