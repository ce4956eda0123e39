"""Changing a message before Cognito sends it ("Custom message Lambda trigger")."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.triggers.events.common import Texts, TriggerContext, trigger_event, with_metadata
from local.cognito.triggers.json_values import text

CUSTOM_MESSAGE: Final = "CustomMessage"
OCCASIONS: Final = (
    *("SignUp", "AdminCreateUser", "ResendCode", "ForgotPassword"),
    *("UpdateUserAttribute", "VerifyUserAttribute", "Authentication"),
)
"""What messages are sent for; the sources of this trigger and of the custom senders end in them."""
SOURCES: Final = tuple(f"{CUSTOM_MESSAGE}_{occasion}" for occasion in OCCASIONS)
INVITATION: Final = "CustomMessage_AdminCreateUser"

CODE_PARAMETER: Final = "{####}"
"""Stands for the code, or the temporary password of an invitation."""
USERNAME_PARAMETER: Final = "{username}"
LINK_PARAMETER: Final = "{##Click Here##}"
"""Stands for the link that confirms a sign-up; the words between the signs become its text."""
_LINK: Final = re.compile(r"\{##.*?##\}", re.DOTALL)

MAX_EMAIL_LENGTH: Final = 20_000
MAX_SMS_LENGTH: Final = 140
MAX_SUBJECT_LENGTH: Final = 140
"""Characters."""

Medium = Literal["EMAIL", "SMS"]


@dataclass(frozen=True, slots=True)
class CustomMessage:
    """Texts in place of the pool's own; None where the pool's own is used. Placeholders are still in them."""

    sms_message: str | None = None
    email_message: str | None = None
    email_subject: str | None = None


def custom_message(
    context: TriggerContext, source: str, user_name: str, attributes: Texts, *, client_metadata: Texts | None = None
) -> JsonObject:
    """The event before a message is sent; `usernameParameter` is null for all but invitations."""
    request = {
        "userAttributes": dict(attributes),
        "codeParameter": CODE_PARAMETER,
        "linkParameter": LINK_PARAMETER,
        "usernameParameter": USERNAME_PARAMETER if source == INVITATION else None,
    }
    response = {"smsMessage": None, "emailMessage": None, "emailSubject": None}
    return trigger_event(context, source, user_name, with_metadata(request, client_metadata), response)


def read_custom_message(response: Mapping[str, Any], source: str = "", medium: Medium | None = None) -> CustomMessage:
    """The function's texts; the one that is sent by `medium` is checked, as Cognito checks it.

    Raises InvalidParameterException where it lacks the code (or, to confirm a sign-up, the link; for an invitation, the
    user name as well), or is too long.
    """
    message = CustomMessage(
        sms_message=text(response.get("smsMessage")) or None,
        email_message=text(response.get("emailMessage")) or None,
        email_subject=text(response.get("emailSubject")) or None,
    )
    if medium == "SMS":
        _check("smsMessage", message.sms_message, source, MAX_SMS_LENGTH)
    if medium == "EMAIL":
        _check("emailBody", message.email_message, source, MAX_EMAIL_LENGTH)
        _check_length("emailSubject", message.email_subject or "", MAX_SUBJECT_LENGTH)
    return message


def _check(member: str, message: str | None, source: str, longest: int) -> None:
    if message is None:
        return
    characters = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"
    if CODE_PARAMETER not in message and not (source != INVITATION and _LINK.search(message)):
        # The text of a public report (amazon-cognito-identity-js, issue 99).
        raise _invalid(member, rf"regular expression pattern: {characters}\{{####\}}{characters}", "satisfy")
    if source == INVITATION and USERNAME_PARAMETER not in message:
        raise _invalid(member, rf"regular expression pattern: {characters}\{{username\}}{characters}", "satisfy")
    _check_length(member, message, longest)


def _check_length(member: str, message: str, longest: int) -> None:
    if len(message) > longest:
        raise _invalid(member, f"length less than or equal to {longest}", "have")


def _invalid(member: str, constraint: str, verb: str) -> CognitoError:
    said = f"Value at '{member}' failed to satisfy constraint: Member must {verb} {constraint}"
    return CognitoError("InvalidParameterException", f"1 validation error detected: {said}")
