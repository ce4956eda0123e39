"""HTML: templates with every value escaped, the style sheet inline, and headers that let nothing else in."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from local.cognito.pages.errors import PageError
from local.cognito.pages.replies import Reply

if TYPE_CHECKING:
    from jinja2 import Environment

HERE: Final = Path(__file__).parent
STYLE: Final = "style.css"
MANAGED_LOGIN_SCRIPT: Final = "managed_login.js"


def render(template: str, values: Mapping[str, Any], *, status: int = 200, script: str = "") -> Reply:
    """A page. `script` is the file whose text the template includes.

    Managed login's pages are put together by a script, as on AWS: who has no browser finds no form there.
    """
    page_script = MANAGED_LOGIN_SCRIPT if "request" in values and values["request"].is_managed_login else ""
    html = _environment().get_template(template).render({**values, "script": script, "page_script": page_script})
    return Reply(status, html.encode(), {"Content-Security-Policy": _policy(page_script, script)})


def error_page(error: PageError) -> Reply:
    """What went wrong, for the person."""
    return render("error.html", {"code": error.code, "message": error.message}, status=error.status)


@cache
def _policy(page_script: str, script: str) -> str:
    scripts = [_digest(name) for name in (page_script, script) if name]
    policy = [
        "default-src 'none'",
        f"style-src '{_digest(STYLE)}'",
        "img-src data:",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        *(["script-src " + " ".join(f"'{digest}'" for digest in scripts)] if scripts else []),
        *(["connect-src 'self'"] if script else []),
    ]  # no form-action: browsers would apply it to the redirect to the application as well
    return "; ".join(policy)


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
    found.globals["text_of"] = _read
    return found


@cache
def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


@cache
def _digest(name: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(_read(name).encode()).digest()).decode()}"
