"""Asking for the second factor, and the answers ("SMS and email message MFA", "TOTP software token MFA")."""

import hmac
import json
import secrets
from typing import Final

from local.cognito.accounts import aliases
from local.cognito.authentication import auth_events, levels, lockout, mfa, totp
from local.cognito.authentication.attempt import Attempt
from local.cognito.authentication.requests import Answer
from local.cognito.errors import CognitoError, invalid
from local.cognito.json_types import JsonObject
from local.cognito.messages.sending import send

MEDIA: Final = {mfa.SMS: "SMS", mfa.EMAIL: "EMAIL", "SMS_OTP": "SMS"}
ATTRIBUTES: Final = {mfa.SMS: "phone_number", mfa.EMAIL: "email", "SMS_OTP": "phone_number"}
DIGITS: Final = 6
ONE_TIME_DIGITS: Final = 8
"""Of a code that is the first factor, as measured on AWS."""
CODE_SENT: Final = "CustomMessage_Authentication"
WRONG_CODE: Final = "Invalid code or auth state for the user."
WRONG_TOTP: Final = "Invalid code received for user"
USED_TOTP: Final = "Your software token has already been used once."


def challenge(attempt: Attempt) -> JsonObject | None:
    """The challenge for the second factor; None where none is due."""
    pool, user = attempt.pool, attempt.user
    if pool.mfa_configuration == "OFF" and not attempt.target:
        return None
    factors = due(attempt)
    if user.mfa_preferred in factors:
        return begin(attempt, user.mfa_preferred)
    if len(factors) > 1:
        can_choose = {"MFAS_CAN_CHOOSE": json.dumps(factors), "USER_ID_FOR_SRP": user.username}
        return attempt.challenge("SELECT_MFA_TYPE", can_choose)
    if factors:
        return begin(attempt, factors[0])
    if pool.mfa_configuration != "ON" or attempt.target:
        return None
    can_set_up = json.dumps(mfa.settable(pool, user))
    return attempt.challenge("MFA_SETUP", {"MFAS_CAN_SETUP": can_set_up, "USER_ID_FOR_SRP": user.username})


def due(attempt: Attempt) -> list[str]:
    """The second factors of which one is asked for: those that reach the target, or those of the user's MFA."""
    pool, user = attempt.pool, attempt.user
    if levels.level_of(attempt.methods) < attempt.target:
        return levels.second_factors(pool, user, attempt.target)
    if attempt.target and len(set(attempt.methods)) > 1:
        return []
    return mfa.usable(pool, user)


def begin(attempt: Attempt, factor: str) -> JsonObject:
    """Ask for one factor; its code is sent now. Raises CognitoError where a trigger refuses."""
    username = attempt.user.username
    if factor == mfa.TOTP:
        shown = {"FRIENDLY_DEVICE_NAME": attempt.user.totp_name, "USER_ID_FOR_SRP": username}
        return attempt.challenge(mfa.TOTP, shown)
    code = new_code()
    sent = send_code(attempt, factor, code)
    return attempt.challenge(factor, {**sent, "USER_ID_FOR_SRP": username}, code=code)


def new_code(digits: int = DIGITS) -> str:
    """So many digits."""
    return f"{secrets.randbelow(10**digits):0{digits}d}"


def send_code(attempt: Attempt, factor: str, code: str) -> dict[str, str]:
    """Send a factor's code; the parameters that tell where it went."""
    medium = MEDIA[factor]
    details = send(attempt.call, attempt.pool, attempt.user, CODE_SENT, code, medium, metadata=attempt.metadata)
    attempt.check_still_there()
    return {"CODE_DELIVERY_DELIVERY_MEDIUM": medium, "CODE_DELIVERY_DESTINATION": details["Destination"]}


def check_sent_code(answer: Answer, name: str) -> None:
    """Raise CognitoError unless the answer has the code that was sent."""
    given = answer.request.get(f"{name}_CODE") or answer.request.get(OTHER_NAMES.get(name, ""))
    if not given:
        raise invalid(f"Missing required parameter {name}_CODE")
    attempt, remembered = answer.attempt, answer.session.remembered
    is_first = bool(remembered.get("first_factor"))
    if not is_first:
        lockout.check(attempt.call, attempt.user)
    if not hmac.compare_digest(str(remembered["code"]).encode(), given.encode()):
        error = CognitoError("CodeMismatchException", WRONG_CODE)
        raise error if is_first else failed(attempt, error)  # six wrong first factors lock nobody out on AWS


OTHER_NAMES: Final = {mfa.EMAIL: "EMAIL_MFA_CODE"}


def check_totp(answer: Answer) -> None:
    """Raise CognitoError unless the answer has the code that the authenticator app shows, for the first time.

    RFC 6238 section 5.2: a code is good once.
    """
    given, attempt = answer["SOFTWARE_TOKEN_MFA_CODE"], answer.attempt
    user = attempt.user
    lockout.check(attempt.call, user)
    step = totp.step_of(user.totp_secret, given, attempt.call.now) if user.totp_secret else None
    if step is None:
        raise failed(attempt, CognitoError("CodeMismatchException", WRONG_TOTP))
    if step <= user.totp_last_step:
        raise CognitoError("ExpiredCodeException", USED_TOTP)
    user.totp_last_step = step
    attempt.call.save(user)


def failed(attempt: Attempt, error: CognitoError) -> CognitoError:
    """Note a wrong code; the error to raise."""
    lockout.failed(attempt.call, attempt.user)
    challenges = (auth_events.PASSWORD, auth_events.MFA)
    auth_events.note(attempt.call, attempt.pool, attempt.user, "SignIn", passed=False, challenges=challenges)
    return error


def chosen(answer: Answer) -> str:
    """The factor that the answer to SELECT_MFA_TYPE names. Raises CognitoError."""
    factor = mfa.NAMES.get(answer["ANSWER"], answer["ANSWER"])
    if factor not in due(answer.attempt):
        raise invalid(f"{answer['ANSWER']} is not one of the choices.")
    return factor


def passed(attempt: Attempt, factor: str) -> Attempt:
    """The attempt with one more factor behind it."""
    return attempt.with_method(levels.METHODS[factor])


def verify_address(attempt: Attempt, factor: str) -> None:
    """Who gives a code back has verified the address or number that it was sent to.

    Not where it is somebody else's alias.
    """
    name, user = ATTRIBUTES[factor], attempt.user
    changed = {**user.attributes, f"{name}_verified": "true"}
    if user.attributes.get(f"{name}_verified") == "true" or aliases.holders(attempt.pool, user, changed):
        return
    with attempt.pool.users.changing(user):
        user.attributes = changed
    user.modified = attempt.call.moment
    attempt.call.save(user)
