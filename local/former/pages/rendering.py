"""HTML: templates with every value escaped, the style sheet inline, and headers that let nothing else in."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

HERE: Final = Path(__file__).parent
FOLDERS: Final = (HERE / "templates", HERE.parent / "console" / "templates")
MANAGED_LOGIN_SCRIPT: Final = "managed_login.js"
FIXED_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # a code or a user name in an address stays here; forms still send their Origin
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@cache
def environment() -> Environment:
    """The templates."""
    found = Environment(
        loader=FileSystemLoader(FOLDERS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals["text_of"] = _read
    return found


def render(template: str, values: Mapping[str, Any], *, status: int = 200, script: str = "") -> HTMLResponse:
    """A page. `script` is the file whose text the template includes.

    Managed login's pages are put together by a script, as on AWS: who has no browser finds no form there.
    """
    page_script = MANAGED_LOGIN_SCRIPT if "request" in values and values["request"].is_managed_login else ""
    html = environment().get_template(template).render({**values, "script": script, "page_script": page_script})
    scripts = [_digest(name) for name in (page_script, script) if name]
    policy = [
        "default-src 'none'",
        f"style-src '{_digest('style.css')}'",
        "img-src data:",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        *(["script-src " + " ".join(f"'{digest}'" for digest in scripts)] if scripts else []),
        *(["connect-src 'self'"] if script else []),
    ]  # no form-action: browsers would apply it to the redirect to the application as well
    return HTMLResponse(html, status, {**FIXED_HEADERS, "Content-Security-Policy": "; ".join(policy)})


@cache
def _read(name: str) -> str:
    folder = HERE if (HERE / name).exists() else HERE.parent / "console"
    return (folder / name).read_text(encoding="utf-8")


@cache
def _digest(name: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(_read(name).encode()).digest()).decode()}"
