"""Signing up, confirming, and passwords: changed, forgotten, reset.

"Signing up and confirming user accounts", "Recovering passwords", "Managing user existence error responses".
"""

import secrets
import string
from typing import Final

from local.former import clients, state
from local.former.errors import CognitoError
from local.former.operations.authentication import (
    attributes,
    codes,
    lockout,
    messages,
    ministack,
    passwords,
    requests,
    sessions,
)
from local.former.operations.authentication.attempt import Attempt
from local.former.operations.authentication.steps import check_new_password
from local.former.operations.types import Amendment, Handler, Parameters, Result
from local.former.state import Client, Pool, User

SIGN_UP: Final = "SIGN_UP"
CONFIRMED: Final = "CONFIRMED"
RECOVERY: Final = {"verified_email": "EMAIL", "verified_phone_number": "SMS"}
NO_ADDRESS: Final = "Cannot reset password for the user as there is no registered/verified email or phone_number"
EVERY_CLASS: Final = "aA1!"
"""With enough randomness behind it, what every password policy wants."""
TEMPORARY_PASSWORD_LENGTH: Final = 12


def sign_up(parameters: Parameters, ministack_handler: Handler) -> Result:
    """SignUp: the code goes to what the pool verifies by itself, to the phone first."""
    pool, client = requests.pool_and_client(parameters)
    with_password = bool(parameters.get("Password"))
    if not with_password:
        _check_passwordless(pool, client)
        parameters = {**parameters, "Password": EVERY_CLASS + secrets.token_urlsafe(90)}
    result = ministack_handler(parameters)
    user = _by_sub(pool, result["UserSub"])
    if not with_password:
        user["_password"] = ""
    result.pop("CodeDeliveryDetails", None)
    if not result["UserConfirmed"]:
        details = _send_sign_up_code(pool, user, "CustomMessage_SignUp", parameters)
        result |= {"CodeDeliveryDetails": details} if details else {}
    if "ALLOW_USER_AUTH" in clients.flows_of(client):
        result["Session"] = sessions.begin(pool, client, user, SIGN_UP)
    return result


def admin_create_user(parameters: Parameters, ministack_handler: Handler) -> Result:
    """AdminCreateUser: without a password where the pool lets people in by a code; ministack sends no SMS.

    The temporary password that is chosen where none is given meets the pool's policy, which ministack's may not.
    """
    pool = state.pool(parameters.get("UserPoolId"))
    action = parameters.get("MessageAction")
    given = parameters.get("TemporaryPassword")
    if pool and not given:
        parameters = {**parameters, "TemporaryPassword": _temporary_password(pool)}
    if pool and not given and not action and _factors(pool) & {"EMAIL_OTP", "SMS_OTP"}:
        result = ministack_handler({**parameters, "MessageAction": "SUPPRESS"})  # there is no password to tell
        user = state.user(pool, result["User"]["Username"])
        assert user is not None
        user |= {"_password": "", "UserStatus": "CONFIRMED"}
        result["User"]["UserStatus"] = "CONFIRMED"
        return result
    result = ministack_handler(parameters)
    user = None if pool is None else state.user(pool, result["User"]["Username"])
    if user:
        passwords.begin_temporary(user)
    by_sms = "SMS" in (parameters.get("DesiredDeliveryMediums") or [])
    if pool and user and by_sms and action != "SUPPRESS" and ministack.attributes(user).get("phone_number"):
        trigger, metadata = messages.INVITATION, parameters.get("ClientMetadata")
        messages.send(pool, user, trigger, user["_password"], "SMS", metadata=metadata)
    return result


def _temporary_password(pool: Pool) -> str:
    length = max(TEMPORARY_PASSWORD_LENGTH, int(pool["Policies"]["PasswordPolicy"].get("MinimumLength", 0)))
    letters = (secrets.choice(string.ascii_letters) for _ in range(length - len(EVERY_CLASS)))
    return EVERY_CLASS + "".join(letters)


