"""Sending messages in Cognito's place ("Custom email sender Lambda trigger", "Custom SMS sender Lambda trigger").

Cognito doesn't wait for these functions, and reads nothing of what they answer.
"""

import html
from typing import Final

from local.cognito.json_types import JsonObject
from local.cognito.triggers.events.common import Texts, TriggerContext, trigger_event
from local.cognito.triggers.events.messages import INVITATION, OCCASIONS

CUSTOM_EMAIL_SENDER: Final = "CustomEmailSender"
CUSTOM_SMS_SENDER: Final = "CustomSMSSender"
ACCOUNT_TAKE_OVER: Final = "CustomEmailSender_AccountTakeOverNotification"
SOURCES: Final = (
    *(f"{CUSTOM_EMAIL_SENDER}_{occasion}" for occasion in OCCASIONS),
    *(f"{CUSTOM_SMS_SENDER}_{occasion}" for occasion in OCCASIONS),
    ACCOUNT_TAKE_OVER,
)
_TYPES: Final = {
    CUSTOM_EMAIL_SENDER: "customEmailSenderRequestV1",
    CUSTOM_SMS_SENDER: "customSMSSenderRequestV1",
}


def sender_source(trigger: str, message_source: str) -> str:
    """The source for what would have been a message of `message_source`, such as CustomMessage_SignUp."""
    return f"{trigger}_{message_source.partition('_')[2]}"


def secret_to_encrypt(message_source: str, secret: str) -> str:
    """What is encrypted: a code as it is, a temporary password with HTML's reserved characters escaped.

    "Amazon Cognito HTML-escapes reserved characters like < and > in your user's temporary password."
    """
    return html.escape(secret, quote=False) if message_source == INVITATION else secret


def custom_sender(  # noqa: PLR0913 - the members of one event
    context: TriggerContext,
    source: str,
    user_name: str,
    attributes: Texts,
    *,
    code: str | None,
    client_metadata: Texts | None = None,
) -> JsonObject:
    """The event for a message to send.

    `code` is encrypted (`kms.LocalKms.encrypt_code`) and in Base64; None for ACCOUNT_TAKE_OVER, whose `attributes` say
    what happened (EVENT_ID, USER_NAME, IP_ADDRESS, ACCOUNT_TAKE_OVER_ACTION ...).
    """
    request = {
        "type": _TYPES[source.partition("_")[0]],
        "code": code,
        "clientMetadata": dict(client_metadata) if client_metadata else None,
        "userAttributes": dict(attributes),
    }
    return trigger_event(context, source, user_name, request, None)
