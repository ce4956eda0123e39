"""The console's and the inbox's ASGI application: pages to read, and forms that call the engine's operations."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final
from urllib.parse import parse_qs

from local.cognito.console import (
    clock_page,
    inbox,
    overview,
    paths,
    pool_page,
    rendering,
    sign_in_pages,
    token_page,
    user_creation,
    user_page,
)
from local.cognito.console.replies import Reply, redirect, refusal
from local.cognito.console.requests import OLD_FORM, ConsoleRequest, Handler, is_own_form, why_no_form
from local.cognito.engine import Engine
from local.cognito.http import BodyTooLargeError, Receive, Scope, Send, answer, header, read_body
from local.cognito.workers import Workers

MAX_FORM_BYTES: Final = 100_000
MAX_FIELDS: Final = 200
MAX_SHOWN_MESSAGES: Final = 100
READ: Final = frozenset({"GET"})
BOTH: Final = frozenset({"GET", "POST"})
WRITE: Final = frozenset({"POST"})
FOUND: Final = 302

Route = tuple[Handler, frozenset[str]]


class ConsoleApp:
    """Shows what an engine holds, and changes it by the engine's own operations."""

    def __init__(self, engine: Engine, workers: Workers) -> None:
        self._engine = engine
        self._workers = workers
        # No cookie: it would be sent to every port of this machine, whoever listens there.
        self._csrf = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request, by the ASGI specification."""
        reply = await self._reply(scope, receive)
        await answer(send, reply.status, reply.body, reply.content_type, reply.headers)

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        route, names = _route_of(scope["path"])
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if scope["path"] == "/" and b"text/html" not in header(scope, b"accept"):
            route = None
        if route is None and method in BOTH:
            return refusal(404, "There is no such page.")
        handler, methods = route or (_home, READ)
        if method not in methods:
            allowed = ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))
            return refusal(405, "This page doesn't accept the method.", (b"allow", allowed.encode()))
        request = ConsoleRequest(self._engine, self._csrf, method, names, _fields(scope["query_string"]))
        return await self._submit(handler, request, scope, receive) if request.is_sent else handler(request)

    async def _submit(self, handler: Handler, request: ConsoleRequest, scope: Scope, receive: Receive) -> Reply:
        """What a form's handler answers, in a thread: it may wait for triggers. Refused before it, where it must be."""
        refused = why_no_form(scope)
        if refused:
            return refusal(403, refused)
        try:
            form = _fields(await read_body(scope, receive, MAX_FORM_BYTES))
        except BodyTooLargeError:
            return refusal(413, "The form is too large.", (b"connection", b"close"))
        if not is_own_form(form, request.csrf):
            return refusal(403, OLD_FORM)
        context = {
            "address": (scope.get("client") or ("",))[0],
            "user_agent": header(scope, b"user-agent").decode("latin-1"),
        }
        return await self._workers.run(partial(handler, replace(request, form=form, context=context)))


def _home(_request: ConsoleRequest) -> Reply:
    return redirect(paths.CONSOLE, FOUND)


def _overview(request: ConsoleRequest) -> Reply:
    """GET /_console: what exists, and what happened last."""
    return request.page("overview.html", tables=overview.tables(request.engine))


def _inbox(request: ConsoleRequest) -> Reply:
    """GET /inbox: messages, those to an address where `to` says one."""
    to = request.query.get("to", "")
    found = inbox.messages(request.engine, to)
    shown, more = found[:MAX_SHOWN_MESSAGES], len(found[MAX_SHOWN_MESSAGES:])
    return request.page("inbox.html", messages=shown, more=more, to=to)


def _inbox_json(request: ConsoleRequest) -> Reply:
    """GET /inbox.json: the same for programs, all of them."""
    found = [inbox.to_json(one) for one in inbox.messages(request.engine, request.query.get("to", ""))]
    body = json.dumps({"messages": found}, separators=(",", ":")).encode()
    return Reply(200, body, b"application/json", rendering.PRIVATE_HEADERS)


ROUTES: Final[Mapping[str, Route]] = {
    "/": (_home, READ),
    paths.CONSOLE: (_overview, READ),
    f"{paths.CONSOLE}/": (_home, READ),
    paths.SIGN_INS: (sign_in_pages.show_all, READ),
    paths.CLOCK: (clock_page.show, BOTH),
    paths.TOKEN: (token_page.show, BOTH),
    paths.INBOX: (_inbox, READ),
    paths.INBOX_JSON: (_inbox_json, READ),
}
"""By path."""
OF_A_POOL: Final[Mapping[tuple[str, ...], Route]] = {
    (): (pool_page.show, READ),
    ("new-user",): (user_creation.create, BOTH),
    ("new-group",): (pool_page.create_group, BOTH),
    ("find-user",): (user_page.find, READ),
    ("users", "*"): (user_page.show, READ),
    ("users", "*", "*"): (user_page.act, WRITE),
}
"""By what follows the pool's id; a star is a name."""


def _route_of(path: str) -> tuple[Route | None, tuple[str, ...]]:
    """What answers at a path, and the names that the path has."""
    if path.startswith(f"{paths.SIGN_INS}/"):
        return (sign_in_pages.show_one, READ), (path.removeprefix(f"{paths.SIGN_INS}/"),)
    if not path.startswith(paths.POOLS):
        return ROUTES.get(path), ()
    pool_id, *below = path.removeprefix(paths.POOLS).split("/")
    for pattern, route in OF_A_POOL.items():
        if len(pattern) == len(below) and all(one in {"*", part} for one, part in zip(pattern, below, strict=True)):
            return route, (pool_id, *(part for one, part in zip(pattern, below, strict=True) if one == "*"))
    return None, ()


def _fields(text: bytes) -> dict[str, str]:
    """The last of each field of an address or a form; none where there are too many."""
    try:
        found = parse_qs(text.decode("latin-1"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in found.items()}
