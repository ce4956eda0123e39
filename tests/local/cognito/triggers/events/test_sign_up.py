"""Pre sign-up and post confirmation."""

import pytest

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.triggers.events.sign_up import (
    BY_ADMINISTRATOR,
    BY_PROVIDER,
    BY_USER,
    NEW_PASSWORD,
    SIGNED_UP,
    PreSignUpAnswer,
    post_confirmation,
    pre_sign_up,
    read_pre_sign_up,
)
from tests.local.cognito.triggers.project import CONTEXT


def test_pre_sign_up_is_the_event_that_cognito_sends() -> None:
    event = pre_sign_up(CONTEXT, BY_USER, "ada", {"email": "ada@example.com"})

    assert event["triggerSource"] == "PreSignUp_SignUp"
    assert event["request"] == {"userAttributes": {"email": "ada@example.com"}, "validationData": None}
    assert event["response"] == {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}


def test_what_the_caller_sends_along_reaches_pre_sign_up() -> None:
    event = pre_sign_up(CONTEXT, BY_PROVIDER, "ada", {}, validation_data={"plan": "a"}, client_metadata={"from": "b"})

    assert event["triggerSource"] == "PreSignUp_ExternalProvider"
    assert event["request"] == {
        "userAttributes": {},
        "validationData": {"plan": "a"},
        "clientMetadata": {"from": "b"},
    }


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ({}, PreSignUpAnswer()),
        ({"autoConfirmUser": None, "autoVerifyEmail": None, "autoVerifyPhone": None}, PreSignUpAnswer()),
        ({"autoConfirmUser": True}, PreSignUpAnswer(confirm=True)),
        ({"autoConfirmUser": "true", "autoVerifyEmail": "false"}, PreSignUpAnswer(confirm=True)),
        (
            {"autoConfirmUser": True, "autoVerifyEmail": True, "autoVerifyPhone": 1},
            PreSignUpAnswer(confirm=True, verify_email=True, verify_phone=True),
        ),
    ],
)
def test_pre_sign_up_decides_on_the_user(response: JsonObject, expected: PreSignUpAnswer) -> None:
    assert read_pre_sign_up(response) == expected


def test_pre_sign_up_decides_nothing_for_an_administrator() -> None:
    assert read_pre_sign_up({"autoConfirmUser": True, "autoVerifyEmail": True}, BY_ADMINISTRATOR) == PreSignUpAnswer()


@pytest.mark.parametrize("value", ["yes", [], {}, ["true"], 1.5])
def test_what_is_no_boolean_is_refused(value: object) -> None:
    with pytest.raises(CognitoError, match="Unrecognizable lambda output"):
        read_pre_sign_up({"autoConfirmUser": value}, BY_ADMINISTRATOR)


@pytest.mark.parametrize(
    ("source", "name"),
    [(SIGNED_UP, "PostConfirmation_ConfirmSignUp"), (NEW_PASSWORD, "PostConfirmation_ConfirmForgotPassword")],
)
def test_post_confirmation_is_the_event_that_cognito_sends(source: str, name: str) -> None:
    event = post_confirmation(CONTEXT, source, "ada", {"sub": "uuid"}, client_metadata={"a": "b"})

    assert event["triggerSource"] == name
    assert event["request"] == {"userAttributes": {"sub": "uuid"}, "clientMetadata": {"a": "b"}}
    assert event["response"] == {}
