"""The ASGI application of the console and the inbox. It only ever reads."""

from dataclasses import asdict
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from local.former import state
from local.former.console import mailbox, view
from local.former.inbox import Message
from local.former.pages.authorization import PageError
from local.former.pages.rendering import FIXED_HEADERS, render
from local.former.pages.visit import error_page

LATEST_MESSAGES: Final = 5
CONSOLE: Final = "/_console"


def _home(_request: Request) -> Response:
    """GET / of a browser."""
    return RedirectResponse(CONSOLE, 302, FIXED_HEADERS)


def _overview(_request: Request) -> Response:
    """GET /_console: what exists, and what happened last."""
    messages = [_shown(one) for one in mailbox.messages()[:LATEST_MESSAGES]]
    return _page("overview.html", pools=view.pool_views(), calls=view.call_views(), messages=messages)


def _pool(request: Request) -> Response:
    """GET /_console/pools/{pool_id}: what a pool holds."""
    pool_id = request.path_params["pool_id"]
    found = next(((region, pool) for _, region, pool in state.owned_pools() if pool["Id"] == pool_id), None)
    if found is None:
        return error_page(PageError("ResourceNotFoundException", f"User pool {pool_id} does not exist.", 404))
    return _page("pool.html", pool=view.pool_view(*found), sections=view.sections(found[1]))


def _inbox(request: Request) -> Response:
    """GET /inbox: messages, those to an address where `to` says one."""
    to = request.query_params.get("to", "")
    return _page("inbox.html", messages=[_shown(one) for one in mailbox.messages(to)], to=to)


def _inbox_json(request: Request) -> Response:
    """GET /inbox.json: the same for programs, newest first."""
    found = mailbox.messages(request.query_params.get("to", ""))
    return JSONResponse({"messages": [asdict(one) for one in found]}, headers=FIXED_HEADERS)


def _page(template: str, **values: Any) -> Response:
    return render(template, values, script="refresh.js")


def _shown(message: Message) -> dict[str, Any]:
    return {**asdict(message), "at": view.moment(message.at)}


app: Final = Starlette(
    routes=[
        Route("/", _home),
        Route(CONSOLE, _overview),
        Route(f"{CONSOLE}/", _home),
        Route(f"{CONSOLE}/pools/{{pool_id}}", _pool),
        Route("/inbox", _inbox),
        Route("/inbox.json", _inbox_json),
    ]
)
