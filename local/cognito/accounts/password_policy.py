"""Which passwords a pool takes ("Adding user pool password requirements", PasswordPolicyType)."""

import string
from collections.abc import Iterator, Mapping
from typing import Any, Final

from local.cognito import passwords
from local.cognito.errors import CognitoError
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

SIGN_UP: Final = "Password did not conform with policy"
TEMPORARY: Final = "Password did not conform with password policy"
CHANGE: Final = "Password does not conform to policy"
"""How SignUp, AdminCreateUser and all others begin their refusals, as people report them."""
SYMBOLS: Final = frozenset("^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+= ")
"""A blank counts where it isn't the first or last character; there it isn't allowed at all."""
DEFAULT_MINIMUM_LENGTH: Final = 8
DEFAULT_TEMPORARY_DAYS: Final = 7
DAY_S: Final = 86_400


def check_policy(pool: UserPool, password: str, words: str = CHANGE) -> None:
    """Raise CognitoError for the first requirement that a password doesn't meet."""
    for problem in _problems(policy_of(pool), password):
        raise CognitoError("InvalidPasswordException", f"{words}: {problem}")


def problems(pool: UserPool, password: str) -> list[str]:
    """Every requirement that a password doesn't meet, as words without a full stop."""
    return list(_problems(policy_of(pool), password))


def check_unused(pool: UserPool, user: User, password: str) -> None:
    """Raise CognitoError for one of the last passwords, where the pool remembers them; the current one is the first."""
    former = [[user.salt, user.password_hash], *user.former_passwords] if user.has_password else user.former_passwords
    for salt, kept in former[: remembered(pool)]:
        if passwords.password_hash(user, password, salt) == kept:
            raise CognitoError("PasswordHistoryPolicyViolationException", "Password has previously been used")


def minimum_length(pool: UserPool) -> int:
    """Of a password, in characters."""
    return int(policy_of(pool).get("MinimumLength") or DEFAULT_MINIMUM_LENGTH)


def remembered(pool: UserPool) -> int:
    """How many of a user's last passwords aren't taken again."""
    return int(policy_of(pool).get("PasswordHistorySize") or 0)


def temporary_password_is_over(pool: UserPool, user: User, now: float) -> bool:
    """Whether a temporary password hasn't been used in time."""
    if user.status != "FORCE_CHANGE_PASSWORD" or user.temporary_since is None:
        return False
    former = pool.settings.get("AdminCreateUserConfig") or {}
    days = policy_of(pool).get("TemporaryPasswordValidityDays") or former.get("UnusedAccountValidityDays")
    return now > user.temporary_since + int(days or DEFAULT_TEMPORARY_DAYS) * DAY_S


def policy_of(pool: UserPool) -> Mapping[str, Any]:
    """PasswordPolicyType."""
    return (pool.settings.get("Policies") or {}).get("PasswordPolicy") or {}


def _problems(policy: Mapping[str, Any], password: str) -> Iterator[str]:
    if len(password) < int(policy.get("MinimumLength") or DEFAULT_MINIMUM_LENGTH):
        yield "Password not long enough"
    for requirement, characters, words in (
        ("RequireUppercase", string.ascii_uppercase, "uppercase"),
        ("RequireLowercase", string.ascii_lowercase, "lowercase"),
        ("RequireNumbers", string.digits, "numeric"),
        ("RequireSymbols", SYMBOLS, "symbol"),
    ):
        if policy.get(requirement) and not any(character in characters for character in password):
            yield f"Password must have {words} characters"
