"""Choice-based sign-in: the user names a first factor, or chooses from what there is.

"Authentication flows: choice-based sign-in" (USER_AUTH). MFA isn't for those who sign in without a password: a user
who has to pass it, or wants to, signs in with the password, or with a passkey where the pool counts it as both.
"""

from typing import Final

from local.former.errors import CognitoError
from local.former.operations.authentication import codes, mfa, ministack, passkeys, srp, steps
from local.former.operations.authentication.attempt import Answer, Attempt
from local.former.operations.authentication.passwords import check_password
from local.former.operations.types import Result
from local.former.state import Pool, User

SELECT: Final = "SELECT_CHALLENGE"
PASSWORDS: Final = ("PASSWORD", "PASSWORD_SRP")
SENT: Final = {"EMAIL_OTP": "email", "SMS_OTP": "phone_number"}


def available(pool: Pool, user: User) -> list[str]:
    """The first factors that a user can sign in with."""
    policy = (pool.get("Policies") or {}).get("SignInPolicy") or {}
    allowed = policy.get("AllowedFirstAuthFactors") or ["PASSWORD"]
    attributes = ministack.attributes(user)
    has_mfa = bool(mfa.usable(pool, user)) or pool.get("MfaConfiguration") == "ON"
    passwordless = not has_mfa and user.get("UserStatus") != "FORCE_CHANGE_PASSWORD"
    found = {
        "PASSWORD": bool(user.get("_password")),
        "PASSWORD_SRP": bool(user.get("_password")),
        **{
            factor: passwordless and attributes.get(f"{attribute}_verified") == "true"
            for factor, attribute in SENT.items()
        },
        "WEB_AUTHN": bool(passkeys.credentials(user)) and (passwordless or passkeys.counts_as_mfa(pool)),
    }
    return [factor for factor, possible in found.items() if possible and factor.removesuffix("_SRP") in allowed]


def start(attempt: Attempt, preferred: str, parameters: dict[str, str]) -> Result:
    """The preferred challenge, or the choice where there is none, or where the user can't pass it."""
    factors = available(attempt.pool, attempt.user)
    if preferred in factors:
        return begin(attempt, preferred, parameters)
    return {**attempt.challenge(SELECT, {}), "AvailableChallenges": factors}


def begin(attempt: Attempt, factor: str, parameters: dict[str, str]) -> Result:
    """Ask for one factor, or check it where the request has it already."""
    if factor == "PASSWORD" and "PASSWORD" in parameters:
        check_password(attempt, parameters["PASSWORD"])
        return steps.after_password(attempt)
    if factor == "PASSWORD_SRP" and "SRP_A" in parameters:
        return srp.challenge(attempt, srp.public_value(parameters))
    if factor in PASSWORDS:
        return attempt.challenge(factor, {})
    if factor == "WEB_AUTHN":
        options, challenge = passkeys.request_options(attempt.pool, attempt.user)
        return attempt.challenge(factor, {"CREDENTIAL_REQUEST_OPTIONS": options}, webauthn_challenge=challenge)
    code = codes.new()
    return attempt.challenge(factor, mfa.send_code(attempt, factor, code), code=code, first_factor=True)


def answer_selection(answer: Answer) -> Result:
    """SELECT_CHALLENGE, with or without what the chosen factor needs."""
    factor = answer["ANSWER"]
    if factor not in available(answer.attempt.pool, answer.attempt.user):
        raise CognitoError("InvalidParameterException", f"{factor} is not available for the user.")
    return begin(answer.attempt, factor, dict(answer.responses))


def answer_password(answer: Answer) -> Result:
    """PASSWORD."""
    check_password(answer.attempt, answer["PASSWORD"])
    return steps.after_password(answer.attempt)


def answer_password_srp(answer: Answer) -> Result:
    """PASSWORD_SRP: the proof comes with PASSWORD_VERIFIER."""
    return srp.challenge(answer.attempt, srp.public_value(answer.responses))


def answer_sms_otp(answer: Answer) -> Result:
    """SMS_OTP."""
    mfa.check_sent_code(answer, "SMS_OTP")
    return steps.complete(answer.attempt)


def answer_passkey(answer: Answer) -> Result:
    """WEB_AUTHN: what the browser's `navigator.credentials.get` gave, as JSON."""
    attempt = answer.attempt
    passkeys.verify(attempt.pool, attempt.user, answer["CREDENTIAL"], answer.session["webauthn_challenge"])
    return steps.complete(attempt)
