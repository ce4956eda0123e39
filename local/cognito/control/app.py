"""The control interface's ASGI application: `/_engine/...`, for whoever has the engine's key."""

import logging
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from local.cognito.aws_json import decode, encode, refusal, signed_request
from local.cognito.caller import CallerPolicy
from local.cognito.control import clock, configuration, event_log, snapshots, status, tokens
from local.cognito.control.names import ROOT, SERVICE
from local.cognito.control.proof import CHALLENGE, proof
from local.cognito.control.requests import ControlRequest, Handler, WaitingHandler
from local.cognito.engine import Engine
from local.cognito.errors import CognitoError, invalid
from local.cognito.http import BodyTooLargeError, Receive, Scope, Send, answer, read_body
from local.cognito.json_types import JsonObject
from local.cognito.workers import Workers

MAX_BODY_BYTES: Final = 1_000_000
CONTENT_TYPE: Final = b"application/json"
NO_STORE: Final = ((b"cache-control", b"no-store"),)
HANDLERS: Final[Mapping[tuple[str, str], Handler]] = {
    **clock.HANDLERS,
    **snapshots.HANDLERS,
    **configuration.HANDLERS,
    **status.HANDLERS,
    **tokens.HANDLERS,
}
"""By method and path below `/_engine/`; these run in a thread."""
WAITING: Final[Mapping[tuple[str, str], WaitingHandler]] = {("GET", "events"): event_log.list_events}
LOGGER: Final = logging.getLogger(__name__)


class ControlApp:
    """Answers what is about the engine itself."""

    def __init__(self, engine: Engine, policy: CallerPolicy, workers: Workers) -> None:
        self._engine = engine
        self._policy = policy
        self._workers = workers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the ASGI specification."""
        try:
            body = await read_body(scope, receive, MAX_BODY_BYTES)
            code, content = 200, await self._reply(scope, body)
        except BodyTooLargeError:
            code, content = 413, refusal("RequestEntityTooLargeException", "The request is too large.")
        except CognitoError as error:
            code, content = error.status, refusal(error.code, error.message)
        except Exception as error:
            LOGGER.exception("%s %s failed", scope["method"], scope["path"])
            code, content = 500, refusal("InternalErrorException", f"The engine failed: {type(error).__name__}.")
        close = ((b"connection", b"close"),) if code == 413 else ()  # noqa: PLR2004 - HTTP's
        await answer(send, code, encode(content), CONTENT_TYPE, (*NO_STORE, *close))

    async def _reply(self, scope: Scope, body: bytes) -> JsonObject:
        path = scope["path"].removeprefix(ROOT)
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        if path == "proof":
            return self._proof(query, scope)
        self._check_caller(scope, body)
        folder, slash, name = path.partition("/")
        route = scope["method"], folder + slash
        waiting = WAITING.get(route)
        if waiting is not None:
            return await waiting(ControlRequest(self._engine, query, decode(body), name))
        handler = HANDLERS.get(route)
        if handler is None:
            raise CognitoError(
                "UnknownOperationException", f"The engine has no route {scope['method']} {path[:100]}.", 404
            )
        request = ControlRequest(self._engine, query, decode(body), name)
        return await self._workers.run(lambda: handler(request))

    def _check_caller(self, scope: Scope, body: bytes) -> None:
        caller = self._policy.caller_of(signed_request(scope, body))
        if not caller.is_signed:
            raise CognitoError("MissingAuthenticationTokenException", "Sign the request with the engine's key.", 403)
        if caller.service != SERVICE or caller.is_presigned:
            raise CognitoError(
                "InvalidSignatureException",
                f"Put the signature in the request's header, for the service '{SERVICE}'.",
                403,
            )

    def _proof(self, query: Mapping[str, str], scope: Scope) -> JsonObject:
        """GET proof: for everybody, since it tells nothing to who hasn't the key."""
        challenge = query.get("challenge", "")
        if scope["method"] != "GET" or not CHALLENGE.fullmatch(challenge):
            raise invalid(
                "challenge must have 16 to 128 letters, digits, hyphens and underscores: GET proof?challenge=..."
            )
        return {"proof": proof(self._engine.settings.credentials.secret_key, challenge, scope["server"][1])}
