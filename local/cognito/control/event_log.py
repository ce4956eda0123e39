"""The engine's latest events, filtered, and further ones as they come."""

import asyncio
from typing import Final

from local.cognito.control.names import MAX_EVENTS
from local.cognito.control.requests import ControlRequest
from local.cognito.events import CallEvent, Events, TriggerEvent
from local.cognito.json_types import JsonObject

FILTERS: Final = ("kind", "operation", "user_pool_id", "client_id", "username", "trigger", "source", "function")
MAX_WAIT_S: Final = 60.0
PAUSE_S: Final = 0.1
DEFAULT_EVENTS: Final = 100


async def list_events(request: ControlRequest) -> JsonObject:
    """GET events: oldest first, and `next`, the number to ask with for what comes `after`.

    Query: `after` (a number), `count` (the latest so many), `wait_s` (for the first to come), and members that must be
    equal: kind (call, trigger), operation, user_pool_id, client_id, username, trigger, source, function; `error` is
    a code, `any` or `none`.
    """
    events = request.engine.events
    after = int(request.number("after", 0, 2**53))
    left = request.number("wait_s", 0, MAX_WAIT_S)
    while True:
        latest = events.latest_number
        found = _matching(events, after, latest, request)
        if found or left <= 0:
            break
        await asyncio.sleep(PAUSE_S)
        left -= PAUSE_S
    wanted = int(request.number("count", DEFAULT_EVENTS, MAX_EVENTS))
    return {"events": found[-wanted:] if wanted else [], "next": latest}


def _matching(events: Events, after: int, latest: int, request: ControlRequest) -> list[JsonObject]:
    """Events with numbers above `after`, up to `latest`: what comes while they are looked at is told next time."""
    if latest <= after:
        return []
    found: list[CallEvent | TriggerEvent] = [*events.calls(after), *events.triggers(after)]
    kept = [event for event in found if event.number <= latest]
    kept.sort(key=lambda one: one.number)
    return [one for one in (event.to_json() for event in kept) if _fits(one, request)]


def _fits(event: JsonObject, request: ControlRequest) -> bool:
    wanted = request.query
    if any(wanted[name] != event.get(name) for name in FILTERS if wanted.get(name)):
        return False
    error = wanted.get("error", "")
    if error in {"any", "none"}:
        return bool(event["error"]) == (error == "any")
    return not error or event["error"].partition(":")[0] == error
