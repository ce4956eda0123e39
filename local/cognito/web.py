"""Which of our web applications answers a path: hosted pages, OAuth endpoints, the emulator's own pages.

An application is imported when its first request comes: none of them may slow the emulator's start.
"""

import importlib
from collections.abc import Mapping
from typing import Any

APPLICATIONS: Mapping[str, str] = {
    "/_user-import/": "local.cognito.import_upload",
}
"""A path, or a prefix that ends in a slash, to a module whose `app` is an ASGI application."""


def application(path: str) -> Any | None:
    """The ASGI application for a request's path; None where ministack answers it."""
    module = APPLICATIONS.get(path) or next(
        (module for prefix, module in APPLICATIONS.items() if prefix.endswith("/") and path.startswith(prefix)), None
    )
    return importlib.import_module(module).app if module else None
