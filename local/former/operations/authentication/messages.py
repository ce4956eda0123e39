"""The messages that signing in sends, in the pool's words; the local inbox gets them.

Sources: "Customizing user verification messages", "MFA for SMS and email", "Custom message Lambda trigger".
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from local.former import inbox
from local.former.operations.authentication import ministack
from local.former.state import Pool, User

ATTRIBUTES: Final = {"EMAIL": "email", "SMS": "phone_number"}
MEDIA: Final = {attribute: medium for medium, attribute in ATTRIBUTES.items()}
AUTHENTICATION: Final = "CustomMessage_Authentication"
INVITATION: Final = "CustomMessage_AdminCreateUser"
LINK: Final = re.compile(r"\{##([^#]+)##\}")


def send(  # noqa: PLR0913 - what makes a message
    pool: Pool,
    user: User,
    trigger: str,
    code: str,
    medium: str,
    *,
    destination: str = "",
    metadata: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Send a code to a user's address or number, or to another `destination`; CodeDeliveryDetails.

    Raises CognitoError where the pool's CustomMessage trigger refuses.
    """
    attributes = ministack.attributes(user)
    to = destination or attributes[ATTRIBUTES[medium]]
    custom = ministack.custom_message(pool, trigger, user["Username"], attributes, metadata)
    subject, body = _email(pool, trigger) if medium == "EMAIL" else ("", _sms(pool, trigger))
    subject = (custom.get("emailSubject") or subject) if medium == "EMAIL" else ""
    body = custom.get("emailMessage" if medium == "EMAIL" else "smsMessage") or body
    shown = ministack.template_username(pool, user["Username"], attributes)
    subject, body = (_filled(text, shown, code) for text in (subject, body))
    inbox.deliver(medium, to, pool["Id"], user["Username"], trigger, subject, body, code)
    if medium == "EMAIL":
        ministack.record_mail(pool, to, subject, body, user["Username"])
    return {"Destination": masked(to), "DeliveryMedium": medium, "AttributeName": ATTRIBUTES[medium]}


def masked(address: str) -> str:
    """An address or number as CodeDeliveryDetails shows it."""
    if "@" in address:
        name, _, domain = address.partition("@")
        return f"{name[:1]}***@{domain[:1]}***"
    return f"+{'*' * max(len(address) - 5, 1)}{address[-4:]}"


def _email(pool: Pool, trigger: str) -> tuple[str, str]:
    if trigger == AUTHENTICATION:
        found: Mapping[str, Any] = pool.get("EmailMfaConfiguration") or {}
        return (
            found.get("Subject") or "Your authentication code",
            found.get("Message") or "Your authentication code is {####}.",
        )
    template: Mapping[str, Any] = pool.get("VerificationMessageTemplate") or {}
    if template.get("DefaultEmailOption") == "CONFIRM_WITH_LINK" and trigger == "CustomMessage_SignUp":
        return (
            template.get("EmailSubjectByLink") or "Your verification link",
            template.get("EmailMessageByLink")
            or "Please click the link below to verify your email address. {##Verify Email##}",
        )
    return (
        template.get("EmailSubject") or pool.get("EmailVerificationSubject") or "Your verification code",
        template.get("EmailMessage") or pool.get("EmailVerificationMessage") or "Your verification code is {####}.",
    )


def _sms(pool: Pool, trigger: str) -> str:
    if trigger == AUTHENTICATION:
        own: Mapping[str, Any] = pool.get("SmsMfaConfiguration") or {}
        found = own.get("SmsAuthenticationMessage") or pool.get("SmsAuthenticationMessage")
        return str(found or "Your authentication code is {####}. ")
    if trigger == INVITATION:
        invitation = (pool.get("AdminCreateUserConfig") or {}).get("InviteMessageTemplate") or {}
        return str(invitation.get("SMSMessage") or "Your username is {username} and temporary password is {####}.")
    template: Mapping[str, Any] = pool.get("VerificationMessageTemplate") or {}
    found = template.get("SmsMessage") or pool.get("SmsVerificationMessage")
    return str(found or "Your verification code is {####}. ")


def _filled(text: str, username: str, code: str) -> str:
    linked = LINK.sub(lambda found: f"{found.group(1)}: {code}", text)
    return linked.replace("{username}", username).replace("{####}", code)
