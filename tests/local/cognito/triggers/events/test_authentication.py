"""Before and after a sign-in."""

from local.cognito.triggers.events.authentication import post_authentication, pre_authentication
from tests.local.cognito.triggers.project import CONTEXT


def test_pre_authentication_is_the_event_that_cognito_sends() -> None:
    event = pre_authentication(CONTEXT, "ada", {"sub": "uuid", "cognito:user_status": "CONFIRMED"})

    assert event["triggerSource"] == "PreAuthentication_Authentication"
    assert event["request"] == {
        "userAttributes": {"sub": "uuid", "cognito:user_status": "CONFIRMED"},
        "validationData": None,
    }
    assert event["response"] == {}


def test_pre_authentication_says_whether_there_is_such_a_user_where_errors_do_not() -> None:
    event = pre_authentication(CONTEXT, "nobody", {}, validation_data={"a": "b"}, user_not_found=True)

    assert event["request"] == {"userAttributes": {}, "validationData": {"a": "b"}, "userNotFound": True}


def test_post_authentication_is_the_event_that_cognito_sends() -> None:
    event = post_authentication(CONTEXT, "ada", {"sub": "uuid"}, new_device_used=True, client_metadata={"a": "b"})

    assert event["triggerSource"] == "PostAuthentication_Authentication"
    assert event["request"] == {
        "userAttributes": {"sub": "uuid"},
        "newDeviceUsed": True,
        "clientMetadata": {"a": "b"},
    }
    assert event["response"] == {}
