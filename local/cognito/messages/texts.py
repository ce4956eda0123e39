"""The texts of messages, in the pool's words or Cognito's own.

Sources: "Configuring MFA, authentication, verification, and invitation messages"; the members
VerificationMessageTemplate, InviteMessageTemplate, SmsAuthenticationMessage, EmailMfaConfiguration of the API.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

SIGN_UP: Final = "CustomMessage_SignUp"
INVITATION: Final = "CustomMessage_AdminCreateUser"
RESEND_CODE: Final = "CustomMessage_ResendCode"
FORGOT_PASSWORD: Final = "CustomMessage_ForgotPassword"  # noqa: S105 - a trigger's source
UPDATE_ATTRIBUTE: Final = "CustomMessage_UpdateUserAttribute"
VERIFY_ATTRIBUTE: Final = "CustomMessage_VerifyUserAttribute"
AUTHENTICATION: Final = "CustomMessage_Authentication"

WITH_LINK: Final = frozenset({SIGN_UP, RESEND_CODE})
"""What DefaultEmailOption CONFIRM_WITH_LINK is about: the confirmation of a sign-up."""
PLACEHOLDER: Final = re.compile(r"\{####\}|\{username\}|\{##(?P<words>[^#]+)##\}")
"""Of the code, the user name, and a link with words of the pool's choice."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is written, with its placeholders."""

    subject: str
    """Empty for an SMS."""
    body: str


def pool_text(pool: UserPool, trigger: str, medium: str) -> Text:
    """What a pool writes for a trigger source, by `EMAIL` or `SMS`."""
    return _email(pool, trigger) if medium == "EMAIL" else Text("", _sms(pool, trigger))


def confirms_by_link(pool: UserPool) -> bool:
    """Whether who signs up gets a link by e-mail instead of a code."""
    return bool(_template(pool).get("DefaultEmailOption") == "CONFIRM_WITH_LINK")


def shown_username(pool: UserPool, user: User) -> str:
    """What stands for `{username}`: what the user signs in with, where that isn't the name."""
    for attribute in pool.users.naming.username_attributes:
        if user.attributes.get(attribute):
            return user.attributes[attribute]
    return user.username


def filled(text: str, username: str, code: str, link: str = "") -> str:
    """A text with its placeholders replaced; `{##Words##}` becomes a link with these words, where there is one."""

    def replacement(found: re.Match[str]) -> str:
        words = found["words"]
        if words:
            return f'<a href="{link.replace("&", "&amp;")}">{words}</a>' if link else f"{words}: {code}"
        return username if found[0] == "{username}" else code

    return PLACEHOLDER.sub(replacement, text)


def confirmation_link(endpoint_url: str, client_id: str, username: str, code: str) -> str:
    """Where a link leads that confirms a sign-up."""
    query = {"client_id": client_id, "user_name": username, "confirmation_code": code}
    return f"{endpoint_url}/confirmUser?{urlencode(query)}"


def _email(pool: UserPool, trigger: str) -> Text:
    if trigger == AUTHENTICATION:
        own: Mapping[str, Any] = pool.mfa.get("EmailMfaConfiguration") or {}
        return Text(
            own.get("Subject") or "Your authentication code",
            own.get("Message") or "Your authentication code is {####}.",
        )
    if trigger == INVITATION:
        invitation = _invitation(pool)
        return Text(
            invitation.get("EmailSubject") or "Your temporary password",
            invitation.get("EmailMessage") or "Your username is {username} and temporary password is {####}.",
        )
    template, settings = _template(pool), pool.settings
    if trigger in WITH_LINK and confirms_by_link(pool):
        return Text(
            template.get("EmailSubjectByLink") or "Your verification link",
            template.get("EmailMessageByLink")
            or "Please click the link below to verify your email address. {##Verify Email##}",
        )
    return Text(
        template.get("EmailSubject") or settings.get("EmailVerificationSubject") or "Your verification code",
        template.get("EmailMessage") or settings.get("EmailVerificationMessage") or "Your verification code is {####}.",
    )


def _sms(pool: UserPool, trigger: str) -> str:
    if trigger == AUTHENTICATION:
        own: Mapping[str, Any] = pool.mfa.get("SmsMfaConfiguration") or {}
        found = own.get("SmsAuthenticationMessage") or pool.settings.get("SmsAuthenticationMessage")
        return str(found or "Your authentication code is {####}. ")
    if trigger == INVITATION:
        found = _invitation(pool).get("SMSMessage")
        return str(found or "Your username is {username} and temporary password is {####}.")
    found = _template(pool).get("SmsMessage") or pool.settings.get("SmsVerificationMessage")
    return str(found or "Your verification code is {####}. ")


def _template(pool: UserPool) -> Mapping[str, Any]:
    return pool.settings.get("VerificationMessageTemplate") or {}


def _invitation(pool: UserPool) -> Mapping[str, Any]:
    return (pool.settings.get("AdminCreateUserConfig") or {}).get("InviteMessageTemplate") or {}
