"""Choice-based sign-in: the user names a first factor, or chooses from what there is (USER_AUTH).

MFA isn't for those who sign in without a password: a user who has to pass it, or wants to, signs in with the password,
or with a passkey where the pool counts it as both ("Authentication flows", choice-based sign-in).
"""

from typing import Final

from cognito_model.tiers import LITE
from local.cognito.authentication import levels, mfa, passkeys, second_factor
from local.cognito.authentication.attempt import Attempt
from local.cognito.authentication.requests import Answer
from local.cognito.errors import invalid
from local.cognito.json_types import JsonObject
from local.cognito.messages.masks import masked
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

SELECT: Final = "SELECT_CHALLENGE"
PASSWORD: Final = "PASSWORD"  # noqa: S105 - a challenge
PASSWORD_SRP: Final = "PASSWORD_SRP"  # noqa: S105 - a challenge
EMAIL_OTP: Final = "EMAIL_OTP"
SMS_OTP: Final = "SMS_OTP"
WEB_AUTHN: Final = "WEB_AUTHN"
WITH_A_PASSWORD_ONLY: Final = frozenset({"FORCE_CHANGE_PASSWORD", "EXTERNAL_PROVIDER"})
"""Users in these states get no codes; who is of another identity provider signs in there."""
SENT: Final = {EMAIL_OTP: "email", SMS_OTP: "phone_number"}


def allowed(pool: UserPool) -> list[str]:
    """The first factors that a pool allows (SignInPolicyType); in the Lite plan there are passwords only."""
    if pool.tier == LITE:
        return [PASSWORD]
    policy = (pool.settings.get("Policies") or {}).get("SignInPolicy") or {}
    return list(policy.get("AllowedFirstAuthFactors") or [PASSWORD])


def available(pool: UserPool, user: User) -> list[str]:
    """The first factors that a user can sign in with.

    A code may go to an address that nobody has verified yet: giving it back does that, and confirms the user.
    """
    passwordless = not mfa.is_due(pool, user) and user.status not in WITH_A_PASSWORD_ONLY
    found = {
        **{factor: passwordless and bool(user.attributes.get(name)) for factor, name in SENT.items()},
        WEB_AUTHN: bool(user.passkeys) and (passwordless or passkeys.counts_as_mfa(pool)),
        PASSWORD_SRP: user.has_password,
        PASSWORD: user.has_password,
    }
    in_pool = allowed(pool)
    return [factor for factor, possible in found.items() if possible and factor.removesuffix("_SRP") in in_pool]


def offered(attempt: Attempt) -> list[str]:
    """The first factors that somebody is offered; who doesn't exist could have any, but a passkey."""
    if attempt.is_nobody:
        known = (EMAIL_OTP, SMS_OTP, PASSWORD_SRP, PASSWORD)
        return [factor for factor in known if factor.removesuffix("_SRP") in allowed(attempt.pool)]
    found = available(attempt.pool, attempt.user)
    if attempt.target:
        return levels.first_factors(attempt.pool, attempt.user, attempt.target, found)
    return found


def challenge(attempt: Attempt) -> JsonObject:
    """SELECT_CHALLENGE."""
    return {**attempt.challenge(SELECT, {}), "AvailableChallenges": offered(attempt)}


def selected(answer: Answer) -> str:
    """The factor that the answer to SELECT_CHALLENGE names. Raises CognitoError."""
    factor = answer["ANSWER"]
    if factor not in offered(answer.attempt):
        raise invalid(f"{factor} is not available for the user.")
    return factor


def ask(attempt: Attempt, factor: str) -> JsonObject:
    """Ask for a factor. Raises CognitoError where a trigger refuses a message."""
    if factor == WEB_AUTHN:
        options, number = passkeys.request_options(attempt.pool, attempt.user)
        return attempt.challenge(factor, {"CREDENTIAL_REQUEST_OPTIONS": options}, webauthn=number)
    if factor in SENT:
        return _send(attempt, factor)
    return attempt.challenge(factor, {})


def _send(attempt: Attempt, factor: str) -> JsonObject:
    """A code, on its way; to somebody who doesn't exist it only seems so."""
    if not attempt.is_nobody:
        code = second_factor.new_code(second_factor.ONE_TIME_DIGITS)
        return attempt.challenge(factor, second_factor.send_code(attempt, factor, code), code=code, first_factor=True)
    medium, destination = pretended(attempt.user, factor)
    shown = {"CODE_DELIVERY_DELIVERY_MEDIUM": medium, "CODE_DELIVERY_DESTINATION": destination}
    return attempt.challenge(factor, shown, code="", first_factor=True)


def pretended(user: User, factor: str) -> tuple[str, str]:
    """Medium and masked destination of a message to somebody who doesn't exist, always the same."""
    name = user.username
    if factor == SMS_OTP:
        digits = f"{int(user.sub[:4], 16) % 10_000:04d}"
        return "SMS", masked(name if name.startswith("+") else f"+1555555{digits}")
    return "EMAIL", masked(name if "@" in name else f"{name}@{user.sub}")
