"""The engine's clock: expiry, lockout, codes and grace periods without waiting."""

import math
from collections.abc import Mapping
from typing import Final

from local.cognito.clock import Clock
from local.cognito.control.durations import moment_of, seconds_of
from local.cognito.control.requests import ControlRequest, Handler
from local.cognito.errors import invalid
from local.cognito.json_types import JsonObject

EARLIEST: Final = 946_684_800.0  # 2000-01-01
LATEST: Final = 7_258_118_400.0  # 2200-01-01


def show_clock(request: ControlRequest) -> JsonObject:
    """GET clock: `now`, and how far it is ahead of the machine's, both in seconds."""
    return to_json(request.engine.clock)


def set_clock(request: ControlRequest) -> JsonObject:
    """PUT clock: `{"now": MOMENT}`, or `{"offset_s": SECONDS}` (0: the machine's time again)."""
    clock, body = request.engine.clock, request.body
    if body.keys() == {"now"}:
        _move(clock, moment_of(body["now"]) - (clock.now() - clock.offset_s))
    elif body.keys() == {"offset_s"}:
        _move(clock, seconds_of(body["offset_s"]))
    else:
        raise invalid('Give either {"now": MOMENT} or {"offset_s": SECONDS}.')
    return to_json(clock)


def advance_clock(request: ControlRequest) -> JsonObject:
    """POST clock: `{"advance": "+2h"}`; a negative span sets it back."""
    clock = request.engine.clock
    if request.body.keys() != {"advance"}:
        raise invalid('Give {"advance": SPAN}.')
    _move(clock, clock.offset_s + seconds_of(request.body["advance"]))
    return to_json(clock)


def to_json(clock: Clock) -> JsonObject:
    """The clock as it is told."""
    return {"now": clock.now(), "offset_s": clock.offset_s}


def _move(clock: Clock, offset_s: float) -> None:
    now = clock.now() - clock.offset_s + offset_s
    if not (math.isfinite(now) and EARLIEST <= now <= LATEST):
        raise invalid("The clock can be set from the year 2000 to 2200.")
    clock.offset_s = offset_s


HANDLERS: Final[Mapping[tuple[str, str], Handler]] = {
    ("GET", "clock"): show_clock,
    ("PUT", "clock"): set_clock,
    ("POST", "clock"): advance_clock,
}
