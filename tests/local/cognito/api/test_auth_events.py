"""API reference: AdminListUserAuthEvents, AdminUpdateAuthEventFeedback, UpdateAuthEventFeedback."""

import pytest

from tests.local.cognito.accounts_world import sign_up
from tests.local.cognito.world import PASSWORD, World, error_of

OFF = "This is an add on feature. Please update AdvancedSecurityMode for your user pool to access this API."


@pytest.fixture
def watched(engine) -> World:
    """A pool with threat protection, and a user with three events."""
    world = World.with_pool(engine, UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"})
    kinds = ("PasswordChange", "SignIn", "SignUp")
    world.add_user().events = [{"EventId": f"event-{kind}", "EventType": kind} for kind in kinds]
    return world


def kinds(world: World, **more):
    page = world.admin("AdminListUserAuthEvents", **more)
    return [event["EventType"] for event in page["AuthEvents"]], page.get("NextToken")


def test_events_come_latest_first_and_page_by_page(watched):
    assert kinds(watched) == (["PasswordChange", "SignIn", "SignUp"], None)
    assert kinds(watched, MaxResults=0)[1] is None
    first, token = kinds(watched, MaxResults=2)
    assert first == ["PasswordChange", "SignIn"]
    assert kinds(watched, MaxResults=2, NextToken=token) == (["SignUp"], None)


def test_an_administrator_says_what_an_event_was(watched):
    event = watched.admin("AdminListUserAuthEvents")["AuthEvents"][1]
    watched.admin("AdminUpdateAuthEventFeedback", EventId=event["EventId"], FeedbackValue="Invalid")
    after = watched.admin("AdminListUserAuthEvents")["AuthEvents"]
    assert [one.get("EventFeedback", {}).get("FeedbackValue") for one in after] == [None, "Invalid", None]
    assert after[1]["EventFeedback"]["Provider"] == "Admin"
    unknown = {"EventId": "unknown", "FeedbackValue": "Valid"}
    refused = error_of(watched.admin, "AdminUpdateAuthEventFeedback", **unknown)
    assert refused == ("InvalidParameterException", "EventId is invalid")


def test_a_feedback_token_that_cognito_never_gave_is_refused(watched):
    given = {"EventId": "unknown", "FeedbackToken": "token", "FeedbackValue": "Valid"}
    assert error_of(watched.admin, "UpdateAuthEventFeedback", **given)[0] == "NotAuthorizedException"


def test_what_users_do_with_their_accounts_is_logged(watched):
    watched.user().events = []
    change = {"AccessToken": watched.tokens()["AccessToken"], "ProposedPassword": "Another-horse2"}
    error_of(watched.call, "ChangePassword", PreviousPassword="Wrong-horse1", **change)
    watched.call("ChangePassword", PreviousPassword=PASSWORD, **change)
    watched.of_client("ForgotPassword", Username="ada")
    reset = {"ConfirmationCode": watched.latest_code(), "Password": PASSWORD}
    watched.of_client("ConfirmForgotPassword", Username="ada", **reset)
    events = [(one["EventType"], one["EventResponse"]) for one in watched.user().events]
    assert events == [
        ("ForgotPassword", "Pass"),
        ("PasswordChange", "Pass"),
        ("PasswordChange", "Fail"),
        ("SignIn", "Pass"),
    ]
    sign_up(watched, "bob")
    watched.of_client("ResendConfirmationCode", Username="bob")
    assert [one["EventType"] for one in watched.user("bob").events] == ["ResendCode", "SignUp"]


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("AdminListUserAuthEvents", {}),
        ("AdminUpdateAuthEventFeedback", {"EventId": "a", "FeedbackValue": "Valid"}),
        ("UpdateAuthEventFeedback", {"EventId": "a", "FeedbackValue": "Valid", "FeedbackToken": "a"}),
    ],
)
def test_a_pool_without_threat_protection_logs_nothing(world, operation, more):
    world.add_user()
    assert error_of(world.admin, operation, **more) == ("UserPoolAddOnNotEnabledException", OFF)
