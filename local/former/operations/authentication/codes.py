"""Codes that are sent and checked, and how often each may be asked for and tried.

Lifetimes and hourly limits: "Quotas in Amazon Cognito" (API request rate per user).
"""

import hmac
import secrets
import time
from typing import Any, Final

from local.former.errors import CognitoError
from local.former.state import User

HOUR_S: Final = 3600.0
SIGN_UP: Final = "sign_up"
FORGOT_PASSWORD: Final = "forgot_password"  # noqa: S105 - a purpose
LIFETIME_S: Final = {FORGOT_PASSWORD: HOUR_S}
DEFAULT_LIFETIME_S: Final = 24 * HOUR_S
ATTEMPTS_PER_HOUR: Final = {
    "ForgotPassword": 20,
    "ConfirmForgotPassword": 20,
    "ResendConfirmationCode": 5,
    "ConfirmSignUp": 15,
    "ChangePassword": 5,
    "GetUserAttributeVerificationCode": 5,
    "VerifyUserAttribute": 15,
}
KEY: Final = "_Codes"
ATTEMPTS_KEY: Final = "_Attempts"
INVALID: Final = "Invalid verification code provided, please try again."


def verifying(attribute: str) -> str:
    """The purpose of a code that verifies an attribute."""
    return f"verify:{attribute}"


def new() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**6):06d}"


def issue(user: User, purpose: str, **remembered: Any) -> str:
    """A new code for a purpose; one that was issued before is void."""
    code = new()
    expires_at = time.time() + LIFETIME_S.get(purpose, DEFAULT_LIFETIME_S)
    user.setdefault(KEY, {})[purpose] = {"code": code, "expires_at": expires_at, **remembered}
    return code


def issued(user: User, purpose: str) -> dict[str, Any] | None:
    """The code that waits for its use, with what was remembered."""
    found: dict[str, Any] | None = user.get(KEY, {}).get(purpose)
    return found


def redeem(user: User, purpose: str, code: Any) -> dict[str, Any]:
    """Use a code up; what was remembered with it. Raises CognitoError."""
    found = issued(user, purpose)
    if found is None or time.time() > found["expires_at"]:
        raise CognitoError("ExpiredCodeException", "Invalid code provided, please request a code again.")
    if not matches(found["code"], code):
        raise CognitoError("CodeMismatchException", INVALID)
    del user[KEY][purpose]
    return found


def matches(expected: str, given: Any) -> bool:
    """Whether a code is the expected one."""
    return isinstance(given, str) and hmac.compare_digest(expected.encode(), given.encode())


def count_attempt(user: User, operation: str) -> None:
    """Note that an operation is tried for a user. Raises CognitoError where it has been too often in an hour."""
    now = time.time()
    attempts = user.setdefault(ATTEMPTS_KEY, {})
    recent = [at for at in attempts.get(operation, []) if at > now - HOUR_S]
    if len(recent) >= ATTEMPTS_PER_HOUR[operation]:
        raise CognitoError("LimitExceededException", "Attempt limit exceeded, please try after some time.")
    attempts[operation] = [*recent, now]
