"""Second factors of users: authenticator apps, and what a user prefers."""

from collections.abc import Mapping
from typing import Any, Final

from local.cognito.authentication import choice, lockout, mfa, mfa_setup, passkeys, totp
from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, invalid
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User
from local.cognito.tokens.access import signed_in

SETTINGS: Final = {
    "SMSMfaSettings": mfa.SMS,
    "SoftwareTokenMfaSettings": mfa.TOTP,
    "EmailMfaSettings": mfa.EMAIL,
    "WebAuthnMfaSettings": mfa.PASSKEY,
}
SUCCESS: Final = {"Status": "SUCCESS"}


def associate_software_token(call: Call) -> JsonObject:
    """AssociateSoftwareToken: a secret for an authenticator app, with an access token or MFA_SETUP's session."""
    secret = totp.new_secret()
    if _by_token(call):
        caller = signed_in(call)
        _check_offered(caller.pool)
        caller.user.totp_pending = secret
        call.save(caller.user)
        return {"SecretCode": secret}
    session, pool, _ = mfa_setup.session_of(call)
    _check_offered(pool)
    return {"SecretCode": secret, "Session": mfa_setup.next_session(call, pool, session, secret=secret)}


def verify_software_token(call: Call) -> JsonObject:
    """VerifySoftwareToken: the app's first code. With MFA_SETUP's session the app is the user's factor from now on."""
    if _by_token(call):
        caller = signed_in(call)
        _check_offered(caller.pool)
        _verify(call, caller.user, caller.user.totp_pending)
        return dict(SUCCESS)
    session, pool, user = mfa_setup.session_of(call)
    _check_offered(pool)
    _verify(call, user, session.remembered.get("secret", ""))
    mfa.switch_on(user, mfa.TOTP)
    return {**SUCCESS, "Session": mfa_setup.next_session(call, pool, session, verified=True)}


def admin_delete_software_token(call: Call) -> JsonObject:
    """AdminDeleteSoftwareToken."""
    user = call.user
    user.totp_secret = user.totp_pending = user.totp_name = ""
    user.totp_last_step = 0
    mfa.switch_off(user, mfa.TOTP)
    user.modified = call.moment
    call.save(user)
    return {}


def set_user_mfa_preference(call: Call) -> JsonObject:
    """SetUserMFAPreference."""
    caller = signed_in(call)
    return _set_preference(call, caller.pool, caller.user)


def admin_set_user_mfa_preference(call: Call) -> JsonObject:
    """AdminSetUserMFAPreference."""
    return _set_preference(call, call.pool, call.user)


def get_user_auth_factors(call: Call) -> JsonObject:
    """GetUserAuthFactors: what the user can sign in with, and prefers."""
    caller = signed_in(call)
    return _auth_factors(caller.pool, caller.user)


def admin_get_user_auth_factors(call: Call) -> JsonObject:
    """AdminGetUserAuthFactors."""
    return _auth_factors(call.pool, call.user)


def _by_token(call: Call) -> bool:
    """Whether a request comes with an access token, and not with a session. Raises CognitoError."""
    by_token, by_session = call.get("AccessToken") is not None, call.get("Session") is not None
    if by_token == by_session:
        raise invalid(BOTH if by_token else NEITHER)
    return by_token


BOTH: Final = "Only one of AccessToken or Session must be present in the request."
NEITHER: Final = "One of AccessToken or Session must be present in the request."


def _verify(call: Call, user: User, secret: str) -> None:
    if not secret:
        raise invalid("Software token MFA has not been associated for the user.")
    lockout.check(call, user)
    step = totp.step_of(secret, call["UserCode"], call.now)
    if step is None:
        lockout.failed(call, user)
        raise CognitoError("EnableSoftwareTokenMFAException", "Code mismatch")
    user.totp_secret, user.totp_pending = secret, ""
    user.totp_name = call.get("FriendlyDeviceName", "")
    user.totp_last_step = 0  # the code that shows that it works may sign the user in as well
    call.save(user)


def _check_offered(pool: UserPool) -> None:
    if mfa.TOTP not in mfa.pool_factors(pool):
        raise CognitoError("SoftwareTokenMFANotFoundException", "Software Token MFA is not enabled for the userPool.")


def _set_preference(call: Call, pool: UserPool, user: User) -> JsonObject:
    given: dict[str, dict[str, Any]] = {
        factor: call[name] for name, factor in SETTINGS.items() if call.get(name) is not None
    }
    if sum(bool(setting.get("PreferredMfa")) for setting in given.values()) > 1:
        raise invalid("Only one MFA method can be preferred.")
    for factor, setting in given.items():
        _check_setting(pool, user, factor, setting)
    for factor, setting in given.items():
        if setting.get("Enabled"):
            mfa.switch_on(user, factor, preferred=bool(setting.get("PreferredMfa")))
        else:
            mfa.switch_off(user, factor)
    user.modified = call.moment
    call.save(user)
    return {}


def _check_setting(pool: UserPool, user: User, factor: str, setting: Mapping[str, Any]) -> None:
    """Raise CognitoError for what a user can't have."""
    if not setting.get("Enabled"):
        if setting.get("PreferredMfa"):
            raise invalid(f"{factor} can't be preferred, it is not enabled.")
        return
    if factor == mfa.PASSKEY:
        if not passkeys.counts_as_mfa(pool):
            raise invalid("WebAuthn MFA is not enabled for the user pool.")
        return
    if factor not in mfa.reachable(pool, user):
        raise invalid(f"User does not have delivery config set to turn on {factor}")


def _auth_factors(pool: UserPool, user: User) -> JsonObject:
    first = [name for name in choice.available(pool, user) if name != choice.PASSWORD_SRP]
    second = [SECOND[factor] for factor in mfa.usable(pool, user) if factor in SECOND]
    return {
        "Username": user.username,
        **({"PreferredMfaSetting": user.mfa_preferred} if user.mfa_preferred else {}),
        **({"UserMFASettingList": list(user.mfa_enabled)} if user.mfa_enabled else {}),
        **({"ConfiguredUserAuthFactors": list(dict.fromkeys([*first, *second]))} if first or second else {}),
    }


SECOND: Final = {mfa.SMS: "SMS_OTP", mfa.EMAIL: "EMAIL_OTP", mfa.TOTP: "SOFTWARE_TOKEN"}
"""Second factors as AuthFactorType names them."""

OPERATIONS: Final[Mapping[str, Handler]] = {
    "AssociateSoftwareToken": associate_software_token,
    "VerifySoftwareToken": verify_software_token,
    "AdminDeleteSoftwareToken": admin_delete_software_token,
    "SetUserMFAPreference": set_user_mfa_preference,
    "AdminSetUserMFAPreference": admin_set_user_mfa_preference,
    "GetUserAuthFactors": get_user_auth_factors,
    "AdminGetUserAuthFactors": admin_get_user_auth_factors,
}
