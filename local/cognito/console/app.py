"""The console's and the inbox's ASGI application. It only ever reads."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from local.cognito.console import inbox, moments, overview, paths, pool_page, rendering
from local.cognito.engine import Engine
from local.cognito.http import Header, Receive, Scope, Send, answer, header

HTML: Final = b"text/html; charset=utf-8"
TEXT: Final = b"text/plain; charset=utf-8"
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
            "/": lambda _: _redirect(),
            paths.CONSOLE: self._overview,
            f"{paths.CONSOLE}/": lambda _: _redirect(),
            paths.INBOX: self._inbox,
            paths.INBOX_JSON: self._inbox_json,
        }

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one HTTP request, by the ASGI specification."""
        reply = self._reply(scope)
        await answer(send, reply.status, reply.body, reply.content_type, reply.headers)

    def _reply(self, scope: Scope) -> Reply:
        path = scope["path"]
        if scope["method"] not in {"GET", "HEAD"}:
            return Reply(405, b"This is only for reading.\n", TEXT, ((b"allow", b"GET, HEAD"),))
        if path.startswith(paths.POOLS):
            return self._pool(path.removeprefix(paths.POOLS))
        page = self._pages.get(path)
        if page is None or (path == "/" and b"text/html" not in header(scope, b"accept")):
            return Reply(404, b"There is nothing here.\n", TEXT)
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return page({name: values[-1] for name, values in query.items()})

    def _overview(self, _query: dict[str, str]) -> Reply:
        """GET /_console: what exists, and what happened last."""
        return self._page("overview.html", tables=overview.tables(self._engine))

    def _pool(self, pool_id: str) -> Reply:
        """GET /_console/pools/{pool_id}: what a pool holds."""
        pool = self._engine.store.pools.get(pool_id)
        if pool is None:
            return self._page("missing.html", 404, pool_id=pool_id)
        with pool.lock:
            return self._page("pool.html", pool=pool, tables=pool_page.tables(pool))

    def _inbox(self, query: dict[str, str]) -> Reply:
        """GET /inbox: messages, those to an address where `to` says one."""
        to = query.get("to", "")
        found = inbox.messages(self._engine, to)
        shown, more = found[:MAX_SHOWN_MESSAGES], len(found[MAX_SHOWN_MESSAGES:])
        return self._page("inbox.html", messages=shown, more=more, to=to)

    def _inbox_json(self, query: dict[str, str]) -> Reply:
        """GET /inbox.json: the same for programs, all of them."""
        found = [inbox.to_json(one) for one in inbox.messages(self._engine, query.get("to", ""))]
        body = json.dumps({"messages": found}, separators=(",", ":")).encode()
        return Reply(200, body, b"application/json", rendering.PRIVATE_HEADERS)

    def _page(self, template: str, status: int = 200, **values: Any) -> Reply:
        clock = self._engine.clock
        common = {
            "now": clock.now(),
            "ahead": moments.span(clock.offset_s),
            "unreadable_state": self._engine.unreadable_state,
        }
        return Reply(status, rendering.render(template, {**common, **values}), HTML, rendering.page_headers())


def _redirect() -> Reply:
    return Reply(302, b"", TEXT, (*rendering.PRIVATE_HEADERS, (b"location", paths.CONSOLE.encode())))
