"""InitiateAuth: the flows that a sign-in begins with ("Authentication flows")."""

from collections.abc import Callable, Mapping
from typing import Final

from local.cognito.accounts import migration
from local.cognito.authentication import choice, custom, levels, password_proof, sessions, step_up, steps
from local.cognito.authentication.attempt import Attempt
from local.cognito.authentication.eligibility import (
    WRONG,
    check_state,
    pre_authentication,
    pre_authentication_of_nobody,
    unknown_user,
)
from local.cognito.authentication.password_check import check_password
from local.cognito.authentication.requests import Request, nobody, request_of, who_signs_in
from local.cognito.call import Call
from local.cognito.errors import invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.users import User
from local.cognito.tokens import renewal

CONFIRMED: Final = "CONFIRMED_SIGN_UP"
"""The purpose of the session that ConfirmSignUp gives: the code was the first factor."""
NOT_SUPPORTED: Final = "Initiate Auth method not supported."
NEEDED: Final[Mapping[str, tuple[str, str]]] = {
    "USER_PASSWORD_AUTH": ("ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client"),
    "ADMIN_USER_PASSWORD_AUTH": ("ALLOW_ADMIN_USER_PASSWORD_AUTH", "Auth flow not enabled for this client"),
    "ADMIN_NO_SRP_AUTH": ("ALLOW_ADMIN_USER_PASSWORD_AUTH", "Auth flow not enabled for this client"),
    "USER_SRP_AUTH": ("ALLOW_USER_SRP_AUTH", "USER_SRP_AUTH is not enabled for the client."),
    "CUSTOM_AUTH": ("ALLOW_CUSTOM_AUTH", "CUSTOM_AUTH is not enabled for the client."),
    "USER_AUTH": ("ALLOW_USER_AUTH", "USER_AUTH is not enabled for the client."),
    "REFRESH_TOKEN_AUTH": ("ALLOW_REFRESH_TOKEN_AUTH", "REFRESH_TOKEN_AUTH is not enabled for the client."),
    "REFRESH_TOKEN": ("ALLOW_REFRESH_TOKEN_AUTH", "REFRESH_TOKEN_AUTH is not enabled for the client."),
}
"""The ExplicitAuthFlows that a flow needs, and how it is refused without."""
ONLY_ADMIN: Final = frozenset({"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"})
ONLY_PUBLIC: Final = frozenset({"USER_PASSWORD_AUTH"})


def initiate(call: Call) -> JsonObject:
    """InitiateAuth and AdminInitiateAuth."""
    request = request_of(call, "AuthParameters")
    flow = str(call["AuthFlow"])
    _check_flow(request, flow)
    return FLOWS[flow](request)


def _check_flow(request: Request, flow: str) -> None:
    """Raise CognitoError for a flow of the other operation, or one that the app client doesn't have."""
    by_admin = request.call.operation == "AdminInitiateAuth"
    if flow not in FLOWS or flow in (ONLY_PUBLIC if by_admin else ONLY_ADMIN):
        raise invalid(NOT_SUPPORTED)
    wanted, refusal = NEEDED[flow]
    if wanted not in request.client.auth_flows and not request.call.from_pages:
        raise invalid(refusal)


def _who(request: Request) -> tuple[str, User | None]:
    """The name that somebody signs in under, and who that is; the client has proved itself. Raises CognitoError."""
    username = request["USERNAME"]
    user = who_signs_in(request.pool, username)
    names = (username,) if user is None else (username, user.username)
    request.check_secret_hash(*names)
    return username, user


def _with_password(request: Request) -> JsonObject:
    username, user = _who(request)
    password = request["PASSWORD"]
    if user is None:
        user = migration.migrate(
            request.call,
            request.pool,
            username,
            migration.AT_SIGN_IN,
            password=password,
            validation_data=request.metadata,
        )
    if user is None:
        pre_authentication_of_nobody(request, username)
        raise unknown_user(request.client)
    attempt = request.attempt(user)
    pre_authentication(request, attempt)
    check_password(attempt, password)
    return steps.after_password(attempt)


def _with_srp(request: Request) -> JsonObject:
    username, user = _who(request)
    a = password_proof.public_value(request)
    return password_proof.challenge(_begun(request, username, user), a)


