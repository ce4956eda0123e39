"""Whether somebody may sign in with a password, whether it is the right one, and whether it may be set.

Sources: "Adding user pool password requirements", PasswordPolicyType.
"""

import hashlib
import time
from collections.abc import Mapping
from typing import Any, Final

from local.former.errors import CognitoError
from local.former.operations.authentication import lockout, ministack
from local.former.operations.authentication.attempt import Attempt
from local.former.state import Client, Pool, User

WRONG: Final = "Incorrect username or password."
EXPIRED: Final = "Temporary password has expired and must be reset by an administrator."
EARLIER: Final = "_EarlierPasswords"
"""Where a user has digests of former passwords, the latest first."""
TEMPORARY_SINCE: Final = "_TemporaryPasswordSince"
"""Where a user has the time at which a temporary password was set or sent again."""
DEFAULT_DAYS: Final = 7
DAY_S: Final = 86_400


def unknown_user(pool: Pool, client: Client) -> CognitoError:
    """How somebody unknown is refused ("Managing user existence error responses")."""
    if ministack.hides_user_existence(pool, client):
        return CognitoError("NotAuthorizedException", WRONG)
    return CognitoError("UserNotFoundException", "User does not exist.")


def check_may_sign_in(user: User) -> None:
    """Raise CognitoError for a disabled or unconfirmed user."""
    if not user.get("Enabled", True):
        raise CognitoError("NotAuthorizedException", "User is disabled.")
    if user.get("UserStatus") == "UNCONFIRMED":
        raise CognitoError("UserNotConfirmedException", "User is not confirmed.")


def check_password(attempt: Attempt, password: str) -> None:
    """Raise CognitoError for a wrong password, too many of them, or one that has to be reset."""
    user = attempt.user
    lockout.check(user)
    if not user.get("_password") or user["_password"] != password:
        refuse(attempt)
    check_current(attempt.pool, user)


def check_current(pool: Pool, user: User) -> None:
    """Raise CognitoError where the right password doesn't let the user in."""
    if ministack.password_is_disabled(user):
        raise CognitoError("NotAuthorizedException", WRONG)
    if user.get("UserStatus") == "RESET_REQUIRED":
        raise CognitoError("PasswordResetRequiredException", "Password reset required for the user")
    since = user.get(TEMPORARY_SINCE)
    if user.get("UserStatus") == "FORCE_CHANGE_PASSWORD" and since and time.time() > since + _days(pool) * DAY_S:
        raise CognitoError("NotAuthorizedException", EXPIRED)


def check_unused(pool: Pool, user: User, password: str) -> None:
    """Raise CognitoError for one of the last passwords, where the pool remembers them. The current one is the first."""
    current = [_digest(user, user["_password"])] if user.get("_password") else []
    if _digest(user, password) in [*current, *user.get(EARLIER, ())][: _remembered(pool)]:
        raise CognitoError("PasswordHistoryPolicyViolationException", "Password has previously been used")


def remember(pool: Pool, user: User, former: str) -> None:
    """Note the password that a user had before a new one was set."""
    if former and _remembered(pool):
        user[EARLIER] = [_digest(user, former), *user.get(EARLIER, ())][: _remembered(pool)]


def replace(pool: Pool, user: User, password: str) -> None:
    """Give a user a permanent password of their own choice in the place of the one that they had."""
    remember(pool, user, user.get("_password", ""))
    user["_password"] = password
    user["UserStatus"] = "CONFIRMED"


def begin_temporary(user: User) -> None:
    """Note that a user's temporary password is valid from now on."""
    user[TEMPORARY_SINCE] = time.time()


def _remembered(pool: Pool) -> int:
    return int(_policy(pool).get("PasswordHistorySize") or 0)


def _days(pool: Pool) -> int:
    return int(_policy(pool).get("TemporaryPasswordValidityDays") or DEFAULT_DAYS)


def _policy(pool: Pool) -> Mapping[str, Any]:
    return (pool.get("Policies") or {}).get("PasswordPolicy") or {}


def _digest(user: User, password: str) -> str:
    return hashlib.sha256(f"{user['Username']}:{password}".encode()).hexdigest()


def refuse(attempt: Attempt) -> None:
    """Note a wrong password. Raises CognitoError."""
    lockout.failed(attempt.user)
    ministack.note_event(attempt.pool, attempt.user, "SignIn", passed=False)
    raise CognitoError("NotAuthorizedException", WRONG)
