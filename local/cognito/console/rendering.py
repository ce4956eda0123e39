"""The console's HTML: templates with every value escaped, style and script inline, and headers that let nothing in."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from local.cognito.console import moments
from local.cognito.http import Header

if TYPE_CHECKING:
    from jinja2 import Environment

HERE: Final = Path(__file__).parent
STYLE: Final = "style.css"
SCRIPT: Final = "refresh.js"
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
    return _environment().get_template(template).render(values).encode()


@cache
def page_headers() -> tuple[Header, ...]:
    """A page's headers: nothing runs or loads but what stands in it, and it reads nothing but this server."""
    policy = (
        f"default-src 'none'; style-src '{_digest(STYLE)}'; script-src '{_digest(SCRIPT)}'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return (*PRIVATE_HEADERS, (b"content-security-policy", policy.encode()))


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals |= {"style": _read(STYLE), "script": _read(SCRIPT)}
    found.filters |= {"moment": moments.shown, "datetime": moments.machine_readable}
    return found


@cache
def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


@cache
def _digest(name: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(_read(name).encode()).digest()).decode()}"