def _with_custom_challenges(request: Request) -> JsonObject:
    custom.check_configured(request.pool)
    username, user = _who(request)
    if user is not None:
        check_state(user)
    attempt = _begun(request, username, user).in_custom_authentication()
    return custom.begin(request, attempt) or steps.finish(attempt)


def _with_choice(request: Request) -> JsonObject:
    username, user = _who(request)
    if user is not None and (not user.enabled or not _gets_codes(choice.available(request.pool, user))):
        check_state(user)  # a code would confirm who isn't confirmed
    token = request.call.get("Session")
    if token and user is not None:
        return _with_session(request, user, token)
    attempt = step_up.aimed(request, _begun(request, username, user))
    if levels.PASSWORD in attempt.methods and levels.second_factors(attempt.pool, attempt.user, attempt.target):
        return steps.after_first_factor(attempt)
    preferred = request.get("PREFERRED_CHALLENGE")
    offered = choice.offered(attempt)
    if preferred not in offered:
        return choice.challenge(attempt)
    response = ask(request, attempt, preferred)
    return {**response, "AvailableChallenges": offered} if response.get("ChallengeName") == preferred else response


def _gets_codes(factors: list[str]) -> bool:
    return any(factor in choice.SENT for factor in factors)


def _with_session(request: Request, user: User, token: str) -> JsonObject:
    """USER_AUTH right after ConfirmSignUp: the code was the first factor, where the user may sign in with codes."""
    session = sessions.find(request.call, request.pool, token, CONFIRMED)
    if session.client_id != request.client.id or session.username != user.username:
        raise not_authorized(sessions.WRONG)
    attempt = request.attempt(user)
    pre_authentication(request, attempt)
    sessions.take(request.call, session)
    if not _gets_codes(choice.offered(attempt)):
        return choice.challenge(attempt)
    return steps.after_first_factor(attempt.with_method(levels.EMAIL))


def _with_refresh_token(request: Request) -> JsonObject:
    token = request["REFRESH_TOKEN"]
    if renewal.rotates(request.client):
        raise invalid("REFRESH_TOKEN_AUTH is not supported when refresh token rotation is enabled.")
    names = renewal.names_of_owner(request.pool, token)
    if names:  # what isn't a token of anybody is refused as such
        request.check_secret_hash(*names)
    device_key = request.get("DEVICE_KEY")
    result = renewal.renew(request.call, request.pool, request.client, token, device_key=device_key)
    return {"ChallengeParameters": {}, "AuthenticationResult": result}


def _begun(request: Request, username: str, user: User | None) -> Attempt:
    """The attempt of somebody, who may not exist where the client doesn't tell. Raises CognitoError."""
    if user is not None:
        attempt = request.attempt(user)
        pre_authentication(request, attempt)
        return attempt
    if not request.client.hides_user_existence:
        raise unknown_user(request.client)
    pre_authentication_of_nobody(request, username)
    return request.attempt(nobody(request.pool, username), is_nobody=True)


def ask(request: Request, attempt: Attempt, factor: str) -> JsonObject:
    """Ask for one first factor, or go on where the request has it already. Raises CognitoError."""
    if factor == choice.PASSWORD and request.get("PASSWORD"):
        check_chosen_password(attempt, request["PASSWORD"])
        return steps.after_password(attempt)
    if factor == choice.PASSWORD_SRP and request.get("SRP_A"):
        return password_proof.challenge(attempt, password_proof.public_value(request))
    return choice.ask(attempt, factor)


def check_chosen_password(attempt: Attempt, password: str) -> None:
    """Raise CognitoError where the password, as a factor that was chosen, doesn't let the user in."""
    if attempt.is_nobody:
        raise not_authorized(WRONG)
    check_password(attempt, password)


FLOWS: Final[Mapping[str, Callable[[Request], JsonObject]]] = {
    "USER_PASSWORD_AUTH": _with_password,
    "ADMIN_USER_PASSWORD_AUTH": _with_password,
    "ADMIN_NO_SRP_AUTH": _with_password,
    "USER_SRP_AUTH": _with_srp,
    "USER_AUTH": _with_choice,
    "CUSTOM_AUTH": _with_custom_challenges,
    "REFRESH_TOKEN_AUTH": _with_refresh_token,
    "REFRESH_TOKEN": _with_refresh_token,
}
