"""Sending messages in Cognito's place."""

import pytest

from local.cognito.triggers.events.messages import INVITATION
from local.cognito.triggers.events.messages import SOURCES as MESSAGE_SOURCES
from local.cognito.triggers.events.senders import (
    ACCOUNT_TAKE_OVER,
    CUSTOM_EMAIL_SENDER,
    CUSTOM_SMS_SENDER,
    SOURCES,
    custom_sender,
    secret_to_encrypt,
    sender_source,
)
from tests.local.cognito.triggers.project import CONTEXT


@pytest.mark.parametrize(
    ("trigger", "kind"),
    [
        (CUSTOM_EMAIL_SENDER, "customEmailSenderRequestV1"),
        (CUSTOM_SMS_SENDER, "customSMSSenderRequestV1"),
    ],
)
@pytest.mark.parametrize("message_source", MESSAGE_SOURCES)
def test_a_sender_gets_the_event_that_cognito_sends(trigger: str, kind: str, message_source: str) -> None:
    source = sender_source(trigger, message_source)

    event = custom_sender(CONTEXT, source, "ada", {"sub": "uuid"}, code="AYAD")

    assert source == message_source.replace("CustomMessage", trigger)
    assert source in SOURCES
    assert event["triggerSource"] == source
    assert event["request"] == {"type": kind, "code": "AYAD", "clientMetadata": None, "userAttributes": {"sub": "uuid"}}
    assert "response" not in event


def test_metadata_reaches_a_sender() -> None:
    event = custom_sender(CONTEXT, "CustomSMSSender_SignUp", "ada", {}, code="x", client_metadata={"a": "b"})

    assert event["request"]["clientMetadata"] == {"a": "b"}


def test_a_notification_has_no_code() -> None:
    event = custom_sender(CONTEXT, ACCOUNT_TAKE_OVER, "ada", {"EVENT_ID": "e"}, code=None)

    assert event["triggerSource"] == "CustomEmailSender_AccountTakeOverNotification"
    assert event["request"]["type"] == "customEmailSenderRequestV1"
    assert event["request"]["code"] is None


def test_a_temporary_password_is_escaped_and_a_code_is_not() -> None:
    assert secret_to_encrypt(INVITATION, "a<b>&'\"") == "a&lt;b&gt;&amp;'\""
    assert secret_to_encrypt("CustomMessage_SignUp", "123456") == "123456"
