"""HTML: templates with every value escaped, the style sheet inline, and headers that let nothing else in."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from local.cognito.html_templates import TemplateFolder
from local.cognito.pages.errors import PageError
from local.cognito.pages.replies import Reply

FOLDER: Final = TemplateFolder(Path(__file__).parent)
STYLE: Final = "style.css"
MANAGED_LOGIN_SCRIPT: Final = "managed_login.js"


def render(template: str, values: Mapping[str, Any], *, status: int = 200, script: str = "") -> Reply:
    """A page. `script` is the file whose text the template includes.

    Managed login's pages are put together by a script, as on AWS: who has no browser finds no form there.
    """
    page_script = MANAGED_LOGIN_SCRIPT if "request" in values and values["request"].is_managed_login else ""
    html = FOLDER.render(template, {**values, "script": script, "page_script": page_script})
    return Reply(status, html, {"Content-Security-Policy": _policy(page_script, script)})


def error_page(error: PageError) -> Reply:
    """What went wrong, for the person."""
    return render("error.html", {"code": error.code, "message": error.message}, status=error.status)


@cache
def _policy(page_script: str, script: str) -> str:
    scripts = [FOLDER.digest(name) for name in (page_script, script) if name]
    policy = [
        "default-src 'none'",
        f"style-src '{FOLDER.digest(STYLE)}'",
        "img-src data:",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        *(["script-src " + " ".join(f"'{digest}'" for digest in scripts)] if scripts else []),
        *(["connect-src 'self'"] if script else []),
    ]  # no form-action: browsers would apply it to the redirect to the application as well
    return "; ".join(policy)
