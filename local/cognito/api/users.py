"""Users as administrators make, see and change them."""

from collections.abc import Iterable, Mapping
from typing import Final

from local.cognito.accounts import creation, passwords, trigger_calls
from local.cognito.accounts.attributes import given_attributes
from local.cognito.accounts.deletion import delete_user
from local.cognito.accounts.described import admin_get_user_response, user_type
from local.cognito.accounts.password_policy import TEMPORARY, check_policy, check_unused
from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, invalid, user_not_found
from local.cognito.json_types import JsonObject
from local.cognito.messages import sending, texts
from local.cognito.passwords import set_password
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User
from local.cognito.tokens.families import sign_out_everywhere

FORCE_CHANGE_PASSWORD: Final = "FORCE_CHANGE_PASSWORD"  # noqa: S105 - a status
ONE_TIME: Final[Mapping[str, str]] = {"EMAIL_OTP": "email", "SMS_OTP": "phone_number"}
"""First factors that need no password, and where their codes go."""


def admin_create_user(call: Call) -> JsonObject:
    """AdminCreateUser: with a temporary password, or without one where a code lets people in."""
    pool = call.pool
    if call.get("MessageAction") == "RESEND":
        return _resend(call, pool)
    given = given_attributes(call.get("UserAttributes"))
    user = creation.new_user(call, pool, call["Username"], given, FORCE_CHANGE_PASSWORD)
    _check_addresses(user.attributes)
    password = call.get("TemporaryPassword") or ""
    if password:
        check_policy(pool, password, TEMPORARY)
    elif _gets_in_by_code(pool, user):
        user.status = "CONFIRMED"
    else:
        password = passwords.generated(pool)
    if password:
        set_password(user, password)
        user.temporary_since = call.now
    media = _media(call, pool, user) if password else []
    trigger_calls.pre_sign_up(call, pool, user, "PreSignUp_AdminCreateUser")
    drafts = [_invitation(call, pool, user, password, medium) for medium in media]
    force = bool(call.get("ForceAliasCreation"))
    creation.add_user(call, pool, user, call["Username"], force_alias=force)
    for draft in drafts:
        sending.deliver(call, draft)
    return {"User": user_type(user)}


def _resend(call: Call, pool: UserPool) -> JsonObject:
    """Invite a user again, with a new temporary password."""
    user = pool.users.find(call["Username"])
    if user is None:
        raise user_not_found()
    if user.status != FORCE_CHANGE_PASSWORD:
        message = f"Resend not possible. {user.username} status is not {FORCE_CHANGE_PASSWORD}"
        raise CognitoError("UnsupportedUserStateException", message)
    password = call.get("TemporaryPassword") or passwords.generated(pool)
    check_policy(pool, password, TEMPORARY)
    drafts = [_invitation(call, pool, user, password, medium) for medium in _media(call, pool, user, always=True)]
    if pool.users.by_sub(user.sub) is not user:  # deleted while the message was worded
        raise user_not_found()
    passwords.make_temporary(call, pool, user, password)
    for draft in drafts:
        sending.deliver(call, draft)
    return {"User": user_type(user)}


def admin_get_user(call: Call) -> JsonObject:
    """AdminGetUser."""
    return admin_get_user_response(call.user)


def admin_delete_user(call: Call) -> JsonObject:
    """AdminDeleteUser."""
    delete_user(call, call.pool, call.user)
    return {}


def admin_enable_user(call: Call) -> JsonObject:
    """AdminEnableUser."""
    _set_enabled(call, enabled=True)
    return {}


def admin_disable_user(call: Call) -> JsonObject:
    """AdminDisableUser: "revokes all access tokens for the user"."""
    _set_enabled(call, enabled=False)
    sign_out_everywhere(call, call.pool, call.user)
    return {}


def admin_set_user_password(call: Call) -> JsonObject:
    """AdminSetUserPassword."""
    pool, user, password = call.pool, call.user, call["Password"]
    check_policy(pool, password)
    check_unused(pool, user, password)
    if call.get("Permanent"):
        passwords.make_permanent(call, pool, user, password)
    else:
        passwords.make_temporary(call, pool, user, password)
    return {}


def _set_enabled(call: Call, *, enabled: bool) -> None:
    pool, user = call.pool, call.user
    with pool.users.changing(user):
        user.enabled = enabled
    user.modified = call.moment
    call.save(user)


def _check_addresses(attributes: Mapping[str, str]) -> None:
    """Raise CognitoError where something is said to be verified that isn't there (AdminCreateUser, UserAttributes)."""
    for name in ONE_TIME.values():
        if attributes.get(f"{name}_verified") == "true" and not attributes.get(name):
            raise invalid(f"User attribute {name} is required to set {name}_verified to true.")


def _gets_in_by_code(pool: UserPool, user: User) -> bool:
    """Whether a user can sign in without a password: the pool has one-time codes, and the user an address for one."""
    policy = (pool.settings.get("Policies") or {}).get("SignInPolicy") or {}
    factors: Iterable[str] = policy.get("AllowedFirstAuthFactors") or ()
    return any(user.attributes.get(ONE_TIME[factor]) for factor in factors if factor in ONE_TIME)


def _media(call: Call, pool: UserPool, user: User, *, always: bool = False) -> list[str]:
    """How a user is invited: as DesiredDeliveryMediums says, or by whatever there is.

    Raises CognitoError where a medium is wanted that there is no address for.
    """
    if call.get("MessageAction") == "SUPPRESS" and not always:
        return []
    wanted: list[str] | None = call.get("DesiredDeliveryMediums")
    if not wanted:
        by_sms = bool(user.attributes.get("phone_number") and pool.settings.get("SmsConfiguration"))
        return ["SMS"] if by_sms else ["EMAIL"] if user.attributes.get("email") else []
    for medium in wanted:
        if not user.attributes.get(sending.ATTRIBUTES[medium]):
            raise invalid(f"User attribute {sending.ATTRIBUTES[medium]} is required to send a message by {medium}.")
    return list(dict.fromkeys(wanted))


def _invitation(call: Call, pool: UserPool, user: User, password: str, medium: str) -> sending.Draft:
    to = user.attributes[sending.ATTRIBUTES[medium]]
    occasion = sending.MessageContext(texts.INVITATION, password, medium, to, call.get("ClientMetadata"))
    return sending.compose(call, pool, user, occasion)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "AdminCreateUser": admin_create_user,
    "AdminGetUser": admin_get_user,
    "AdminDeleteUser": admin_delete_user,
    "AdminEnableUser": admin_enable_user,
    "AdminDisableUser": admin_disable_user,
    "AdminSetUserPassword": admin_set_user_password,
}
