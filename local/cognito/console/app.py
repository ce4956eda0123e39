"""The console's and the inbox's ASGI application. It only ever reads."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from local.cognito.console import inbox, paths, rendering
from local.cognito.engine import Engine
from local.cognito.http import Header, Receive, Scope, Send, answer

HTML: Final = b"text/html; charset=utf-8"
MAX_SHOWN_MESSAGES: Final = 100


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered."""

    status: int
    body: bytes
    content_type: bytes = HTML
    headers: tuple[Header, ...] = ()


class ConsoleApp:
    """Shows what an engine holds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pages: dict[str, Callable[[dict[str, str]], Reply]] = {
            paths.INBOX: self._inbox,
            paths.INBOX_JSON: self._inbox_json,
        }

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one HTTP request, by the ASGI specification."""
        reply = self._reply(scope)
        await answer(send, reply.status, reply.body, reply.content_type, reply.headers)

    def _reply(self, scope: Scope) -> Reply:
        if scope["method"] not in {"GET", "HEAD"}:
            return Reply(405, b"This is only for reading.\n", b"text/plain", ((b"allow", b"GET, HEAD"),))
        page = self._pages[scope["path"]]
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return page({name: values[-1] for name, values in query.items()})

    def _inbox(self, query: dict[str, str]) -> Reply:
        """GET /inbox: messages, those to an address where `to` says one."""
        to = query.get("to", "")
        found = inbox.messages(self._engine, to)
        return _page("inbox.html", messages=found[:MAX_SHOWN_MESSAGES], more=len(found[MAX_SHOWN_MESSAGES:]), to=to)

    def _inbox_json(self, query: dict[str, str]) -> Reply:
        """GET /inbox.json: the same for programs, all of them."""
        found = [inbox.to_json(one) for one in inbox.messages(self._engine, query.get("to", ""))]
        body = json.dumps({"messages": found}, separators=(",", ":")).encode()
        return Reply(200, body, b"application/json", rendering.PRIVATE_HEADERS)


def _page(template: str, status: int = 200, **values: Any) -> Reply:
    return Reply(status, rendering.render(template, values), HTML, rendering.page_headers())
