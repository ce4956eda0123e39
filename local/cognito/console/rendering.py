"""The console's HTML: templates with every value escaped, style and script inline, and headers that let nothing in."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from local.cognito.console import moments
from local.cognito.console.paths import pool_path, user_path
from local.cognito.html_templates import TemplateFolder
from local.cognito.http import Header

STYLE: Final = "style.css"
SCRIPT: Final = "refresh.js"
PAGES: Final = Path(__file__).parents[1] / "pages"
"""The hosted pages, whose forms these are too."""
PRIVATE_HEADERS: Final[tuple[Header, ...]] = (
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
"""Of everything that isn't for others' eyes."""


def render(template: str, values: Mapping[str, Any]) -> bytes:
    """A page."""
    return _folder().render(template, values)


@cache
def page_headers() -> tuple[Header, ...]:
    """A page's headers: nothing runs or loads but what stands in it, and it reads nothing but this server."""
    style, script = _folder().digest(STYLE), _folder().digest(SCRIPT)
    policy = (
        f"default-src 'none'; style-src '{style}'; script-src '{script}'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    return (*PRIVATE_HEADERS, (b"content-security-policy", policy.encode()))


@cache
def _folder() -> TemplateFolder:
    found = TemplateFolder(Path(__file__).parent, PAGES)
    found.environment.filters.update(moment=moments.shown, datetime=moments.machine_readable)
    found.environment.filters["zip"] = zip
    found.environment.globals.update(pool_path=pool_path, user_path=user_path)
    return found
