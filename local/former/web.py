"""Which of our web applications answers a request: hosted pages, OAuth endpoints, the emulator's own pages.

An application is imported when its first request comes: none of them may slow the emulator's start.
"""

import importlib
from collections.abc import Iterable, Mapping
from typing import Any

PAGES = "local.former.pages.app"
CONSOLE = "local.former.console.app"
OAUTH = "local.former.oauth.app"
APPLICATIONS: Mapping[str, str] = {
    "/oauth2/authorize": PAGES,
    "/oauth2/idpresponse": PAGES,
    "/saml2/idpresponse": PAGES,
    "/login": PAGES,
    "/challenge": PAGES,
    "/signup": PAGES,
    "/confirmUser": PAGES,
    "/resendcode": PAGES,
    "/forgotPassword": PAGES,
    "/confirmForgotPassword": PAGES,
    "/logout": PAGES,
    "/error": PAGES,
    "/inbox": CONSOLE,
    "/inbox.json": CONSOLE,
    "/_console": CONSOLE,
    "/_console/": CONSOLE,
    "/oauth2/token": OAUTH,
    "/oauth2/revoke": OAUTH,
    "/oauth2/userInfo": OAUTH,
    "/oauth2/userinfo": OAUTH,
    "/_user-import/": "local.former.import_upload",
}
"""A path, or a prefix that ends in a slash, to a module whose `app` is an ASGI application."""


def application(scope: Mapping[str, Any]) -> Any | None:
    """The ASGI application for an HTTP request, as an ASGI scope; None where none of ours answers it."""
    path, headers = scope["path"], scope["headers"]
    if is_browser_at_root(scope["method"], path, headers):
        return importlib.import_module(CONSOLE).app
    module = APPLICATIONS.get(path) or next(
        (module for prefix, module in APPLICATIONS.items() if prefix.endswith("/") and path.startswith(prefix)), None
    )
    return importlib.import_module(module).app if module else None


def is_browser_at_root(method: str, path: str, headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a person opened the endpoint's address."""
    if method != "GET" or path != "/":
        return False
    accept = next((value for name, value in headers if name.lower() == b"accept"), b"")
    return b"text/html" in accept
