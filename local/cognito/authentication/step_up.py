"""Reaching a level: TARGET_ACR_VALUES, ACCESS_TOKEN and MAX_AGE of USER_AUTH ("Step-up authentication")."""

from dataclasses import replace
from typing import Final

from cognito_model.tiers import LITE
from local.cognito.authentication import choice, levels
from local.cognito.authentication.attempt import Attempt
from local.cognito.authentication.requests import Request
from local.cognito.errors import CognitoError, invalid, not_authorized
from local.cognito.tokens.access import owner_of

TARGET: Final = "TARGET_ACR_VALUES"
TOKEN: Final = "ACCESS_TOKEN"  # noqa: S105 - a parameter
OUT_OF_REACH: Final = "The user doesn't have the factors for any of the TARGET_ACR_VALUES."


def aimed(request: Request, attempt: Attempt) -> Attempt:
    """The attempt with its target, and with what an access token says that the user has proved before.

    Raises CognitoError.
    """
    text = request.get(TARGET)
    if not text:
        if request.get(TOKEN):
            raise invalid(f"{TOKEN} needs {TARGET}.")
        return attempt
    check_tier(request)
    level = _reachable(attempt, levels.targets(request.pool, text))
    credited = _credited(request, attempt, level) if request.get(TOKEN) else ()
    return replace(attempt, target=level, methods=credited)


def check_tier(request: Request) -> None:
    """Raise CognitoError in a pool of the Lite plan."""
    if request.pool.tier == LITE:
        raise CognitoError(
            "FeatureUnavailableInTierException", "Step-up authentication is not available in the LITE tier."
        )


def _reachable(attempt: Attempt, wanted: list[int]) -> int:
    """The first level that the user has the factors for. Raises CognitoError."""
    if attempt.is_nobody:
        return wanted[0]
    pool, user = attempt.pool, attempt.user
    offered = choice.available(pool, user)
    for level in wanted:
        if levels.first_factors(pool, user, level, offered):
            return level
    raise invalid(OUT_OF_REACH)


def _credited(request: Request, attempt: Attempt, level: int) -> tuple[str, ...]:
    """The methods that an access token tells, none where it is too old. Raises CognitoError."""
    caller = owner_of(request.call, request[TOKEN])
    if caller.user is not attempt.user:
        raise not_authorized("The access token was issued to another user.")
    if request.call.now - caller.claims["auth_time"] > _max_age(request):
        return ()
    methods = tuple(method for method in caller.claims.get("amr", ()) if method != levels.SEVERAL)
    known = {name: number for number, name in levels.names(attempt.pool).items()}
    if known.get(caller.claims.get("acr", ""), 0) >= level:
        raise invalid("The access token meets the requested level already.")
    return methods


def _max_age(request: Request) -> float:
    """MAX_AGE in seconds. Raises CognitoError."""
    text = request.get("MAX_AGE")
    if not text:
        return float("inf")
    if not (text.isascii() and text.isdigit()):
        raise invalid("MAX_AGE must be a number of seconds.")
    return float(text)
