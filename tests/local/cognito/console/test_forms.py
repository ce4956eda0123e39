"""What the console's forms must have before they change anything."""

import pytest

from tests.local.cognito.console.desk import HOST, ORIGIN, Desk
from tests.local.cognito.world import World, make_engine

FOREIGN = [
    {"origin": "http://127.0.0.1:5173"},
    {"origin": "http://localhost:4566"},
    {"origin": "https://127.0.0.1:4566"},
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "", "sec-fetch-site": "same-site"},
    {"origin": "", "sec-fetch-site": "none"},
]


def is_disabled(desk: Desk) -> bool:
    return not desk.world.user().enabled


@pytest.fixture(autouse=True)
def ada(world: World) -> None:
    world.add_user("ada")


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_of_another_origin_changes_nothing_though_it_knows_the_token(desk: Desk, headers: dict[str, str]):
    assert desk.send(desk.user(action="disable"), headers=headers).status == 403
    assert not is_disabled(desk)


@pytest.mark.parametrize("headers", [{}, {"origin": "", "sec-fetch-site": "same-origin"}])
def test_a_form_of_its_own_page_does_what_it_says(desk: Desk, headers: dict[str, str]):
    assert desk.send(desk.user(action="disable"), headers=headers).status == 303
    assert is_disabled(desk)


def test_its_own_page_under_its_other_name_is_its_own_as_well(desk: Desk):
    named = {"host": "localhost:4566", "origin": "http://localhost:4566"}
    assert desk.send(desk.user(action="disable"), headers=named).status == 303


@pytest.mark.parametrize("csrf", ["", "x", "é"])
def test_a_form_without_the_token_of_this_engines_pages_changes_nothing(desk: Desk, csrf: str):
    refused = desk.send(desk.user(action="disable"), csrf=csrf)
    assert (refused.status, "Open the page again" in refused.text) == (403, True)
    assert not is_disabled(desk)


def test_the_token_of_another_engine_is_none(desk: Desk):
    other = Desk(World.with_pool(make_engine()))
    assert desk.send(desk.user(action="disable"), csrf=other.csrf()).status == 403
    other.app.close()
    other.engine.close()


@pytest.mark.parametrize("action", ["disable", "delete", "confirm", "nothing"])
def test_a_link_changes_nothing(desk: Desk, action: str):
    refused = desk.get(desk.user(action=action))
    assert (refused.status, refused.headers["allow"]) == (405, "POST")
    assert not is_disabled(desk)


def test_who_may_only_look_changes_nothing():
    engine = make_engine(allow_other_users=True)
    world = World.with_pool(engine)
    world.add_user("ada")
    desk = Desk(world)
    assert desk.get(desk.user(), own_user=False).status == 200
    assert desk.send(desk.user(action="disable"), own_user=False).status == 403
    assert not is_disabled(desk)
    desk.app.close()
    engine.close()


@pytest.mark.parametrize("path", ["/_console", "/inbox", "/_console/pools/x"])
def test_a_form_sent_to_a_page_to_read_is_refused(desk: Desk, path: str):
    assert desk.post(path).status == 405


@pytest.mark.parametrize("path", ["/_console/nothing", "/_console/pools/x/nothing", "/_console/pools/x/users/y/z/more"])
def test_a_form_sent_to_no_page_is_not_found(desk: Desk, path: str):
    assert desk.post(path).status == 404


def test_a_form_that_is_too_large_is_not_read(desk: Desk):
    assert desk.post(f"{desk.pool}/new-group", group="x" * 200_000).status == 413
    assert not desk.world.pool.groups


def test_a_form_of_too_many_fields_is_no_form(desk: Desk):
    assert desk.post(f"{desk.pool}/new-group", **{f"field{number}": "x" for number in range(300)}).status == 403


def test_the_page_takes_forms_to_itself_only_and_no_cookie(desk: Desk):
    page = desk.get(desk.user())
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert not page.cookies
    assert page.headers["x-frame-options"] == "DENY"
    assert HOST in ORIGIN
