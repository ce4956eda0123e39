"""Passwords that users change, and those that they have forgotten ("Password recovery")."""

from collections.abc import Mapping
from typing import Final

from local.cognito.accounts import codes, migration, passwords, recovery, trigger_calls
from local.cognito.accounts.password_policy import check_policy, check_unused
from local.cognito.authentication import auth_events
from local.cognito.authentication.secret_hash import check_secret_hash
from local.cognito.call import Call, Handler
from local.cognito.errors import not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.messages import sending, texts
from local.cognito.passwords import is_password
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.store.users import User
from local.cognito.tokens.access import signed_in

AFTER_RESET: Final = "PostConfirmation_ConfirmForgotPassword"


def forgot_password(call: Call) -> JsonObject:
    """ForgotPassword: sends a code, or pretends to where the client doesn't tell who exists."""
    pool, client, username = call.pool, call.client, call["Username"]
    check_secret_hash(call, client, call.get("SecretHash"), username)
    user = pool.users.find(username)
    if user is None:
        metadata = call.get("ClientMetadata")
        user = migration.migrate(call, pool, username, migration.AT_FORGOT_PASSWORD, metadata=metadata)
    if client.hides_user_existence and not _has_recovery(pool, user):
        return {"CodeDeliveryDetails": recovery.pretended_delivery(pool, username)}
    if user is None:
        raise recovery.unknown_user()
    recovery.check_resettable(user)
    medium = recovery.recovery_medium(pool, user)
    codes.count_attempt(call, user)
    return {"CodeDeliveryDetails": _send_code(call, pool, user, medium)}


def confirm_forgot_password(call: Call) -> JsonObject:
    """ConfirmForgotPassword."""
    pool, client = call.pool, call.client
    check_secret_hash(call, client, call.get("SecretHash"), call["Username"])
    user = _user_with_code(call, pool, client)
    codes.count_attempt(call, user)
    codes.check(call, user, codes.FORGOT_PASSWORD, call["ConfirmationCode"])
    password = call["Password"]
    check_policy(pool, password)
    check_unused(pool, user, password)
    codes.use_up(call, user, codes.FORGOT_PASSWORD)
    passwords.make_permanent(call, pool, user, password)
    auth_events.note(call, pool, user, "ForgotPassword", passed=True)
    trigger_calls.post_confirmation(call, pool, user, AFTER_RESET)
    return {}


def admin_reset_user_password(call: Call) -> JsonObject:
    """AdminResetUserPassword: the user has to choose a new password with the code that is sent."""
    pool, user = call.pool, call.user
    recovery.check_resettable(user)
    medium = recovery.recovery_medium(pool, user)
    passwords.set_status(call, pool, user, "RESET_REQUIRED")
    _send_code(call, pool, user, medium)
    return {}


def change_password(call: Call) -> JsonObject:
    """ChangePassword: a user without a password gives none of before."""
    who = signed_in(call)
    pool, user, password = who.pool, who.user, call["ProposedPassword"]
    codes.count_attempt(call, user)
    if user.status == "EXTERNAL_PROVIDER":  # somebody else's password lets this user in
        raise not_authorized("Incorrect username or password.")
    if user.has_password and not is_password(user, call.required("PreviousPassword")):
        auth_events.note(call, pool, user, "PasswordChange", passed=False)
        raise not_authorized("Incorrect username or password.")
    check_policy(pool, password)
    check_unused(pool, user, password)
    passwords.make_permanent(call, pool, user, password)
    auth_events.note(call, pool, user, "PasswordChange", passed=True)
    return {}


def _has_recovery(pool: UserPool, user: User | None) -> bool:
    """Whether somebody is there, enabled, and has an address for a code; an administrator's business is no secret."""
    recovery.check_self_service(pool)
    return user is not None and user.enabled and recovery.verified_medium(pool, user) is not None


def _user_with_code(call: Call, pool: UserPool, client: AppClient) -> User:
    """Whose password is to be replaced. Raises CognitoError, the one of a wrong code where nobody is to be known of."""
    user = pool.users.find(call["Username"])
    if user is not None and user.enabled:
        return user
    if client.hides_user_existence:
        raise codes.mismatch()
    raise not_authorized("User is disabled.") if user else recovery.unknown_user()


def _send_code(call: Call, pool: UserPool, user: User, medium: str) -> JsonObject:
    code = codes.issue(call, user, codes.FORGOT_PASSWORD)
    metadata = call.get("ClientMetadata")
    return sending.send(call, pool, user, texts.FORGOT_PASSWORD, code, medium, metadata=metadata)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "ForgotPassword": forgot_password,
    "ConfirmForgotPassword": confirm_forgot_password,
    "AdminResetUserPassword": admin_reset_user_password,
    "ChangePassword": change_password,
}
