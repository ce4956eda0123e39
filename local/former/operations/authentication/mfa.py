"""The second factor: which one is asked for, and the answers to it.

"MFA for user pools": what the user prefers; where MFA is required and nothing is set, what the pool can reach the user
by; else the user has to set one up.
"""

import json
from typing import Any, Final

from local.former import state
from local.former.errors import CognitoError
from local.former.operations.authentication import codes, lockout, messages, ministack, sessions
from local.former.operations.authentication.attempt import Answer, Attempt
from local.former.operations.types import Result
from local.former.state import Pool, User

TOTP: Final = "SOFTWARE_TOKEN_MFA"
SMS: Final = "SMS_MFA"
EMAIL: Final = "EMAIL_OTP"
MEDIA: Final = {SMS: "SMS", EMAIL: "EMAIL", "SMS_OTP": "SMS"}
WRONG_CODE: Final = "Invalid code or auth state for the user."
LAST_STEP: Final = "_TotpStep"
DEVICE_NAME: Final = "_TotpName"


def pool_factors(pool: Pool) -> list[str]:
    """The second factors that a pool offers."""
    totp = (pool.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled")
    email = pool.get("EmailMfaConfiguration")
    # CreateUserPool knows no SmsMfaConfiguration: there it is SMS that MFA means.
    sms = pool.get("SmsMfaConfiguration") or (pool.get("SmsConfiguration") and not totp and not email)
    offered = {SMS: sms, TOTP: totp, EMAIL: email}
    return [factor for factor, configured in offered.items() if configured]


def reachable(pool: Pool, user: User) -> list[str]:
    """The second factors that a user could pass now."""
    attributes = ministack.attributes(user)
    has = {SMS: attributes.get("phone_number"), TOTP: user.get("_totp_secret"), EMAIL: attributes.get("email")}
    return [factor for factor in pool_factors(pool) if has[factor]]


def usable(pool: Pool, user: User) -> list[str]:
    """The second factors that a sign-in of a user is asked for; any one will do."""
    required = pool.get("MfaConfiguration", "OFF")
    if required == "OFF":
        return []
    found = reachable(pool, user)
    chosen = [factor for factor in found if factor in user.get("_mfa_enabled", [])]
    return chosen or (found if required == "ON" else [])


def challenge(attempt: Attempt) -> Result | None:
    """The challenge for the second factor; None where none is due."""
    factors = usable(attempt.pool, attempt.user)
    preferred = attempt.user.get("_preferred_mfa")
    username = attempt.user["Username"]
    if preferred in factors:
        return begin(attempt, str(preferred))
    if len(factors) > 1:
        can_choose = {"MFAS_CAN_CHOOSE": json.dumps(factors), "USER_ID_FOR_SRP": username}
        return attempt.challenge("SELECT_MFA_TYPE", can_choose)
    if factors:
        return begin(attempt, factors[0])
    if attempt.pool.get("MfaConfiguration") == "ON":
        can_set_up = json.dumps(pool_factors(attempt.pool))
        return attempt.challenge("MFA_SETUP", {"MFAS_CAN_SETUP": can_set_up, "USER_ID_FOR_SRP": username})
    return None


def begin(attempt: Attempt, factor: str) -> Result:
    """Ask for one factor; its code is sent now."""
    username = attempt.user["Username"]
    if factor == TOTP:
        name = attempt.user.get(DEVICE_NAME, "")
        return attempt.challenge(TOTP, {"USER_ID_FOR_SRP": username, "FRIENDLY_DEVICE_NAME": name})
    code = codes.new()
    details = send_code(attempt, factor, code)
    return attempt.challenge(factor, {**details, "USER_ID_FOR_SRP": username}, code=code)


def send_code(attempt: Attempt, factor: str, code: str) -> dict[str, str]:
    """Send a factor's code; the parameters that tell where it went."""
    medium = MEDIA[factor]
    sent = messages.send(attempt.pool, attempt.user, messages.AUTHENTICATION, code, medium, metadata=attempt.metadata)
    return {"CODE_DELIVERY_DELIVERY_MEDIUM": medium, "CODE_DELIVERY_DESTINATION": sent["Destination"]}


def check_sent_code(answer: Answer, name: str) -> None:
    """Raise CognitoError unless the answer has the code that was sent."""
    given = answer.responses.get(f"{name}_CODE")
    if not given:
        raise CognitoError("InvalidParameterException", f"Missing required parameter {name}_CODE")
    lockout.check(answer.attempt.user)
    if not codes.matches(answer.session["code"], given):
        lockout.failed(answer.attempt.user)
        raise CognitoError("CodeMismatchException", WRONG_CODE)


def check_totp(answer: Answer) -> None:
    """Raise CognitoError unless the answer has the code that the authenticator app shows, for the first time."""
    user, given = answer.attempt.user, answer["SOFTWARE_TOKEN_MFA_CODE"]
    lockout.check(user)
    step = ministack.totp_step(user["_totp_secret"], given)
    if step is None:
        lockout.failed(user)
        raise CognitoError("CodeMismatchException", "Invalid code received for user")
    if step == user.get(LAST_STEP):
        raise CognitoError("ExpiredCodeException", "Your software token has already been used once.")
    user[LAST_STEP] = step


def chosen(answer: Answer) -> str:
    """The factor that the answer to SELECT_MFA_TYPE names. Raises CognitoError."""
    factor = {"EMAIL_MFA": EMAIL}.get(answer["ANSWER"], answer["ANSWER"])
    if factor not in usable(answer.attempt.pool, answer.attempt.user):
        raise CognitoError("InvalidParameterException", f"{answer['ANSWER']} is not one of the choices.")
    return factor


def begin_setup(session: Any) -> tuple[ministack.Session, Pool, User]:
    """The MFA_SETUP session that AssociateSoftwareToken and VerifySoftwareToken name. Raises CognitoError."""
    found = sessions.find(session, "MFA_SETUP")
    pool = state.pool(found["pool_id"])
    user = None if pool is None else state.user(pool, found["username"])
    if pool is None or user is None:
        raise CognitoError("NotAuthorizedException", "Invalid session for the user.")
    return found, pool, user
