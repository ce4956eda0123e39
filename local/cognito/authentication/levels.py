"""How strongly somebody has signed in: levels and methods ("Authentication levels with ACR and AMR claims").

Tokens tell them where a target was asked for. AWS documents the claims for every sign-in and says that they are rolling
out gradually; measured there (October 2026) there were none.
"""

from collections.abc import Iterable
from typing import Final

from local.cognito.authentication import mfa
from local.cognito.errors import invalid
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

PASSWORD: Final = "pwd"  # noqa: S105 - RFC 8176's name
APP: Final = "otp"
SMS: Final = "sms"
EMAIL: Final = "email_otp"
PLATFORM_PASSKEY: Final = "swk"
ROAMING_PASSKEY: Final = "hwk"
SEVERAL: Final = "mfa"
METHODS: Final = {mfa.SMS: SMS, mfa.EMAIL: EMAIL, mfa.TOTP: APP, "SMS_OTP": SMS}
"""Of second factors, and of codes as first ones."""
PASSKEYS: Final = frozenset({PLATFORM_PASSKEY, ROAMING_PASSKEY})
CODES: Final = frozenset({SMS, EMAIL})
HIGHEST: Final = 4


def names(pool: UserPool) -> dict[int, str]:
    """The `acr` of each level (AcrConfigurationType)."""
    configured = pool.settings.get("AcrConfiguration") or {}
    return {
        level: (configured.get(f"Level{level}") or {}).get("AcrValue") or f"urn:cognito:loa:{level}"
        for level in range(1, HIGHEST + 1)
    }


def amr(methods: Iterable[str]) -> tuple[str, ...]:
    """The claim `amr`: what somebody has proved, and whether that were several factors."""
    found = tuple(dict.fromkeys(methods))
    return (*found, SEVERAL) if len(found) > 1 else found


def level_of(methods: Iterable[str]) -> int:
    """The highest level that methods satisfy; 0 for none."""
    found = set(methods)
    if {PASSWORD, APP} <= found:
        return 4
    if found & PASSKEYS or (PASSWORD in found and found & CODES):
        return 3
    if found & CODES:
        return 2
    return 1 if PASSWORD in found else 0


def targets(pool: UserPool, text: str) -> list[int]:
    """The levels that TARGET_ACR_VALUES names, in its order; what isn't known is passed over. Raises CognitoError."""
    levels = {name: level for level, name in names(pool).items()}
    found = [levels[name] for name in text.split() if name in levels]
    if not found:
        raise invalid("None of the TARGET_ACR_VALUES is valid.")
    return found


def second_factors(pool: UserPool, user: User, level: int) -> list[str]:
    """The second factors that make a password reach a level, as far as a user has them."""
    if level == 4:  # noqa: PLR2004 - the highest
        return [mfa.TOTP] if user.totp_secret else []
    if level == 3:  # noqa: PLR2004 - a password and a code
        return [factor for factor in mfa.reachable(pool, user) if factor != mfa.TOTP]
    return []


def first_factors(pool: UserPool, user: User, level: int, available: Iterable[str]) -> list[str]:
    """The first factors, of those available, with which a user reaches a level."""
    by_password = level == 1 or bool(second_factors(pool, user, level))
    reaching = {
        "PASSWORD": by_password,
        "PASSWORD_SRP": by_password,
        "EMAIL_OTP": level == 2,  # noqa: PLR2004 - a code alone
        "SMS_OTP": level == 2,  # noqa: PLR2004
        "WEB_AUTHN": level == 3,  # noqa: PLR2004 - a passkey alone
    }
    return [factor for factor in available if reaching[factor]]