def confirm_sign_up(parameters: Parameters, _ministack: Handler) -> Result:
    """ConfirmSignUp: what the code was sent to is verified with it."""
    pool, client = requests.pool_and_client(parameters)
    user = state.user(pool, parameters.get("Username"))
    if user is None:
        if ministack.hides_user_existence(pool, client):
            raise CognitoError("CodeMismatchException", codes.INVALID)
        raise _unknown()
    if user.get("UserStatus") != "UNCONFIRMED":
        status = user.get("UserStatus")
        raise CognitoError("NotAuthorizedException", f"User cannot be confirmed. Current status is {status}")
    codes.count_attempt(user, "ConfirmSignUp")
    name = (codes.issued(user, codes.SIGN_UP) or {}).get("attribute")
    if name and not parameters.get("ForceAliasCreation"):
        attributes.check_alias(pool, user, name, ministack.attributes(user)[name])
    codes.redeem(user, codes.SIGN_UP, parameters.get("ConfirmationCode"))
    user["UserStatus"] = "CONFIRMED"
    ministack.set_attributes(user, {f"{name}_verified": "true"} if name else {})
    if not parameters.get("Session"):
        return {}
    session = sessions.find(parameters["Session"], SIGN_UP)
    sessions.end(session)
    return {"Session": sessions.begin(pool, client, user, CONFIRMED)}


def resend_confirmation_code(parameters: Parameters, _ministack: Handler) -> Result:
    """ResendConfirmationCode."""
    pool, client = requests.pool_and_client(parameters)
    user = state.user(pool, parameters.get("Username"))
    if user is None:
        return _pretended(pool, client, parameters)
    if user.get("UserStatus") != "UNCONFIRMED":
        raise CognitoError("InvalidParameterException", "User is already confirmed.")
    codes.count_attempt(user, "ResendConfirmationCode")
    details = _send_sign_up_code(pool, user, "CustomMessage_ResendCode", parameters)
    if details is None:
        raise CognitoError("InvalidParameterException", "Auto verification not turned on.")
    return {"CodeDeliveryDetails": details}


def forgot_password(parameters: Parameters, _ministack: Handler) -> Result:
    """ForgotPassword."""
    pool, client = requests.pool_and_client(parameters)
    user = state.user(pool, parameters.get("Username"))
    if user is None:
        return _pretended(pool, client, parameters)
    if not user.get("Enabled", True):
        raise CognitoError("NotAuthorizedException", "User is disabled.")
    if user.get("UserStatus") == "FORCE_CHANGE_PASSWORD":
        raise CognitoError("NotAuthorizedException", "User password cannot be reset in the current state.")
    codes.count_attempt(user, "ForgotPassword")
    return {"CodeDeliveryDetails": _send_recovery_code(pool, user, parameters)}


def confirm_forgot_password(parameters: Parameters, _ministack: Handler) -> Result:
    """ConfirmForgotPassword."""
    pool, client = requests.pool_and_client(parameters)
    user = state.user(pool, parameters.get("Username"))
    if user is None:
        if ministack.hides_user_existence(pool, client):
            raise CognitoError("CodeMismatchException", codes.INVALID)
        raise _unknown()
    codes.count_attempt(user, "ConfirmForgotPassword")
    password = parameters.get("Password", "")
    check_new_password(Attempt(pool, client, user), password)
    codes.redeem(user, codes.FORGOT_PASSWORD, parameters.get("ConfirmationCode"))
    passwords.replace(pool, user, password)
    lockout.passed(user)
    ministack.touch(user)
    ministack.note_event(pool, user, "ForgotPassword", passed=True)
    return {}


def admin_reset_user_password(parameters: Parameters, _ministack: Handler) -> Result:
    """AdminResetUserPassword: the user has to choose a new password with the code that is sent."""
    pool, user = requests.pool_and_user(parameters)
    if user.get("UserStatus") == "FORCE_CHANGE_PASSWORD":
        raise CognitoError("NotAuthorizedException", "User password cannot be reset in the current state.")
    _send_recovery_code(pool, user, parameters)
    user["UserStatus"] = "RESET_REQUIRED"
    ministack.touch(user)
    return {}


