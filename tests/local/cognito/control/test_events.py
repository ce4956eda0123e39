"""What happened last: operations and functions, as `local events` tells them."""

import threading
import time
from contextlib import suppress
from typing import Any

import pytest

from local.cognito.errors import CognitoError
from local.cognito.events import KEPT_CALLS, MAX_NAME_LENGTH, Events
from local.cognito.triggers.calls import TriggerCall
from tests.local.cognito.control.conftest import Controlled
from tests.local.cognito.world import PASSWORD, error_of

LONG_S = 30


def trigger_call(name: str = "pre-sign-up") -> TriggerCall:
    return TriggerCall(
        at=1000.0,
        user_pool_id="us-east-1_one",
        trigger="PreSignUp",
        source="PreSignUp_SignUp",
        function=name,
        user_name="ada",
        duration_s=0.01234,
        tries=1,
        outcome="raised",
        error="UserLambdaValidationException: PreSignUp failed with error no.",
        log=("a line",),
    )


def test_a_call_tells_who_asked_what_and_what_came_of_it(served: Controlled):
    world = served.world()
    world.add_user()
    error_of(world.start, PASSWORD="Wrong-password1")
    event = served.control.events()["events"][-1]
    assert event | {"number": 0, "at": 0, "duration_ms": 0} == {
        "kind": "call",
        "number": 0,
        "at": 0,
        "operation": "InitiateAuth",
        "user_pool_id": "",
        "client_id": world.client_id,
        "username": "ada",
        "error": "NotAuthorizedException",
        "duration_ms": 0,
    }
    assert event["duration_ms"] > 0
    assert abs(event["at"] - time.time()) < LONG_S


def test_nothing_secret_is_in_it(served: Controlled):
    world = served.world()
    world.add_user()
    tokens = world.tokens()
    with suppress(CognitoError):
        world.engine.call("GetUser", {"AccessToken": tokens["AccessToken"]})
    told = str(served.control.events(count=1000))
    assert PASSWORD not in told
    assert tokens["AccessToken"] not in told


def test_a_call_of_a_function_stands_between_those_of_operations(served: Controlled):
    served.world()
    served.engine.events.note_trigger(trigger_call())
    served.world()
    events = served.control.events()["events"]
    assert [event["number"] for event in events] == [1, 2, 3, 4, 5]
    assert [event["kind"] for event in events] == ["call", "call", "trigger", "call", "call"]
    assert (events[2]["function"], events[2]["duration_ms"], events[2]["log"]) == ("pre-sign-up", 12.34, ["a line"])


def test_events_are_chosen_by_their_members(served: Controlled):
    world = served.world()
    world.add_user("ada")
    error_of(world.admin, "AdminGetUser", "nobody")
    served.engine.events.note_trigger(trigger_call())

    def names(**filters: str | float) -> list[str]:
        found = served.control.events(**filters)["events"]
        return [event.get("operation") or event["function"] for event in found]

    assert names(username="nobody") == ["AdminGetUser"]
    assert names(operation="CreateUserPool") == ["CreateUserPool"]
    assert names(kind="trigger") == ["pre-sign-up"]
    assert names(error="any") == ["AdminGetUser", "pre-sign-up"]
    assert names(error="UserLambdaValidationException") == ["pre-sign-up"]
    assert names(error="none", username="ada") == ["AdminCreateUser", "AdminSetUserPassword"]
    assert names(user_pool_id="us-east-1_other") == []
    assert names(count=1) == ["pre-sign-up"]
    last = served.control.events()["next"]
    assert served.control.events(after=last) == {"events": [], "next": last}


def test_further_events_are_waited_for(served: Controlled):
    world = served.world()
    started = served.control.events()["next"]
    timer = threading.Timer(0.3, world.add_client)
    timer.start()
    found = served.control.events(after=started, wait_s=LONG_S)
    timer.join()
    assert [event["operation"] for event in found["events"]] == ["CreateUserPoolClient"]


def test_what_comes_while_events_are_looked_at_is_told_once_and_next_time(
    served: Controlled, monkeypatch: pytest.MonkeyPatch
):
    world = served.world()
    events = served.engine.events
    kept, late = events.calls, list[Any]()

    def calls(after: int) -> Any:
        if not late:  # between the number of the latest and the look at what is kept
            late.append(world.add_client())
        return kept(after)

    monkeypatch.setattr(events, "calls", calls)
    first = served.control.events()
    second = served.control.events(after=first["next"])
    numbers = [event["number"] for event in (*first["events"], *second["events"])]
    assert numbers == sorted(set(numbers))
    assert [event["operation"] for event in second["events"]] == ["CreateUserPoolClient"]


def test_who_follows_gets_each_event_once(served: Controlled):
    world = served.world()
    following = served.control.follow(operation="CreateUserPoolClient")
    first = next(following)
    second = world.add_client(ClientName="two")
    third = world.add_client(ClientName="three")
    assert second["ClientId"] != third["ClientId"]
    numbers = [first["number"], next(following)["number"], next(following)["number"]]
    assert numbers == sorted(set(numbers))


def test_the_latest_are_kept_and_names_are_bounded():
    events = Events()
    for _ in range(KEPT_CALLS + 5):
        events.note_call(1.0, "SignUp", {"Username": "x" * 1_000_000, "ClientId": ["no text"]}, "", 0.1)
    kept = events.calls()
    assert [kept[0].number, kept[-1].number, len(kept)] == [KEPT_CALLS + 5, 6, KEPT_CALLS]
    assert (len(kept[0].username), kept[0].client_id) == (MAX_NAME_LENGTH, "")


def test_requests_of_any_form_are_noted():
    events = Events()
    forms: tuple[Any, ...] = (None, [], {"AuthParameters": 5}, {"AuthParameters": {"USERNAME": {}}}, {"Username": None})
    for parameters in forms:
        events.note_call(1.0, "SignUp", parameters, "SerializationException", 0.1)
    assert {event.username for event in events.calls()} == {""}
