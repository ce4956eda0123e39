"""The page after a sign-in: the user, the client, the expiry, and what to do next. It contains no token."""

import html
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from local.cognito.html_templates import TemplateFolder
from local.cognito.pages.rendering import FOLDER as HOSTED_PAGES
from local.cognito.pages.rendering import STYLE as HOSTED_STYLE

FOLDER = TemplateFolder(Path(__file__).parent)
SCRIPT = "copying.js"
STYLE = """
.card { max-width: 46rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.25rem; margin: 1.5rem 0 0; }
dt { color: var(--soft); }
dd { margin: 0; }
pre { margin: .5rem 0; padding: .75rem 1rem; overflow-x: auto; font: .875rem/1.5 ui-monospace, monospace;
  background: var(--page); border: 1px solid var(--faint); border-radius: .375rem; }
pre.command { margin: 0; flex: 1; user-select: all; white-space: pre-wrap; }
.line { display: flex; flex-wrap: wrap; align-items: flex-start; gap: .5rem; margin-bottom: 1rem; }
.line .copy { width: auto; margin: 0; }
.line .copy[hidden] { display: none; }
summary { cursor: pointer; min-height: 44px; padding: .6rem 0; font-weight: 600; }
@media (max-width: 30rem) {
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .6rem; }
  .line { flex-direction: column; align-items: stretch; }
}
"""
"""What these pages have beyond the hosted pages' style."""
TITLES = {"access_token": "Access token", "id_token": "ID token"}


def signed_in_page(  # noqa: PLR0913 - what the page says
    *,
    who: str,
    client: str,
    environment: str,
    expires_at: float,
    headers: Mapping[str, Mapping[str, Any]],
    claims: Mapping[str, Mapping[str, Any]],
    commands: Sequence[tuple[str, str]],
) -> str:
    """`expires_at` in seconds since the epoch; `headers` and `claims` by token; `commands` with what they do."""
    access = claims.get("access_token", {})
    rows = {
        "Signed in as": who,
        "App client": client,
        "Environment": environment,
        "Valid until": time.strftime("%Y-%m-%d %H:%M:%S %Z", time.localtime(expires_at)),
        "Scopes": str(access.get("scope", "")) or "none",
        "Groups": ", ".join(access.get("cognito:groups", ())) or "none",
    }
    described = "".join(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>" for name, value in rows.items())
    next_steps = "".join(
        f'<p>{_text(what)}</p><div class="line"><pre class="command" tabindex="0">{_text(command)}</pre>'
        f'<button type="button" class="secondary copy" aria-label="Copy: {_text(what)}" hidden>Copy</button></div>'
        for command, what in commands
    )
    tokens = "".join(
        f"<details><summary>{TITLES[name]}</summary>"
        f'<p>Header</p><pre tabindex="0">{_json(headers.get(name, {}))}</pre>'
        f'<p>Claims, verified</p><pre tabindex="0">{_json(one)}</pre></details>'
        for name, one in claims.items()
    )
    return _page(
        "Signed in",
        '<h1>Signed in</h1><p class="notice" role="status">The tokens are verified and cached for the commands '
        f"below. You can close this page.</p><dl>{described}</dl><h2>Next</h2>{next_steps}<h2>Contents of the "
        f"tokens</h2>{tokens}",
    )


def error_page(title: str, text: str) -> str:
    """A page with the error message only."""
    return _page(title, f'<h1>{_text(title)}</h1><div class="error" role="alert"><p>{_text(text)}</p></div>')


def content_security_policy() -> str:
    """The pages' Content-Security-Policy: allows only their own content and the script that copies."""
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src '{FOLDER.digest(SCRIPT)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{_text(title)}</title><style>{HOSTED_PAGES.text(HOSTED_STYLE)}{STYLE}</style>"
        f'<link rel="icon" href="data:,"></head><body><main class="card">{body}</main>'
        f"<script>{FOLDER.text(SCRIPT)}</script></body></html>"
    )


def _text(value: str) -> str:
    return html.escape(value)


def _json(value: object) -> str:
    return html.escape(json.dumps(value, indent=2, ensure_ascii=False))
