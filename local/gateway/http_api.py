"""An HTTP API of API Gateway: routes, the JWT authorizer, and an HTTP proxy integration.

Quotas: "Quotas for configuring and running an HTTP API", Amazon API Gateway developer guide.
"""

import base64
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from local.cognito.http import Receive, Scope, Send
from local.gateway.back_end import BackEnd, Limits, framing
from local.gateway.errors import RefusedError, Reply
from local.gateway.headers import TRACE, Header, end_to_end, text_value, trace_id, without, without_identity
from local.gateway.issuer_keys import IssuerKeys
from local.gateway.jwt_authorizer import Claims, JwtAuthorizer, as_text, key_id, nobody, presented_token
from local.gateway.routes import Route, Routes

MAX_HEAD_BYTES: Final = 10_240
"""Of request line and header values."""
MAX_BYTES: Final = 10_000_000
INTEGRATION_S: Final = 30.0
UNAVAILABLE: Final = Reply(503, b'{"message":"Service Unavailable"}')
FAILED: Final = Reply(500, b'{"message":"Internal Server Error"}')
LIMITS: Final = Limits(
    answer_s=INTEGRATION_S,
    request_bytes=MAX_BYTES,
    response_bytes=MAX_BYTES,
    too_large=Reply(413, b'{"message":"Request Entity Too Large"}'),
    unreachable=UNAVAILABLE,
    too_slow=UNAVAILABLE,
    failed=FAILED,
)
NOT_FOUND: Final = Reply(404, b'{"message":"Not Found"}')
BAD_REQUEST: Final = Reply(400, b'{"message":"Bad Request"}')
HEAD_TOO_LARGE: Final = Reply(431, b'{"message":"Request Header Fields Too Large"}')


@dataclass(frozen=True, slots=True)
class HttpApi:
    """Lets requests through that the authorizer of their route lets in."""

    routes: Routes
    authorizer: JwtAuthorizer
    keys: IssuerKeys
    back_end: BackEnd
    claim_headers: Mapping[str, str]
    """Claims that the back end gets as headers, by the header's name: `overwrite:header.NAME` from
    `$context.authorizer.claims.CLAIM`, as the API's parameter mapping would."""
    now: Callable[[], float] = time.time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the ASGI specification. Raises RefusedError."""
        _check_head(scope)
        _check_path(scope)
        route = self.routes.find(scope["method"], scope["path"])
        if route is None:
            raise RefusedError(NOT_FOUND, "no route matches")
        claims = {} if route.public else await self._authorized(scope, route)
        await self.back_end.pass_on(scope, receive, send, self._headers(scope, claims))

    async def _authorized(self, scope: Scope, route: Route) -> Claims:
        token = presented_token([value for name, value in scope["headers"] if name == b"authorization"])
        if token is None:
            raise nobody()
        try:
            keys = await self.keys.with_key(key_id(token))
        except OSError as error:
            raise RefusedError(FAILED, f"reading the issuer's keys failed: {error}") from None
        return self.authorizer.authorize(token, keys, route.scopes, self.now())

    def _headers(self, scope: Scope, claims: Claims) -> list[Header]:
        names = [name.encode() for name in self.claim_headers]
        kept = without(
            without_identity(end_to_end(scope["headers"])), [b"host", b"content-length", b"forwarded", TRACE, *names]
        )
        mapped = [
            (name.lower().encode(), text_value(as_text(claims[claim])))
            for name, claim in self.claim_headers.items()
            if claim in claims
        ]
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        forwarded = b'for=%b;host="%b";proto=%b' % (scope["client"][0].encode(), host, scope["scheme"].encode())
        own = [(b"host", self.back_end.authority), (b"forwarded", forwarded), (TRACE, trace_id())]
        return [*own, *kept, *mapped, *framing(scope)]


def request_id() -> Header:
    """`apigw-requestid`, which its answers have."""
    return b"apigw-requestid", base64.b64encode(os.urandom(11))


def _check_path(scope: Scope) -> None:
    """Who normalizes paths would see another route than the one whose authorizer was asked."""
    if any(part in {".", ".."} for part in scope["path"].split("/")):
        raise RefusedError(BAD_REQUEST, "its path has dot segments")


def _check_head(scope: Scope) -> None:
    size = len(scope["method"]) + len(scope["raw_path"]) + len(scope["query_string"])
    size += sum(len(value) for _, value in scope["headers"])
    if size > MAX_HEAD_BYTES:
        raise RefusedError(
            HEAD_TOO_LARGE, f"its request line and header values have {size} bytes, not {MAX_HEAD_BYTES}"
        )
