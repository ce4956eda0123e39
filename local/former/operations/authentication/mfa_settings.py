"""Setting up MFA: authenticator apps, and what a user prefers."""

import base64
import secrets
from collections.abc import Mapping
from typing import Any, Final

from local.former import state
from local.former.errors import CognitoError
from local.former.operations.authentication import choice, lockout, mfa, ministack, requests, sessions
from local.former.operations.types import Amendment, Handler, Parameters, Result
from local.former.state import Pool, User

SETTINGS: Final = {"SMSMfaSettings": mfa.SMS, "SoftwareTokenMfaSettings": mfa.TOTP, "EmailMfaSettings": mfa.EMAIL}
PENDING: Final = "_totp_pending_secret"


def associate_software_token(parameters: Parameters, _ministack: Handler) -> Result:
    """AssociateSoftwareToken: a secret for an authenticator app, with an access token or MFA_SETUP's session."""
    secret = base64.b32encode(secrets.token_bytes(32)).decode().rstrip("=")
    if "AccessToken" in parameters:
        pool, user = ministack.user_of_token(parameters["AccessToken"])
        _check_offered(pool)
        user[PENDING] = secret
        return {"SecretCode": secret}
    session, pool, user = mfa.begin_setup(parameters.get("Session"))
    _check_offered(pool)
    return {"SecretCode": secret, "Session": _next(session, pool, user, secret=secret)}


def verify_software_token(parameters: Parameters, _ministack: Handler) -> Result:
    """VerifySoftwareToken: the app's first code. With MFA_SETUP's session the app is the user's factor from now on."""
    in_setup = "AccessToken" not in parameters
    session: ministack.Session = {}
    if in_setup:
        session, pool, user = mfa.begin_setup(parameters.get("Session"))
    else:
        pool, user = ministack.user_of_token(parameters["AccessToken"])
    _check_offered(pool)
    secret = session.get("secret") if in_setup else user.get(PENDING)
    if not secret:
        raise CognitoError("InvalidParameterException", "Software token MFA has not been associated for the user.")
    lockout.check(user)
    if ministack.totp_step(secret, parameters.get("UserCode", "")) is None:
        lockout.failed(user)
        raise CognitoError("EnableSoftwareTokenMFAException", "Code mismatch")
    user["_totp_secret"] = secret
    user[mfa.DEVICE_NAME] = parameters.get("FriendlyDeviceName", "")
    user.pop(PENDING, None)
    user.pop(mfa.LAST_STEP, None)
    if not in_setup:
        return {"Status": "SUCCESS"}
    _enable(user, mfa.TOTP, preferred=False)
    return {"Status": "SUCCESS", "Session": _next(session, pool, user, verified=True)}


def set_user_mfa_preference(parameters: Parameters, _ministack: Handler) -> Result:
    """SetUserMFAPreference."""
    pool, user = ministack.user_of_token(parameters["AccessToken"])
    return _set_preference(pool, user, parameters)


def admin_set_user_mfa_preference(parameters: Parameters, _ministack: Handler) -> Result:
    """AdminSetUserMFAPreference."""
    pool, user = requests.pool_and_user(parameters)
    return _set_preference(pool, user, parameters)


def get_user_auth_factors(parameters: Parameters) -> Result:
    """GetUserAuthFactors: what the user can sign in with, and prefers."""
    pool, user = ministack.user_of_token(parameters["AccessToken"])
    factors = [name for name in choice.available(pool, user) if name != "PASSWORD_SRP"]
    preferred = user.get("_preferred_mfa")
    return {
        "Username": user["Username"],
        "ConfiguredUserAuthFactors": factors,
        "UserMFASettingList": user.get("_mfa_enabled", []),
        **({"PreferredMfaSetting": preferred} if preferred else {}),
    }


def _set_preference(pool: Pool, user: User, parameters: Mapping[str, Any]) -> Result:
    given = {factor: parameters[name] for name, factor in SETTINGS.items() if parameters.get(name)}
    if sum(bool(setting.get("PreferredMfa")) for setting in given.values()) > 1:
        raise CognitoError("InvalidParameterException", "Only one MFA method can be preferred.")
    for factor, setting in given.items():
        if not setting.get("Enabled"):
            if setting.get("PreferredMfa"):
                raise CognitoError("InvalidParameterException", f"{factor} can't be preferred, it is not enabled.")
            continue
        if factor == mfa.TOTP and not user.get("_totp_secret"):
            raise CognitoError("InvalidParameterException", "User has not verified software token mfa")
        if factor not in mfa.reachable(pool, user):
            raise CognitoError(
                "InvalidParameterException", f"User does not have delivery config set to turn on {factor}"
            )
    for factor, setting in given.items():
        if setting.get("Enabled"):
            _enable(user, factor, preferred=bool(setting.get("PreferredMfa")))
        else:
            _disable(user, factor)
    ministack.touch(user)
    return {}


def _enable(user: User, factor: str, *, preferred: bool) -> None:
    enabled = user.setdefault("_mfa_enabled", [])
    if factor not in enabled:
        enabled.append(factor)
    if preferred:
        user["_preferred_mfa"] = factor
    elif user.get("_preferred_mfa") == factor:
        user["_preferred_mfa"] = ""


def _disable(user: User, factor: str) -> None:
    user["_mfa_enabled"] = [one for one in user.get("_mfa_enabled", []) if one != factor]
    if user.get("_preferred_mfa") == factor:
        user["_preferred_mfa"] = ""


def _check_offered(pool: Pool) -> None:
    if mfa.TOTP not in mfa.pool_factors(pool):
        raise CognitoError("SoftwareTokenMFANotFoundException", "Software Token MFA is not enabled for the userPool.")


def _next(session: ministack.Session, pool: Pool, user: User, **remembered: Any) -> str:
    client = state.client(pool, session["client_id"])
    assert client is not None
    sessions.end(session)
    kept = {name: session[name] for name in ("device_key", "trigger") if name in session}
    return sessions.begin(pool, client, user, "MFA_SETUP", **kept, **remembered)


ADDED: dict[str, Handler] = {"GetUserAuthFactors": get_user_auth_factors}
AMENDED: dict[str, Amendment] = {
    "AssociateSoftwareToken": associate_software_token,
    "VerifySoftwareToken": verify_software_token,
    "SetUserMFAPreference": set_user_mfa_preference,
    "AdminSetUserMFAPreference": admin_set_user_mfa_preference,
}
