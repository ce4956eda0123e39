"""Who may talk to the engine: programs of this machine, and pages of this machine in a browser.

A page from elsewhere reaches 127.0.0.1 too, through its visitor's browser: directly (a cross-site request), or under a
name of its own that its DNS points to 127.0.0.1 (DNS rebinding). The first says so in `Origin` and `Sec-Fetch-Site`
(Fetch standard, Fetch Metadata), the second in `Host`.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from local.cognito.http import App, Message, Receive, Scope, Send, answer, text_headers
from local.cognito.identity_provider.paths import is_page as is_provider_page

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
LOOPBACK_SUFFIX: Final = ".localhost"
"""RFC 6761 section 6.3: never asked of a DNS server."""
PAGES: Final = frozenset(
    {
        "/oauth2/authorize",
        "/login",
        "/signup",
        "/confirmUser",
        "/forgotPassword",
        "/passkeys/add",
        "/logout",
        "/error",
        "/oauth2/idpresponse",
        "/saml2/idpresponse",
        "/saml2/logout",
    }
)
"""Where another site may send its visitor to, as on AWS."""
POSTED_FROM_ELSEWHERE: Final = "/saml2/idpresponse"
"""SAML's POST binding: the identity provider's page submits a form to it."""
PRIVATE: Final = re.compile(
    r"/(oauth2/(authorize|idpresponse)|saml2/.*|login|signup|confirm(User)?|resendcode|forgotPassword|"
    r"confirmforgotPassword|passkeys/.*|challenge|logout|error|inbox(\.json)?|_console(/.*)?|_engine(/.*)?|_idp/.*)"
)
"""What no other origin may read, though it be of this machine."""
MAX_AGE_S: Final = b"86400"


class OriginPolicy:
    """An ASGI application in front of another: refuses what comes from elsewhere, speaks CORS with what doesn't."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request, by the ASGI specification."""
        headers = text_headers(scope)
        refusal = why_refused(scope["method"], scope["path"], headers)
        if refusal:
            await answer(send, 403, f"{refusal}\n".encode(), b"text/plain; charset=utf-8")
            return
        origin = headers.get("origin")
        if origin is None:
            await self._app(scope, receive, send)
        elif scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _answer_preflight(origin, scope["path"], headers, send)
        else:
            await self._app(scope, receive, _with_cors(origin, scope["path"], send))


def why_refused(method: str, path: str, headers: Mapping[str, str]) -> str | None:
    """Why a request is refused, as a sentence; None where it may pass. `headers` have lower-case names."""
    host = headers.get("host", "")
    if not is_loopback(host):
        return (
            "The engine only answers requests to 127.0.0.1 and localhost; this request's Host is "
            f"{host or 'missing'}. If a browser sent it, the page's host name was pointed at this machine (DNS "
            "rebinding)."
        )
    origin = headers.get("origin")
    to_page = (
        method in {"GET", "HEAD"} and (path in PAGES or is_provider_page(path)) and is_top_level_navigation(headers)
    )
    from_provider = method == "POST" and path == POSTED_FROM_ELSEWHERE and is_top_level_navigation(headers)
    if to_page or from_provider or (origin and is_loopback_origin(origin)):
        return None
    if origin:
        return f"The engine only answers pages on this machine; this request's Origin is {origin}."
    if headers.get("sec-fetch-site") == "cross-site":
        return "The engine only answers pages on this machine; this request comes from a page of another site."
    return None


@lru_cache(64)
def is_loopback(authority: str) -> bool:
    """Whether a `Host` header's value, with or without a port, names this machine and nothing else could."""
    try:
        parts = urlsplit(f"//{authority}")
        name, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.netloc == authority and "@" not in authority and (name in LOOPBACK or name.endswith(LOOPBACK_SUFFIX))


def is_loopback_origin(origin: str) -> bool:
    """Whether an `Origin` header's value is a page's of this machine."""
    scheme, separator, authority = origin.partition("://")
    return scheme in {"http", "https"} and separator != "" and is_loopback(authority)


def is_top_level_navigation(headers: Mapping[str, str]) -> bool:
    """Whether a browser follows a link, as against a page that loads something."""
    # What says nothing of it is no browser, or one so old that it can't be told; it gets no further than a link would.
    return (
        headers.get("sec-fetch-mode", "navigate") == "navigate"
        and headers.get("sec-fetch-dest", "document") == "document"
    )


async def _answer_preflight(origin: str, path: str, headers: Mapping[str, str], send: Send) -> None:
    if PRIVATE.fullmatch(path):
        await answer(send, 403, b"This page isn't for other origins.\n", b"text/plain")
        return
    asked = headers.get("access-control-request-headers", "")
    allowed = [
        *_cors_headers(origin),
        (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS"),
        (b"access-control-allow-headers", asked.encode("latin-1")),
        (b"access-control-max-age", MAX_AGE_S),
    ]
    await answer(send, 200, b"", b"text/plain", allowed)


def _cors_headers(origin: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-expose-headers", b"*"),
        (b"vary", b"Origin"),
    ]


def _with_cors(origin: str, path: str, send: Send) -> Send:
    """What this machine's pages may read."""
    if PRIVATE.fullmatch(path):
        return send

    async def send_with_cors(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *_cors_headers(origin)]}
        await send(message)

    return send_with_cors
