"""Codes that are sent and checked, and how often each may be asked for and tried.

Lifetimes and hourly limits: "Quotas in Amazon Cognito" (code validity; API requests per user).
"""

import hmac
import secrets
from collections.abc import Mapping
from typing import Any, Final

from local.cognito.call import Call
from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.store.users import User

HOUR_S: Final = 3600
SIGN_UP: Final = "sign_up"
FORGOT_PASSWORD: Final = "forgot_password"  # noqa: S105 - a purpose
LIFETIME_S: Final[Mapping[str, int]] = {FORGOT_PASSWORD: HOUR_S}
DEFAULT_LIFETIME_S: Final = 24 * HOUR_S
ATTEMPTS_PER_HOUR: Final[Mapping[str, int]] = {
    "ForgotPassword": 20,
    "ConfirmForgotPassword": 20,
    "ResendConfirmationCode": 5,
    "ConfirmSignUp": 15,
    "ChangePassword": 5,
    "GetUserAttributeVerificationCode": 5,
    "VerifyUserAttribute": 15,
}
MISMATCH: Final = "Invalid verification code provided, please try again."
EXPIRED: Final = "Invalid code provided, please request a code again."


def verifying(attribute: str) -> str:
    """The purpose of a code that verifies an attribute."""
    return f"verify:{attribute}"


def issue(call: Call, user: User, purpose: str, **remembered: Any) -> str:
    """Six random digits for a purpose; a code that was issued before is void."""
    code = f"{secrets.randbelow(10**6):06d}"
    expires = call.now + LIFETIME_S.get(purpose, DEFAULT_LIFETIME_S)
    user.codes = {**user.codes, purpose: {"code": code, "expires": expires, **remembered}}
    call.save(user)
    return code


def issued(user: User, purpose: str) -> JsonObject:
    """What was remembered with the code that waits for its use; empty without one."""
    found: JsonObject = user.codes.get(purpose) or {}
    return found


def check(call: Call, user: User, purpose: str, code: str) -> JsonObject:
    """What was remembered with a code, which isn't used up yet. Raises CognitoError."""
    found = issued(user, purpose)
    if not found or call.now > found["expires"]:
        raise expired()
    if not hmac.compare_digest(str(found["code"]).encode(), code.encode()):
        raise mismatch()
    return found


def use_up(call: Call, user: User, purpose: str) -> None:
    """Let go of a code."""
    user.codes = {name: one for name, one in user.codes.items() if name != purpose}
    call.save(user)


def count_attempt(call: Call, user: User) -> None:
    """Note that a call's operation is tried for a user. Raises CognitoError where it has been too often in an hour."""
    now, operation = call.now, call.operation
    recent = [at for at in user.attempts.get(operation, ()) if at > now - HOUR_S]
    if len(recent) >= ATTEMPTS_PER_HOUR[operation]:
        raise CognitoError("LimitExceededException", "Attempt limit exceeded, please try after some time.")
    user.attempts = {**user.attempts, operation: [*recent, now]}
    call.save(user)


def expired() -> CognitoError:
    """The error for a code that counts no longer, or never did."""
    return CognitoError("ExpiredCodeException", EXPIRED)


def mismatch() -> CognitoError:
    """The error for a wrong code."""
    return CognitoError("CodeMismatchException", MISMATCH)
