"""The endpoints as an ASGI application, without a framework: importing one takes longer than most sign-ins."""

import json
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from local.cognito.events import short_digest
from local.cognito.http import BodyTooLargeError, Header, Receive, Scope, Send, header, read_body, text_headers
from local.cognito.http import answer as send_answer
from local.cognito.oauth import discovery, forms, paths
from local.cognito.oauth.answers import Answer, OAuthError, OAuthRequest, refuse_method
from local.cognito.oauth.client_metadata.errors import ClientMetadataError

if TYPE_CHECKING:
    from local.cognito.engine import Engine
    from local.cognito.workers import Workers

MAX_FORM_BYTES: Final = 100_000
JSON: Final = b"application/json;charset=UTF-8"
NOT_KEPT: Final[tuple[Header, ...]] = (
    (b"cache-control", b"no-cache, no-store, max-age=0, must-revalidate"),
    (b"pragma", b"no-cache"),
)
KEPT_FOR_A_DAY: Final[tuple[Header, ...]] = ((b"cache-control", b"public, max-age=86400"),)
LOGGER: Final = logging.getLogger(__name__)

Endpoint = Callable[["Engine", OAuthRequest], Answer]


class OAuthApp:
    """Answers the endpoints' requests."""

    def __init__(self, engine: "Engine", workers: "Workers") -> None:
        self._engine = engine
        self._workers = workers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the ASGI specification."""
        kept: tuple[Header, ...] = NOT_KEPT
        closing: tuple[Header, ...] = ()
        try:
            document = _document(scope["path"])
            if document is not None:
                answer, kept = self._public(scope, *document), KEPT_FOR_A_DAY
            else:
                answer = await self._endpoint(scope, receive)
        except BodyTooLargeError:
            answer, closing = OAuthError("invalid_request", status=413).answer, ((b"connection", b"close"),)
        except OAuthError as error:
            answer, kept = error.answer, NOT_KEPT
        except ClientMetadataError as error:
            answer = OAuthError("invalid_client", str(error)).answer
        except Exception:
            LOGGER.exception("%s failed", scope["path"])
            answer = OAuthError("server_error", "The engine failed. Its log has the details.", 500).answer
        body = b"" if answer.content is None else json.dumps(answer.content, separators=(",", ":")).encode()
        own = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in answer.headers.items()]
        await send_answer(send, answer.status, body, JSON, [*kept, *own, *closing])

    def _public(self, scope: Scope, pool_id: str, name: str) -> Answer:
        if scope["method"] not in {"GET", "HEAD"}:
            refuse_method("GET")
        pool = self._engine.store.pools.get(pool_id)
        if pool is None:
            raise OAuthError("invalid_request", f"User pool {pool_id} does not exist.", 404)
        made = discovery.keys if name == discovery.KEYS else discovery.configuration
        return Answer(made(self._engine, pool))

    async def _endpoint(self, scope: Scope, receive: Receive) -> Answer:
        path = scope["path"]
        endpoint = _endpoint_at(path)
        is_registration = path.endswith(paths.REGISTER)
        limit = paths.MAX_TOKEN_FORM_BYTES if path == paths.TOKEN else MAX_FORM_BYTES
        body = await read_body(scope, receive, limit)
        form: Mapping[str, str] = {}
        if not is_registration:
            form = forms.parameters(scope["query_string"], body, header(scope, b"content-type").decode("latin-1"))
        request = OAuthRequest(
            scope["method"],
            text_headers(scope),
            form,
            body,
            path.split("/")[1] if is_registration and path != paths.REGISTER else "",
            {
                "address": (scope.get("client") or ("",))[0],
                "user_agent": header(scope, b"user-agent").decode("latin-1"),
            },
        )
        answer = partial(_noted, endpoint, self._engine, request, path)
        return await self._workers.run(answer) if self._waits(request) else answer()

    def _waits(self, request: OAuthRequest) -> bool:
        """Whether an answer may wait for something outside: a trigger, or a client's metadata document."""
        from local.cognito.oauth.client_authentication import credentials
        from local.cognito.oauth.client_metadata.addresses import is_address

        client_id, _ = credentials(request.headers, request.form)
        pool = self._engine.store.pool_of_client.get(client_id)
        return is_address(client_id) or self._engine.waits(pool)


def _noted(endpoint: Endpoint, engine: "Engine", request: OAuthRequest, path: str) -> Answer:
    """The endpoint's answer, and a note of it."""
    from local.cognito.oauth.client_authentication import credentials

    client_id, _ = credentials(request.headers, request.form)
    events = engine.events
    events.enter()
    refusal: OAuthError | None = None
    try:
        return endpoint(engine, request)
    except OAuthError as error:
        refusal = error
        raise
    finally:
        said = {} if refusal is None else refusal.answer.content or {}
        events.note_visit(
            engine.clock.now(),
            request.method,
            path,
            200 if refusal is None else refusal.answer.status,
            client_id=client_id,
            error=str(said.get("error", "")),
            code=short_digest(request.form.get("code")),
        )
        events.leave()


def _document(path: str) -> tuple[str, str] | None:
    """The pool and the name of a public document."""
    found = paths.OF_A_POOL.fullmatch(path)
    if found is None or not found["name"].startswith(".well-known/"):
        return None
    return found["pool_id"], found["name"]


def _endpoint_at(path: str) -> Endpoint:
    from local.cognito.oauth import registration, revocation, token, userinfo

    if path == paths.TOKEN:
        return token.answer
    if path == paths.REVOKE:
        return revocation.answer
    return registration.answer if path.endswith(paths.REGISTER) else userinfo.answer
