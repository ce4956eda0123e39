"""The engine's clock, moved at the console."""

import pytest

from tests.local.cognito.console.desk import Desk

PATH = "/_console/clock"


def test_it_is_moved_on_and_back_to_the_machines_time(desk: Desk):
    assert "Back to the real" not in desk.get(PATH).text
    moved = desk.post(PATH, span="+2h5m")
    assert desk.engine.clock.offset_s == 7500
    page = desk.get(moved.headers["location"]).text
    assert "The clock was moved." in page
    assert "2 h 5 min ahead of" in page
    desk.post(PATH, span="-5m")
    assert desk.engine.clock.offset_s == 7200
    back = desk.post(PATH, reset="Back")
    assert desk.engine.clock.offset_s == 0
    assert "shows the real time again" in desk.get(back.headers["location"]).text


def test_it_is_set_to_a_moment(desk: Desk):
    assert desk.post(PATH, moment="2031-05-06T07:08:09Z").status == 303
    assert "2031-05-06T07:08:" in desk.get(PATH).text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"span": "soon"}, "a duration. Write"),
        ({"span": "+900000d"}, "from the year 2000 to 2200"),
        ({"moment": "<tomorrow>"}, "a time. Write"),
        ({"moment": ""}, "a time. Write"),
        ({}, "Give a duration or a time"),
    ],
)
def test_what_is_no_time_moves_nothing_and_is_said_beside_what_was_typed(desk: Desk, form: dict[str, str], said: str):
    page = desk.post(PATH, **form)
    assert page.status == 400
    assert said in page.text
    assert desk.engine.clock.offset_s == 0
    assert page.text.partition("<main>")[2].count('aria-invalid="true"') == len(form)
    assert "<tomorrow>" not in page.text


def test_another_origin_moves_nothing(desk: Desk):
    assert desk.send(PATH, {"span": "+1h"}, headers={"origin": "http://127.0.0.1:1"}).status == 403
    assert desk.get(f"{PATH}?span=%2B1h").status == 200
    assert desk.engine.clock.offset_s == 0
