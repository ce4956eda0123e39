"""The latest sign-ins, and one of them step by step."""

from typing import Final

from local.cognito.console.paths import SIGN_INS, message_path
from local.cognito.console.people import shown_username
from local.cognito.console.replies import Reply
from local.cognito.console.requests import ConsoleRequest
from local.cognito.console.tables import Cell, Row, Table, cell
from local.cognito.console.threads import Event, Thread, threads
from local.cognito.engine import Engine
from local.cognito.events import CallEvent, TriggerEvent, VisitEvent
from local.cognito.store.pools import UserPool

SHOWN: Final = 50


def show_all(request: ConsoleRequest) -> Reply:
    """GET /_console/sign-ins: the latest; of one user where `user_pool_id` and `username` say whose."""
    engine, query = request.engine, request.query
    pool_id, username = query.get("user_pool_id", ""), query.get("username", "")
    found = threads(engine.events)
    if username:
        found = [one for one in found if _is_of(engine, one, pool_id, username)]
    table = Table(
        "Latest sign-ins",
        ("Time", "User", "Client", "Steps", "Outcome"),
        [_row(engine, one) for one in found[:SHOWN]],
        more=len(found[SHOWN:]),
        empty="None since the engine started.",
    )
    return request.page("sign_ins.html", table=table, username=username)


def show_one(request: ConsoleRequest) -> Reply:
    """GET /_console/sign-ins/{number}."""
    engine, number = request.engine, request.names[0]
    thread = next((one for one in threads(engine.events) if str(one.number) == number), None)
    if thread is None:
        return request.page("missing.html", 404, title="No such sign-in", missing=f"Sign-in {number}")
    pool = _pool(engine, thread)
    steps: list[Row] = [_step(engine, event, pool) for event in thread.events]
    return request.page(
        "sign_in.html",
        thread=thread,
        username=shown_username(pool, thread.username),
        pool=pool,
        client=None if pool is None else pool.clients.get(thread.client_id),
        table=Table("Steps", ("Time", "Kind", "What", "Outcome", "ms"), steps),
    )


def _row(engine: Engine, thread: Thread) -> Row:
    pool = _pool(engine, thread)
    client = None if pool is None else pool.clients.get(thread.client_id)
    return (
        Cell(moment=thread.events[0].at),
        Cell(shown_username(pool, thread.username) or "no user named", href=f"{SIGN_INS}/{thread.number}"),
        Cell(thread.client_id if client is None else client.name, note="" if pool is None else pool.name),
        cell(len(thread.events)),
        Cell(thread.outcome, is_bad=bool(thread.error)),
    )


def _step(engine: Engine, event: Event, pool: UserPool | None) -> Row:
    """An event as a row of its sign-in."""
    at = Cell(moment=event.at)
    if isinstance(event, CallEvent):
        outcome = event.error or event.challenge or "ok"
        who = shown_username(pool, event.username)
        spent = cell(f"{event.duration_s * 1000:.1f}")
        return at, cell("API call"), Cell(event.operation, note=who), Cell(outcome, is_bad=bool(event.error)), spent
    if isinstance(event, TriggerEvent):
        call = event.call
        what = Cell(call.source, note=call.function, lines=call.log)
        is_bad = call.outcome != "ok"
        return (
            at,
            cell("Trigger"),
            what,
            Cell(call.outcome, note=call.error, is_bad=is_bad),
            cell(f"{call.duration_s * 1000:.0f}"),
        )
    if isinstance(event, VisitEvent):
        is_bad = bool(event.error) or event.status >= 400  # noqa: PLR2004 - HTTP's
        outcome = f"{event.status}{f' {event.error}' if event.error else ''}"
        led = f"to {event.leads_to}" if event.leads_to else ""
        kind = "Page" if event.browser else "Endpoint"
        return at, cell(kind), cell(f"{event.method} {event.path}"), Cell(outcome, note=led, is_bad=is_bad), Cell()
    message = engine.store.messages.get(event.message_id)
    if message is None:
        return at, cell("Message"), cell("no longer kept"), Cell(), Cell()
    what = Cell(message.subject or "SMS", note=message.trigger, href=message_path(message.destination))
    return at, cell("Message"), what, Cell(f"to {message.destination}"), Cell()


def _pool(engine: Engine, thread: Thread) -> UserPool | None:
    return engine.store.pools.get(thread.user_pool_id) or engine.store.pool_of_client.get(thread.client_id)


def _is_of(engine: Engine, thread: Thread, pool_id: str, username: str) -> bool:
    pool = _pool(engine, thread)
    if pool is None or pool.id != pool_id or not thread.username:
        return False
    with pool.lock:
        user = pool.users.find(thread.username)
    return username in {thread.username, "" if user is None else user.username}
