"""Whether somebody may sign in with a password, and whether it is the right one."""

from typing import Final

from local.cognito.errors import CognitoError
from local.cognito.operations.authentication import lockout, ministack
from local.cognito.operations.authentication.attempt import Attempt
from local.cognito.state import Client, Pool, User

WRONG: Final = "Incorrect username or password."


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
    check_current(user)


def check_current(user: User) -> None:
    """Raise CognitoError where the right password doesn't let the user in."""
    if ministack.password_is_disabled(user):
        raise CognitoError("NotAuthorizedException", WRONG)
    if user.get("UserStatus") == "RESET_REQUIRED":
        raise CognitoError("PasswordResetRequiredException", "Password reset required for the user")


def refuse(attempt: Attempt) -> None:
    """Note a wrong password. Raises CognitoError."""
    lockout.failed(attempt.user)
    ministack.note_event(attempt.pool, attempt.user, "SignIn", passed=False)
    raise CognitoError("NotAuthorizedException", WRONG)
