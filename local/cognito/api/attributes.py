"""Attributes of users, read, changed and verified ("Verifying updates to email addresses and phone numbers")."""

from collections.abc import Iterable, Mapping
from typing import Final

from cognito_model.attributes import VERIFIED_FLAGS
from local.cognito.accounts import aliases, codes, names, verification
from local.cognito.accounts.attributes import (
    changed_attributes,
    check_removal,
    check_writable,
    given_attributes,
    readable_attributes,
    without_flags,
)
from local.cognito.accounts.deletion import delete_user as delete
from local.cognito.accounts.described import all_attributes, get_user_response
from local.cognito.call import Call, Handler
from local.cognito.errors import invalid
from local.cognito.json_types import JsonObject
from local.cognito.messages import texts
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User
from local.cognito.tokens.access import signed_in


def get_user(call: Call) -> JsonObject:
    """GetUser: with the attributes that the client may read."""
    who = signed_in(call)
    return get_user_response(who.user, readable_attributes(who.client, all_attributes(who.user)))


def delete_user(call: Call) -> JsonObject:
    """DeleteUser."""
    who = signed_in(call)
    delete(call, who.pool, who.user)
    return {}


def update_user_attributes(call: Call) -> JsonObject:
    """UpdateUserAttributes: a changed address or number is sent a code, and may have to wait for its answer."""
    who = signed_in(call)
    given = given_attributes(call["UserAttributes"])
    check_writable(who.pool, who.client, given)
    changed = changed_attributes(who.pool, given)
    return {"CodeDeliveryDetailsList": _update(call, who.pool, who.user, changed)}


def admin_update_user_attributes(call: Call) -> JsonObject:
    """AdminUpdateUserAttributes: as UpdateUserAttributes, and it may say that a value is verified."""
    _update(call, call.pool, call.user, changed_attributes(call.pool, given_attributes(call["UserAttributes"])))
    return {}


def delete_user_attributes(call: Call) -> JsonObject:
    """DeleteUserAttributes: those that the client may write."""
    who = signed_in(call)
    gone: list[str] = call["UserAttributeNames"]
    check_writable(who.pool, who.client, gone)
    _remove(call, who.pool, who.user, gone)
    return {}


def admin_delete_user_attributes(call: Call) -> JsonObject:
    """AdminDeleteUserAttributes."""
    _remove(call, call.pool, call.user, call["UserAttributeNames"])
    return {}


def get_user_attribute_verification_code(call: Call) -> JsonObject:
    """GetUserAttributeVerificationCode: to the value that waits for it, or to the one that there is."""
    who = signed_in(call)
    name = _verifiable(call)
    value = codes.issued(who.user, codes.verifying(name)).get("value", "")
    if not value and not who.user.attributes.get(name):
        raise invalid(f"User has no {name} to verify.")
    codes.count_attempt(call, who.user)
    trigger = texts.VERIFY_ATTRIBUTE
    details = verification.send_attribute_code(call, who.pool, who.user, name, trigger=trigger, value=value)
    return {"CodeDeliveryDetails": details}


def verify_user_attribute(call: Call) -> JsonObject:
    """VerifyUserAttribute: with the code that was sent; an update that has waited for it takes place."""
    who = signed_in(call)
    pool, user, name = who.pool, who.user, _verifiable(call)
    codes.count_attempt(call, user)
    sent = codes.check(call, user, codes.verifying(name), call["Code"])
    value = sent["value"]
    if not value and user.attributes.get(name) != sent["to"]:
        raise codes.expired()  # it proves another address
    changed = {name: value} if value else {}
    aliases.check_free(pool, user, {**user.attributes, **changed, VERIFIED_FLAGS[name]: "true"})
    codes.use_up(call, user, codes.verifying(name))
    verification.set_verified(call, pool, user, name, value)
    return {}


def admin_set_user_settings(call: Call) -> JsonObject:
    """AdminSetUserSettings: SMS as a second factor, or none; "no longer supported", and still there."""
    _set_mfa_options(call, call.user)
    return {}


def set_user_settings(call: Call) -> JsonObject:
    """SetUserSettings."""
    _set_mfa_options(call, signed_in(call).user)
    return {}


