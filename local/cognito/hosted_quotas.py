"""Request quotas of the hosted pages and OAuth endpoints, in front of them.

How AWS words a refusal isn't documented: it is HTTP 429, here in the form of OAuth's errors (RFC 6749 section 5.2).
"""

import base64
import binascii
from typing import Final
from urllib.parse import parse_qs, unquote

from local.cognito.http import App, BodyTooLargeError, Message, Receive, Scope, Send, answer, header, read_body
from local.cognito.oauth.paths import MAX_TOKEN_FORM_BYTES, TOKEN
from local.cognito.pages.paths import is_page
from local.cognito.quotas import Quotas

OAUTH: Final = "/oauth2/"
REFUSAL: Final = b'{"error":"too_many_requests","error_description":"Rate exceeded"}'


class HostedQuotas:
    """An ASGI application in front of another, whose pages and endpoints keep to the quotas."""

    def __init__(self, app: App, quotas: Quotas) -> None:
        self._app = app
        self._quotas = quotas

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the ASGI specification."""
        path = scope["path"]
        if not (path.startswith(OAUTH) or is_page(path)):
            await self._app(scope, receive, send)
            return
        body = b""
        if path == TOKEN and scope["method"] == "POST":
            try:
                body = await read_body(scope, receive, MAX_TOKEN_FORM_BYTES)
            except BodyTooLargeError:
                await answer(send, 413, b"", b"application/json", [(b"connection", b"close")])
                return
            receive = _replay(body, receive)
        address = (scope.get("client") or ("",))[0]
        if self._quotas.allows(path, _parameters(scope, body), address):
            await self._app(scope, receive, send)
        else:
            await answer(send, 429, REFUSAL, b"application/json")


def _parameters(scope: Scope, body: bytes) -> dict[str, str]:
    """What a request says of its client: in its query, its form, or its Basic authentication (RFC 6749, 2.3.1)."""
    found = {
        name: values[0]
        for text in (scope.get("query_string", b""), body)
        for name, values in parse_qs(text.decode("utf-8", "replace")).items()
    }
    authorization = header(scope, b"authorization")
    if "client_id" not in found and authorization[:6].lower() == b"basic ":
        try:
            found["client_id"] = unquote(base64.b64decode(authorization[6:]).decode().partition(":")[0])
        except (binascii.Error, UnicodeDecodeError):
            return found
    return found


def _replay(body: bytes, receive: Receive) -> Receive:
    """What gives a body that has been read already, and then what still comes."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return pending.pop() if pending else await receive()

    return again
