"""InitiateAuth and RespondToAuthChallenge, and their variants for administrators.

Which flow an app client enables is asked before (`client_checks`): Cognito's own pages are no client. Custom
authentication is ministack's.
"""

from collections.abc import Callable, Mapping
from typing import Final

from local.former import state
from local.former.errors import CognitoError
from local.former.operations.authentication import (
    choice,
    devices,
    lockout,
    mfa,
    ministack,
    refresh,
    requests,
    sessions,
    srp,
    steps,
)
from local.former.operations.authentication.attempt import Answer, Attempt, answer
from local.former.operations.authentication.passwords import (
    check_current,
    check_may_sign_in,
    check_password,
    refuse,
    unknown_user,
)
from local.former.operations.types import Amendment, Handler, Parameters, Result

Flow = Callable[[Parameters], Result]
Challenge = Callable[[Answer], Result]


def initiate(parameters: Parameters, ministack_handler: Handler) -> Result:
    """InitiateAuth and AdminInitiateAuth."""
    flow = str(parameters.get("AuthFlow"))
    requests.pool_and_client(parameters)
    if flow == "CUSTOM_AUTH":
        return ministack_handler(parameters)
    if flow not in FLOWS or (flow in ONLY_ADMIN and "UserPoolId" not in parameters) or _is_only_public(parameters):
        raise CognitoError("InvalidParameterException", "Initiate Auth method not supported.")
    return FLOWS[flow](parameters)


def respond(parameters: Parameters, ministack_handler: Handler) -> Result:
    """RespondToAuthChallenge and AdminRespondToAuthChallenge."""
    name = str(parameters.get("ChallengeName"))
    session = ministack.sessions().get(parameters.get("Session") or "")
    of_custom_flow = session is not None and "challenge" not in session
    if of_custom_flow and name in CUSTOM:
        return ministack_handler(parameters)
    if name == srp.PASSWORD_VERIFIER:
        return _prove_password(parameters)
    if name == "CUSTOM_CHALLENGE":
        raise CognitoError("NotAuthorizedException", "Invalid session for the user.")
    if name not in CHALLENGES:
        raise CognitoError("InvalidParameterException", "Unrecognized verify challenge type.")
    found = answer(parameters, name)
    result = CHALLENGES[name](found)
    sessions.end(found.session)
    return result


def _is_only_public(parameters: Parameters) -> bool:
    return parameters.get("AuthFlow") == "USER_PASSWORD_AUTH" and "UserPoolId" in parameters


def _attempt(parameters: Parameters) -> Attempt | None:
    """The attempt that a request starts; None for somebody unknown."""
    pool, client = requests.pool_and_client(parameters)
    given = parameters.get("AuthParameters") or {}
    user = requests.signing_in_user(pool, given.get("USERNAME"))
    if user is None:
        return None
    check_may_sign_in(user)
    metadata = parameters.get("ClientMetadata") or {}
    return Attempt(pool, client, user, device_key=given.get("DEVICE_KEY", ""), metadata=metadata)


def _with_password(parameters: Parameters) -> Result:
    given = parameters.get("AuthParameters") or {}
    attempt = _attempt(parameters)
    if attempt is None:
        raise unknown_user(*requests.pool_and_client(parameters))
    check_password(attempt, requests.required(given, "PASSWORD"))
    return steps.after_password(attempt)


def _with_srp(parameters: Parameters) -> Result:
    given = parameters.get("AuthParameters") or {}
    srp_a = srp.public_value(given)
    attempt = _attempt(parameters)
    if attempt is not None:
        return srp.challenge(attempt, srp_a)
    pool, client = requests.pool_and_client(parameters)
    if not ministack.hides_user_existence(pool, client):
        raise unknown_user(pool, client)
    return srp.challenge_nobody(pool, client, given["USERNAME"], srp_a)


