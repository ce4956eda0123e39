"""The clock that tests move."""

import math
import time

import pytest

from local.cognito.control.client import ControlError
from local.cognito.control.durations import moment_of, seconds_of
from local.cognito.errors import CognitoError
from tests.local.cognito.control.conftest import Controlled
from tests.local.cognito.world import claims

NEAR_S = 60


def test_it_shows_the_machines_time_until_it_is_moved(served: Controlled):
    found = served.control.clock()
    assert found["offset_s"] == 0
    assert abs(found["now"] - time.time()) < NEAR_S


def test_it_goes_on_and_back_by_spans_and_is_set_to_moments(served: Controlled):
    control = served.control
    assert control.advance_clock("+2h")["offset_s"] == 7200
    assert control.advance_clock("-30m")["offset_s"] == 5400
    assert control.advance_clock(600)["offset_s"] == 6000
    assert control.set_clock(offset_s=-5)["offset_s"] == -5
    assert abs(control.set_clock(now="2030-01-01T00:00:00Z")["now"] - 1893456000) < NEAR_S
    assert control.set_clock()["offset_s"] == 0


def test_tokens_know_the_moved_time(served: Controlled):
    world = served.world()
    world.add_user()
    served.control.advance_clock("+10d")
    issued = claims(world.tokens()["AccessToken"])["iat"]
    assert issued - time.time() > 9 * 86400


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("+2h", 7200),
        ("2h", 7200),
        ("-1d12h30m", -131_400),
        ("90s", 90),
        ("1.5m", 90),
        ("1w", 604_800),
        (5, 5),
        (-2.5, -2.5),
    ],
)
def test_spans_are_written_as_people_write_them(text: object, seconds: float):
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "2", "h", "2x", "++2h", "2h 3m", "٢h", None, True, [], math.inf, "9" * 300 + "h"])
def test_what_is_no_span_is_refused(text: object):
    with pytest.raises(CognitoError, match="isn't a duration"):
        seconds_of(text)


def test_moments_are_iso_8601_in_utc_where_no_zone_is_named():
    assert moment_of("2026-03-01T12:00:00Z") == moment_of("2026-03-01T14:00:00+02:00") == moment_of("2026-03-01T12:00")


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", None, [], True, math.nan])
def test_what_is_no_moment_is_refused(text: object):
    with pytest.raises(CognitoError, match="isn't a time"):
        moment_of(text)


def test_it_stays_in_our_time_and_says_what_it_takes(served: Controlled):
    for move in (
        lambda: served.control.advance_clock("999999w"),
        lambda: served.control.set_clock(now=0),
        lambda: served.control._ask("PUT", "clock", {"now": 1, "offset_s": 2}),
        lambda: served.control._ask("POST", "clock", {}),
    ):
        with pytest.raises(ControlError, match=r"The clock can be set from|Give "):
            move()
    assert served.control.clock()["offset_s"] == 0
