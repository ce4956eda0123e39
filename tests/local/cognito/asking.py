"""An engine's application, asked without a server: one request, one answer."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from local.cognito.app import EngineApp
from local.cognito.engine import Engine
from local.cognito.http import App, Scope


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str] = field(default_factory=list)
    """What Set-Cookie said."""

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    engine: Engine,
    path: str,
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    own_user: bool = True,
    app: EngineApp | None = None,
) -> Answer:
    """One request of the engine's own user, or of another one; to an application that remembers, where one is given."""
    target, _, query = path.partition("?")
    sent_headers = {"host": "127.0.0.1:4566", **(headers or {})}
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": unquote(target),
        "raw_path": target.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in sent_headers.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 4566),
        "scheme": "http",
        "own_user": own_user,
    }
    asked = app or EngineApp(engine)
    try:
        return asyncio.run(_answer(asked, scope, body))
    finally:
        if app is None:
            asked.close()


async def _answer(app: App, scope: Scope, body: bytes) -> Answer:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    said = [(name.decode().lower(), value.decode("latin-1")) for name, value in sent[0]["headers"]]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], dict(said), body, [value for name, value in said if name == "set-cookie"])
