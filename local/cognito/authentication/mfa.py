"""The second factor: which ones there are for a user, and which one is asked for ("Adding MFA to a user pool")."""

from typing import Final

from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

TOTP: Final = "SOFTWARE_TOKEN_MFA"
SMS: Final = "SMS_MFA"
EMAIL: Final = "EMAIL_OTP"
PASSKEY: Final = "WEB_AUTHN"
NAMES: Final = {"EMAIL_MFA": EMAIL}
"""Other names that answers may have for a factor."""


def pool_factors(pool: UserPool) -> list[str]:
    """The second factors that a pool offers."""
    totp = (pool.mfa.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled")
    email = pool.mfa.get("EmailMfaConfiguration") is not None
    # CreateUserPool knows no SmsMfaConfiguration: there it is SMS that MFA means.
    sms = pool.mfa.get("SmsMfaConfiguration") or (pool.settings.get("SmsConfiguration") and not totp and not email)
    offered = {SMS: sms, TOTP: totp, EMAIL: email}
    return [factor for factor, configured in offered.items() if configured]


def reachable(pool: UserPool, user: User) -> list[str]:
    """The second factors that a user could pass now."""
    attributes = user.attributes
    has = {SMS: attributes.get("phone_number"), TOTP: user.totp_secret, EMAIL: attributes.get("email")}
    return [factor for factor in pool_factors(pool) if has[factor]]


def usable(pool: UserPool, user: User) -> list[str]:
    """The second factors that a sign-in of a user is asked for; any one will do.

    Those that the user has switched on; where MFA is required and none is, those that the user could pass. Of these
    the one by which passwords are recovered first counts where there is no other ("Details of MFA logic at user
    runtime", which refuses it; CDK's documentation has recovery give way instead).
    """
    required = pool.mfa_configuration
    if required == "OFF":
        return []
    found = reachable(pool, user)
    chosen = [factor for factor in found if factor in switched_on(user)]
    if chosen or required != "ON":
        return chosen
    return _without_recovery(pool, found)


def _without_recovery(pool: UserPool, factors: list[str]) -> list[str]:
    """Factors but for the one that is the first mechanism of password recovery, unless it is the only one."""
    mechanisms = (pool.settings.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    first = min(mechanisms, key=lambda one: int(one["Priority"]))["Name"] if mechanisms else ""
    of_recovery = {"verified_email": EMAIL, "verified_phone_number": SMS}.get(first, "")
    return [factor for factor in factors if factor != of_recovery] or factors


def settable(pool: UserPool, user: User) -> list[str]:
    """The second factors that somebody without any may set up while signing in; SMS needs a number beforehand."""
    has = {SMS: user.attributes.get("phone_number"), EMAIL: user.attributes.get("email")}
    return _without_recovery(pool, [factor for factor in pool_factors(pool) if not has.get(factor)])


def switched_on(user: User) -> list[str]:
    """The second factors that a user has switched on, passkeys included (UserMFASettingList, MFAOptions)."""
    by_options = [SMS] if user.mfa_options and SMS not in user.mfa_enabled else []
    return [*user.mfa_enabled, *by_options]


def is_due(pool: UserPool, user: User) -> bool:
    """Whether a user has to pass a second factor, or set one up."""
    return pool.mfa_configuration == "ON" or bool(usable(pool, user))


def switch_on(user: User, factor: str, *, preferred: bool = False) -> None:
    """Have a user asked for a factor; first for the one that is preferred."""
    if factor not in user.mfa_enabled:
        user.mfa_enabled = [*user.mfa_enabled, factor]
    if preferred:
        user.mfa_preferred = factor
    elif user.mfa_preferred == factor:
        user.mfa_preferred = ""


def switch_off(user: User, factor: str) -> None:
    """Have a user not asked for a factor."""
    user.mfa_enabled = [one for one in user.mfa_enabled if one != factor]
    if user.mfa_preferred == factor:
        user.mfa_preferred = ""
    if factor == SMS:
        user.mfa_options = []
