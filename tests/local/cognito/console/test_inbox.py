"""The inbox, as programs and people read it."""

import pytest

from local.cognito.engine import Engine
from local.cognito.store.sign_ins import Message
from tests.local.cognito.asking import ask
from tests.local.cognito.world import World, make_engine


def send(world: World, number: int, at: float, destination: str = "ada@example.com") -> None:
    message = Message(
        id=f"id{number}",
        at=at,
        medium="EMAIL",
        destination=destination,
        pool_id=world.pool_id,
        username="ada",
        trigger="CustomMessage_SignUp",
        subject="Your <b>code</b>",
        body=f"It is {number}.",
        code=str(number),
    )
    with world.engine.calling(world.pool) as call:
        call.add(message)


def test_programs_read_messages_newest_first_in_the_form_that_they_know(world: World):
    send(world, 1, 1000.5)
    send(world, 2, 1001.5)
    first, second = ask(world.engine, "/inbox.json").json()["messages"]
    assert first == {
        "id": "id2",
        "at": 1001.5,
        "medium": "EMAIL",
        "destination": "ada@example.com",
        "user_pool_id": world.pool_id,
        "username": "ada",
        "trigger": "CustomMessage_SignUp",
        "subject": "Your <b>code</b>",
        "body": "It is 2.",
        "code": "2",
    }
    assert second["code"] == "1"


def test_of_messages_of_the_same_moment_the_later_one_is_newer(world: World):
    for number in (1, 2, 3):
        send(world, number, 1000.0)
    assert [one["code"] for one in ask(world.engine, "/inbox.json").json()["messages"]] == ["3", "2", "1"]


def test_messages_are_chosen_by_the_whole_address(world: World):
    send(world, 1, 1000.0, "ada+1@example.com")
    send(world, 2, 1000.0, "+15555550100")
    for to, code in (("ada%2B1%40example.com", "1"), ("%2B15555550100", "2")):
        assert [one["code"] for one in ask(world.engine, f"/inbox.json?to={to}").json()["messages"]] == [code]
    assert ask(world.engine, "/inbox.json?to=ada").json() == {"messages": []}


def test_people_read_the_same_with_everything_escaped(world: World):
    send(world, 424242, 1000.0)
    page = ask(world.engine, "/inbox")
    assert "424242" in page.text
    assert "Your &lt;b&gt;code&lt;/b&gt;" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_the_page_shows_a_hundred_and_says_how_many_more_there_are(world: World):
    for number in range(103):
        send(world, number, 1000.0 + number)
    page = ask(world.engine, "/inbox").text
    assert page.count("<article") == 100
    assert "And 3 older ones" in page


def test_it_can_only_be_read(engine: Engine):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert ask(engine, "/inbox", method=method).status == 405


@pytest.mark.parametrize("path", ["/inbox", "/inbox.json"])
def test_another_user_of_the_machine_reads_nothing_unless_it_is_allowed(path: str, world: World):
    send(world, 424242, 1000.0)
    refused = ask(world.engine, path, own_user=False)
    assert refused.status == 403
    assert "424242" not in refused.text
    open_engine = make_engine(allow_other_users=True)
    assert ask(open_engine, path, own_user=False).status == 200
    open_engine.close()


@pytest.mark.parametrize("path", ["/inbox", "/inbox.json"])
def test_a_page_of_another_origin_of_this_machine_may_not_read_it(path: str, engine: Engine):
    answer = ask(engine, path, headers={"origin": "http://localhost:5173"})
    assert "access-control-allow-origin" not in answer.headers