def change_password(parameters: Parameters, ministack_handler: Handler) -> Result:
    """ChangePassword."""
    pool, user = ministack.user_of_token(parameters["AccessToken"])
    codes.count_attempt(user, "ChangePassword")
    former = user.get("_password", "")
    if parameters.get("PreviousPassword", "") == former:  # a wrong one is ministack's to refuse
        passwords.check_unused(pool, user, parameters["ProposedPassword"])
    result = ministack_handler(parameters)
    passwords.remember(pool, user, former)
    return result


def admin_set_user_password(parameters: Parameters, ministack_handler: Handler) -> Result:
    """AdminSetUserPassword: a temporary one is valid for some days."""
    pool, user = requests.pool_and_user(parameters)
    passwords.check_unused(pool, user, parameters["Password"])
    former = user.get("_password", "")
    result = ministack_handler(parameters)
    passwords.remember(pool, user, former)
    passwords.begin_temporary(user)
    return result


def _send_sign_up_code(pool: Pool, user: User, trigger: str, parameters: Parameters) -> dict[str, str] | None:
    found, verified = ministack.attributes(user), pool.get("AutoVerifiedAttributes") or []
    name = next((one for one in ("phone_number", "email") if one in verified and found.get(one)), None)
    if name is None:
        return None
    code = codes.issue(user, codes.SIGN_UP, attribute=name)
    return messages.send(pool, user, trigger, code, messages.MEDIA[name], metadata=parameters.get("ClientMetadata"))


def _send_recovery_code(pool: Pool, user: User, parameters: Parameters) -> dict[str, str]:
    medium = _recovery_medium(pool, user)
    code = codes.issue(user, codes.FORGOT_PASSWORD)
    metadata = parameters.get("ClientMetadata")
    return messages.send(pool, user, "CustomMessage_ForgotPassword", code, medium, metadata=metadata)


def _recovery_medium(pool: Pool, user: User) -> str:
    """By the pool's AccountRecoverySetting; without one the phone comes first. Raises CognitoError."""
    setting = (pool.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    named = [one["Name"] for one in sorted(setting, key=lambda one: int(one["Priority"]))]
    if named == ["admin_only"]:
        raise CognitoError("NotAuthorizedException", "Contact administrator to reset password.")
    found = ministack.attributes(user)
    for mechanism in named or ["verified_phone_number", "verified_email"]:
        medium = RECOVERY.get(mechanism)
        attribute = messages.ATTRIBUTES.get(medium or "", "")
        if medium and found.get(attribute) and found.get(f"{attribute}_verified") == "true":
            return medium
    raise CognitoError("InvalidParameterException", NO_ADDRESS)


def _check_passwordless(pool: Pool, client: Client) -> None:
    if not _factors(pool) - {"PASSWORD"} or "ALLOW_USER_AUTH" not in clients.flows_of(client):
        raise CognitoError("InvalidParameterException", "Missing required parameter Password")


def _factors(pool: Pool) -> set[str]:
    policy = (pool.get("Policies") or {}).get("SignInPolicy") or {}
    return set(policy.get("AllowedFirstAuthFactors") or [])


def _pretended(pool: Pool, client: Client, parameters: Parameters) -> Result:
    """What looks as if a code had been sent, where the client hides who exists. Raises CognitoError otherwise."""
    if not ministack.hides_user_existence(pool, client):
        raise _unknown()
    username = str(parameters.get("Username"))
    to = messages.masked(username if "@" in username else f"{username[:1]}@{username[-1:]}")
    return {"CodeDeliveryDetails": {"Destination": to, "DeliveryMedium": "EMAIL", "AttributeName": "email"}}


def _by_sub(pool: Pool, sub: str) -> User:
    user = state.user(pool, sub)
    assert user is not None
    return user


def _unknown() -> CognitoError:
    return CognitoError("UserNotFoundException", "Username/client id combination not found.")


ADDED: dict[str, Handler] = {}
AMENDED: dict[str, Amendment] = {
    "SignUp": sign_up,
    "AdminCreateUser": admin_create_user,
    "ConfirmSignUp": confirm_sign_up,
    "ResendConfirmationCode": resend_confirmation_code,
    "ForgotPassword": forgot_password,
    "ConfirmForgotPassword": confirm_forgot_password,
    "AdminResetUserPassword": admin_reset_user_password,
    "AdminSetUserPassword": admin_set_user_password,
    "ChangePassword": change_password,
}
