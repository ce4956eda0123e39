"""Whether a password lets a user in."""

from typing import Final

from local.cognito import passwords
from local.cognito.accounts.password_policy import temporary_password_is_over
from local.cognito.authentication import auth_events, lockout
from local.cognito.authentication.attempt import Attempt
from local.cognito.authentication.eligibility import WRONG, check_state
from local.cognito.errors import CognitoError, not_authorized

EXPIRED: Final = "Temporary password has expired and must be reset by an administrator."


def check_password(attempt: Attempt, password: str) -> None:
    """Raise CognitoError for a wrong password, too many of them, or one that doesn't let the user in."""
    check_lock(attempt)
    if not passwords.is_password(attempt.user, password):
        refuse(attempt)
    check_current(attempt)


def check_lock(attempt: Attempt) -> None:
    """Raise CognitoError where the user is locked out, or can't have a password yet."""
    lockout.check(attempt.call, attempt.user)
    user = attempt.user
    if not user.has_password and user.status == "RESET_REQUIRED" and not attempt.client.hides_user_existence:
        raise reset_required()  # imported, "Requiring imported users to reset their passwords"


def refuse(attempt: Attempt) -> None:
    """Note a wrong password. Raises CognitoError."""
    lockout.failed(attempt.call, attempt.user)
    challenges = (auth_events.PASSWORD,)
    auth_events.note(attempt.call, attempt.pool, attempt.user, "SignIn", passed=False, challenges=challenges)
    raise not_authorized(WRONG)


def check_current(attempt: Attempt) -> None:
    """Raise CognitoError where the right password doesn't let the user in."""
    user = attempt.user
    check_state(user)
    if user.status == "RESET_REQUIRED":
        raise reset_required()
    if temporary_password_is_over(attempt.pool, user, attempt.call.now):
        raise not_authorized(EXPIRED)


def reset_required() -> CognitoError:
    """The error for a user whose password an administrator has reset."""
    return CognitoError("PasswordResetRequiredException", "Password reset required for the user")