def _with_choice(parameters: Parameters) -> Result:
    pool, client = requests.pool_and_client(parameters)
    if state.tier(pool) == "LITE":
        raise CognitoError("InvalidParameterException", "USER_AUTH is not available in the LITE tier.")
    given = parameters.get("AuthParameters") or {}
    attempt = _attempt(parameters)
    if attempt is None:
        raise CognitoError("UserNotFoundException", "User does not exist.")
    if parameters.get("Session"):  # of ConfirmSignUp: the code was the first factor
        session = sessions.find(parameters["Session"], "CONFIRMED")
        if session["client_id"] != client["ClientId"] or session["username"] != attempt.user["Username"]:
            raise CognitoError("NotAuthorizedException", "Invalid session for the user.")
        sessions.end(session)
        return steps.after_first_factor(attempt)
    return choice.start(attempt, given.get("PREFERRED_CHALLENGE", ""), given)


def _prove_password(parameters: Parameters) -> Result:
    """PASSWORD_VERIFIER. A challenge answers any number of proofs until it expires; a right one ends it."""
    pool, client = requests.pool_and_client(parameters)
    responses = parameters.get("ChallengeResponses") or {}
    srp.check_form(responses)
    denied = CognitoError("NotAuthorizedException", "Incorrect username or password.")
    try:
        session = sessions.find(responses["PASSWORD_CLAIM_SECRET_BLOCK"], srp.PASSWORD_VERIFIER)
    except CognitoError as error:
        raise denied from error
    user = pool["_users"].get(session["username"])
    if session["client_id"] != client["ClientId"] or user is None:
        raise denied
    metadata = parameters.get("ClientMetadata") or {}
    device_key = responses.get("DEVICE_KEY") or session["device_key"]
    attempt = Attempt(pool, client, user, device_key=device_key, metadata=metadata)
    check_may_sign_in(user)
    lockout.check(user)
    if not user.get("_password") or not ministack.srp_proves(pool["Id"], user, session["srp"], responses):
        refuse(attempt)
    check_current(pool, user)
    sessions.end(session)
    return steps.after_password(attempt)


def _second_factor(name: str) -> Challenge:
    def check(answered: Answer) -> Result:
        mfa.check_sent_code(answered, name)
        if answered.session.get("first_factor"):
            return steps.complete(answered.attempt)
        return steps.after_second_factor(answered.attempt)

    return check


def _totp(answered: Answer) -> Result:
    mfa.check_totp(answered)
    return steps.after_second_factor(answered.attempt)


def _choose_factor(answered: Answer) -> Result:
    return mfa.begin(answered.attempt, mfa.chosen(answered))


def _after_setup(answered: Answer) -> Result:
    if not answered.session.get("verified"):
        raise CognitoError("NotAuthorizedException", "Invalid session for the user.")
    return steps.after_second_factor(answered.attempt)


CUSTOM: Final = frozenset({"CUSTOM_CHALLENGE", srp.PASSWORD_VERIFIER})
"""What a session of custom authentication answers."""
ONLY_ADMIN: Final = frozenset({"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"})
FLOWS: Final[Mapping[str, Flow]] = {
    "USER_PASSWORD_AUTH": _with_password,
    "ADMIN_USER_PASSWORD_AUTH": _with_password,
    "ADMIN_NO_SRP_AUTH": _with_password,
    "USER_SRP_AUTH": _with_srp,
    "USER_AUTH": _with_choice,
    "REFRESH_TOKEN_AUTH": refresh.with_refresh_token,
    "REFRESH_TOKEN": refresh.with_refresh_token,
}
CHALLENGES: Final[Mapping[str, Challenge]] = {
    "NEW_PASSWORD_REQUIRED": steps.answer_new_password,
    "SELECT_MFA_TYPE": _choose_factor,
    mfa.TOTP: _totp,
    mfa.SMS: _second_factor(mfa.SMS),
    mfa.EMAIL: _second_factor(mfa.EMAIL),
    "MFA_SETUP": _after_setup,
    choice.SELECT: choice.answer_selection,
    "PASSWORD": choice.answer_password,
    "PASSWORD_SRP": choice.answer_password_srp,
    "SMS_OTP": choice.answer_sms_otp,
    "WEB_AUTHN": choice.answer_passkey,
    "DEVICE_SRP_AUTH": devices.answer_srp,
    "DEVICE_PASSWORD_VERIFIER": devices.answer_proof,
}

ADDED: dict[str, Handler] = {}
AMENDED: dict[str, Amendment] = {
    "InitiateAuth": initiate,
    "AdminInitiateAuth": initiate,
    "RespondToAuthChallenge": respond,
    "AdminRespondToAuthChallenge": respond,
}
