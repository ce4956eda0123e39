"""Whether somebody may sign in ("Managing user existence error responses"), and what is called before."""

from typing import Final

from local.cognito import triggering
from local.cognito.authentication import blocked_addresses
from local.cognito.authentication.attempt import Attempt
from local.cognito.authentication.requests import Request
from local.cognito.errors import CognitoError, not_authorized, user_not_found
from local.cognito.store.pools import AppClient
from local.cognito.store.users import User
from local.cognito.triggers.events import authentication as events

WRONG: Final = "Incorrect username or password."


def unknown_user(client: AppClient) -> CognitoError:
    """How somebody unknown is refused."""
    return not_authorized(WRONG) if client.hides_user_existence else user_not_found()


def check_state(user: User) -> None:
    """Raise CognitoError for a disabled or unconfirmed user."""
    if not user.enabled:
        raise not_authorized("User is disabled.")
    if user.status == "UNCONFIRMED":
        raise CognitoError("UserNotConfirmedException", "User is not confirmed.")


def pre_authentication(request: Request, attempt: Attempt) -> None:
    """Ask the function that may refuse a sign-in. Raises CognitoError, also for a blocked address."""
    blocked_addresses.check(attempt)
    hides = request.client.hides_user_existence
    attempt.invoke(
        events.PRE_AUTHENTICATION,
        lambda: events.pre_authentication(
            triggering.context(request.pool, request.client.id),
            attempt.user.username,
            triggering.attributes(request.pool, attempt.user),
            validation_data=request.metadata,
            user_not_found=False if hides else None,
        ),
    )


def pre_authentication_of_nobody(request: Request, username: str) -> None:
    """Ask it for somebody who doesn't exist, where the client doesn't tell. Raises CognitoError."""
    if request.client.hides_user_existence:
        triggering.invoke(
            request.call,
            request.pool,
            events.PRE_AUTHENTICATION,
            lambda: events.pre_authentication(
                triggering.context(request.pool, request.client.id),
                username,
                {},
                validation_data=request.metadata,
                user_not_found=True,
            ),
        )