def _update(call: Call, pool: UserPool, user: User, changed: Mapping[str, str]) -> list[JsonObject]:
    """Change attributes, an empty value taking one away; CodeDeliveryDetails of the codes that were sent."""
    settings = pool.settings.get("UserAttributeUpdateSettings") or {}
    verified_first = settings.get("AttributesRequireVerificationBeforeUpdate") or []
    unverified = [name for name in VERIFIED_FLAGS if _is_new_and_unverified(user, changed, name)]
    waiting = [name for name in unverified if name in verified_first]
    at_once = {name: value for name, value in changed.items() if name not in waiting}
    flags = {VERIFIED_FLAGS[name]: "false" for name in unverified if name not in waiting}
    after = _without_empty({**user.attributes, **flags, **at_once})
    names.check_preferred_name(pool, user, after)
    _check_username_attributes(pool, user, {**after, **changed})
    aliases.take_over(call, pool, user, after)
    _set(call, pool, user, after)
    auto_verified = pool.settings.get("AutoVerifiedAttributes") or []
    return [
        verification.send_attribute_code(
            call, pool, user, name, trigger=texts.UPDATE_ATTRIBUTE, value=changed[name] if name in waiting else ""
        )
        for name in unverified
        if name in auto_verified or name in waiting
    ]


def _is_new_and_unverified(user: User, changed: Mapping[str, str], name: str) -> bool:
    value = changed.get(name)
    return bool(value) and value != user.attributes.get(name) and changed.get(VERIFIED_FLAGS[name]) != "true"


def _check_username_attributes(pool: UserPool, user: User, attributes: Mapping[str, str]) -> None:
    """Raise CognitoError where a user would sign in with what is somebody else's, or with nothing at all."""
    allowed = pool.users.naming.username_attributes
    for name in allowed:
        holder = pool.users.by_alias(name, attributes.get(name, ""))
        if holder is not None and holder is not user:
            raise names.alias_exists(name)
    if allowed and not any(attributes.get(name) for name in allowed):
        raise invalid(f"user.{allowed[0]}: Attribute is required and cannot be deleted.")


def _remove(call: Call, pool: UserPool, user: User, gone: Iterable[str]) -> None:
    check_removal(pool, gone)
    taken = without_flags(gone)
    after = {name: value for name, value in user.attributes.items() if name not in taken}
    _check_username_attributes(pool, user, after)
    _set(call, pool, user, after)


def _set(call: Call, pool: UserPool, user: User, attributes: dict[str, str]) -> None:
    with pool.users.changing(user):
        user.attributes = attributes
    user.modified = call.moment
    call.save(user)


def _without_empty(attributes: Mapping[str, str]) -> dict[str, str]:
    gone = without_flags(name for name, value in attributes.items() if not value)
    return {name: value for name, value in attributes.items() if name not in gone}


def _verifiable(call: Call) -> str:
    name = str(call["AttributeName"])
    if name not in VERIFIED_FLAGS:
        raise invalid(f"{name} can't be verified.")
    return name


def _set_mfa_options(call: Call, user: User) -> None:
    options: list[JsonObject] = call["MFAOptions"]
    for option in options:
        if option.get("DeliveryMedium") != "SMS" or option.get("AttributeName") != "phone_number":
            raise invalid("MFAOptions: only SMS, delivered to phone_number, is supported.")
    if options and not user.attributes.get("phone_number"):
        raise invalid("User does not have delivery config set to turn on SMS_MFA")
    user.mfa_options = [dict(option) for option in options]
    others = [factor for factor in user.mfa_enabled if factor != "SMS_MFA"]
    user.mfa_enabled = ["SMS_MFA", *others] if options else others
    if user.mfa_preferred not in user.mfa_enabled:
        user.mfa_preferred = ""
    user.modified = call.moment
    call.save(user)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "GetUser": get_user,
    "DeleteUser": delete_user,
    "UpdateUserAttributes": update_user_attributes,
    "AdminUpdateUserAttributes": admin_update_user_attributes,
    "DeleteUserAttributes": delete_user_attributes,
    "AdminDeleteUserAttributes": admin_delete_user_attributes,
    "GetUserAttributeVerificationCode": get_user_attribute_verification_code,
    "VerifyUserAttribute": verify_user_attribute,
    "AdminSetUserSettings": admin_set_user_settings,
    "SetUserSettings": set_user_settings,
}
