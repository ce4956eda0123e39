"""A user pool's second factors and passkeys."""

from collections.abc import Mapping
from typing import Final

from local.cognito.call import Call, Handler
from local.cognito.configuration.pool_settings import completed_sms
from local.cognito.json_types import JsonObject, copied
from local.cognito.store.pools import UserPool

SMS: Final = "SmsMfaConfiguration"
TOTP: Final = "SoftwareTokenMfaConfiguration"
EMAIL: Final = "EmailMfaConfiguration"
PASSKEYS: Final = "WebAuthnConfiguration"


def set_user_pool_mfa_config(call: Call) -> JsonObject:
    """SetUserPoolMfaConfig: what was there is replaced, as a whole.

    Message and role for SMS are one setting with the pool's own.
    """
    pool = call.pool
    pool.mfa = {name: copied(call[name]) for name in (SMS, TOTP, EMAIL, PASSKEYS) if call.get(name) is not None}
    if TOTP in pool.mfa:
        pool.mfa[TOTP] = {"Enabled": bool(pool.mfa[TOTP].get("Enabled"))}
    if PASSKEYS in pool.mfa:
        pool.mfa[PASSKEYS].setdefault("UserVerification", "preferred")
    if SMS in pool.mfa:
        _share_sms(pool)
    pool.settings["MfaConfiguration"] = call.get("MfaConfiguration", "OFF")
    pool.modified = call.moment
    call.save(pool)
    return described(pool)


def get_user_pool_mfa_config(call: Call) -> JsonObject:
    """GetUserPoolMfaConfig."""
    return described(call.pool)


def described(pool: UserPool) -> JsonObject:
    """A pool's factors, as both operations answer them."""
    return {**copied(pool.mfa), "MfaConfiguration": pool.mfa_configuration}


def _share_sms(pool: UserPool) -> None:
    given, settings = pool.mfa[SMS], pool.settings
    if given.get("SmsConfiguration"):
        settings["SmsConfiguration"] = completed_sms(given["SmsConfiguration"], pool.region)
    if given.get("SmsAuthenticationMessage"):
        settings["SmsAuthenticationMessage"] = given["SmsAuthenticationMessage"]
    shared = ("SmsAuthenticationMessage", "SmsConfiguration")
    pool.mfa[SMS] = {name: copied(settings[name]) for name in shared if settings.get(name)}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "SetUserPoolMfaConfig": set_user_pool_mfa_config,
    "GetUserPoolMfaConfig": get_user_pool_mfa_config,
}
