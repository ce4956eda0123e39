"""What the inbox shows: the messages of our operations, and the mails that ministack's own recorded in its SES."""

import re
from typing import Any, Final

from ministack.services import ses

from local.former import inbox
from local.former.inbox import Message

CODE: Final = re.compile(r"\b\d{4,8}\b")
TRIGGERS: Final = {
    "CognitoInvitationMessage": "CustomMessage_AdminCreateUser",
    "CognitoVerificationMessage": "CustomMessage_SignUp",
    "CognitoEmailOtpMessage": "CustomMessage_Authentication",
}


def messages(destination: str = "") -> list[Message]:
    """The messages to an address or number, or all of them; newest first."""
    found = inbox.messages(destination=destination)
    known = {(one.destination, one.subject, one.body) for one in found}
    recorded = [
        one
        for one in map(_from_ses, _recorded())
        if destination in ("", one.destination) and (one.destination, one.subject, one.body) not in known
    ]
    return sorted([*recorded[::-1], *found], key=lambda one: one.at, reverse=True)


def _recorded() -> list[dict[str, Any]]:
    return [
        record
        for entries in ses._sent_emails.all_values()  # noqa: SLF001 - where ministack keeps them
        for record in list(entries)
        if str(record.get("Type", "")).startswith("Cognito")
    ]


def _from_ses(record: dict[str, Any]) -> Message:
    body = str(record.get("BodyText") or record.get("BodyHtml") or "")
    code = CODE.search(body)
    return Message(
        id=str(record["MessageId"]),
        at=float(record["Timestamp"]),
        medium="EMAIL",
        destination=", ".join(record.get("To") or []),
        user_pool_id=str(record.get("UserPoolId", "")),
        username=str(record.get("Username", "")),
        trigger=TRIGGERS.get(str(record["Type"]), str(record["Type"])),
        subject=str(record.get("Subject", "")),
        body=body,
        code=code.group() if code else "",
    )
