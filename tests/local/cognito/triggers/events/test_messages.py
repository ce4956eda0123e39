"""Changing a message before it is sent."""

import pytest

from local.cognito.errors import CognitoError
from local.cognito.triggers.events.messages import (
    INVITATION,
    SOURCES,
    CustomMessage,
    custom_message,
    read_custom_message,
)
from tests.local.cognito.triggers.project import CONTEXT

SIGN_UP = "CustomMessage_SignUp"


@pytest.mark.parametrize("source", SOURCES)
def test_custom_message_is_the_event_that_cognito_sends(source: str) -> None:
    event = custom_message(CONTEXT, source, "ada", {"sub": "uuid"}, client_metadata={"a": "b"})

    assert event["triggerSource"] == source
    assert event["request"] == {
        "userAttributes": {"sub": "uuid"},
        "codeParameter": "{####}",
        "linkParameter": "{##Click Here##}",
        "usernameParameter": "{username}" if source == "CustomMessage_AdminCreateUser" else None,
        "clientMetadata": {"a": "b"},
    }
    assert event["response"] == {"smsMessage": None, "emailMessage": None, "emailSubject": None}


def test_there_is_a_source_for_each_message() -> None:
    assert {source.partition("_")[2] for source in SOURCES} == {
        "SignUp",
        "AdminCreateUser",
        "ResendCode",
        "ForgotPassword",
        "UpdateUserAttribute",
        "VerifyUserAttribute",
        "Authentication",
    }


def test_texts_replace_the_pools_own_and_null_leaves_them() -> None:
    found = read_custom_message(
        {"emailMessage": "Code {####}", "emailSubject": "Hi", "smsMessage": None}, SIGN_UP, "EMAIL"
    )

    assert found == CustomMessage(None, "Code {####}", "Hi")
    assert read_custom_message({}, SIGN_UP, "SMS") == CustomMessage()
    assert read_custom_message({"emailMessage": ""}, SIGN_UP, "EMAIL") == CustomMessage()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (SIGN_UP, "Your code is {####}."),
        (SIGN_UP, '<a href="https://example.com/?code={####}">here</a>'),
        (SIGN_UP, "Please {##Verify\nyour address##}."),
        (INVITATION, "{username}, your password is {####}"),
    ],
)
def test_a_message_with_what_it_needs_passes(source: str, text: str) -> None:
    assert read_custom_message({"emailMessage": text}, source, "EMAIL").email_message == text


@pytest.mark.parametrize(
    ("source", "text", "missing"),
    [
        (SIGN_UP, "Welcome", r"\{####\}"),
        (SIGN_UP, "Your code is ####", r"\{####\}"),
        (INVITATION, "{username}, welcome", r"\{####\}"),
        (INVITATION, "{##Click Here##} {username}", r"\{####\}"),
        (INVITATION, "Your password is {####}", r"\{username\}"),
    ],
)
def test_a_message_without_code_or_user_name_is_refused(source: str, text: str, missing: str) -> None:
    characters = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"
    with pytest.raises(CognitoError) as raised:
        read_custom_message({"emailMessage": text}, source, "EMAIL")

    assert raised.value.code == "InvalidParameterException"
    assert raised.value.message == (
        "1 validation error detected: Value at 'emailBody' failed to satisfy constraint: "
        f"Member must satisfy regular expression pattern: {characters}{missing}{characters}"
    )


def test_only_the_message_that_is_sent_is_checked() -> None:
    response = {"emailMessage": "Welcome", "smsMessage": "Code {####}"}

    assert read_custom_message(response, SIGN_UP, "SMS").sms_message == "Code {####}"
    assert read_custom_message(response, SIGN_UP).email_message == "Welcome"
    with pytest.raises(CognitoError, match="'smsMessage'"):
        read_custom_message({"smsMessage": "Welcome"}, SIGN_UP, "SMS")


@pytest.mark.parametrize(
    ("medium", "member", "length"), [("SMS", "smsMessage", 140), ("EMAIL", "emailMessage", 20_000)]
)
def test_a_message_has_a_length(medium, member: str, length: int) -> None:
    fits = "{####}".ljust(length, "x")

    assert read_custom_message({member: fits}, SIGN_UP, medium)
    with pytest.raises(CognitoError, match=f"Member must have length less than or equal to {length}"):
        read_custom_message({member: fits + "x"}, SIGN_UP, medium)


def test_a_subject_has_a_length() -> None:
    with pytest.raises(CognitoError, match=r"'emailSubject' .* less than or equal to 140"):
        read_custom_message({"emailSubject": "x" * 141}, SIGN_UP, "EMAIL")


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(CognitoError, match="Unrecognizable lambda output"):
        read_custom_message({"emailMessage": {"html": "x"}})
