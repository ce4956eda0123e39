"""The endpoints as an ASGI application."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from urllib.parse import parse_qsl

from ministack.core.concurrency import run_reentrant
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.former.oauth import revocation, token, userinfo
from local.former.oauth.answers import Answer, OAuthError, Request

FORM: Final = "application/x-www-form-urlencoded"
LARGEST_FORM_BYTES: Final = 100_000
NOT_KEPT: Final = {"Cache-Control": "no-cache, no-store, max-age=0, must-revalidate", "Pragma": "no-cache"}
CONTENT_TYPE: Final = "application/json;charset=UTF-8"

Endpoint = Callable[[Request], Answer]


def endpoint(handle: Endpoint) -> Callable[[HttpRequest], Awaitable[Response]]:
    """An endpoint as Starlette calls it: in a thread of its own, since there may be a Lambda trigger to call."""

    async def respond(request: HttpRequest) -> Response:
        try:
            asked = Request(request.method, dict(request.headers), await _form(request))
            answer: Answer = await run_reentrant(handle, asked, thread_name="oauth")
        except OAuthError as error:
            answer = error.answer
        headers = {**NOT_KEPT, **answer.headers}
        if answer.content is None:
            return Response(status_code=answer.status, headers=headers)
        return JSONResponse(answer.content, answer.status, headers, CONTENT_TYPE)

    return respond


async def _form(request: HttpRequest) -> Mapping[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM_BYTES:
            raise OAuthError("invalid_request", status=413)
    if not body:
        return {}
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise OAuthError("invalid_request")
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    if len(dict(pairs)) != len(pairs):  # RFC 6749 section 3.2: no parameter twice
        raise OAuthError("invalid_request")
    return dict(pairs)


METHODS: Final = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
"""All: the endpoints themselves say which they know."""
app = Starlette(
    routes=[
        Route("/oauth2/token", endpoint(token.answer), methods=METHODS),
        Route("/oauth2/revoke", endpoint(revocation.answer), methods=METHODS),
        Route("/oauth2/userInfo", endpoint(userinfo.answer), methods=METHODS),
        Route("/oauth2/userinfo", endpoint(userinfo.answer), methods=METHODS),
    ]
)
