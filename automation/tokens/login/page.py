"""The page after a sign-in: who, for whom, until when, and what to do next. It holds no token."""

import html
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

STYLE = """
:root { color-scheme: light dark; --ink: #16202b; --soft: #51606f; --paper: #fff; --line: #d5dce3; --good: #0b6b3a;
  --bad: #a3201b; --block: #f3f6f9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7edf3; --soft: #a3b1bf; --paper: #12181f; --line: #2d3945;
  --good: #5fd695; --bad: #ff8f87; --block: #1b242e; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; color: var(--good); }
h1.bad { color: var(--bad); }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.25rem; margin: 1.5rem 0 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { background: var(--block); border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem;
  margin: .5rem 0; overflow-x: auto; font: 14px/1.5 ui-monospace, monospace; }
pre.command { user-select: all; white-space: pre-wrap; overflow-wrap: anywhere; }
pre + p { margin-top: 1rem; }
summary { cursor: pointer; padding: .5rem 0; font-weight: 600; }
p { margin: .5rem 0; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; } }
"""


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
        f'<p>{_text(what)}</p><pre class="command" tabindex="0">{_text(command)}</pre>' for command, what in commands
    )
    tokens = "".join(
        f"<details><summary>{TITLES[name]}</summary>"
        f'<p>Header</p><pre tabindex="0">{_json(headers.get(name, {}))}</pre>'
        f'<p>Claims, verified</p><pre tabindex="0">{_json(one)}</pre></details>'
        for name, one in claims.items()
    )
    return _page(
        "Signed in",
        f"<h1>Signed in</h1><p>The tokens are verified and kept for the commands below. You can close this page.</p>"
        f"<dl>{described}</dl><h2>Next</h2>{next_steps}<h2>What the tokens say</h2>{tokens}",
    )


def error_page(title: str, text: str) -> str:
    """What went wrong, and nothing else."""
    return _page(title, f'<h1 class="bad">{_text(title)}</h1><p role="alert">{_text(text)}</p>')


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{_text(title)}</title><style>{STYLE}</style><link rel="icon" href="data:,"></head>'
        f"<body><main>{body}</main></body></html>"
    )


def _text(value: str) -> str:
    return html.escape(value)


def _json(value: object) -> str:
    return html.escape(json.dumps(value, indent=2, ensure_ascii=False))
