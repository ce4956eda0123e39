"""Signing up, and confirming that ("Signing up and confirming user accounts")."""

from collections.abc import Mapping
from typing import Final

from local.cognito.accounts import aliases, codes, creation, password_policy, trigger_calls, verification
from local.cognito.accounts.attributes import check_required, check_writable, given_attributes
from local.cognito.accounts.names import PREFERRED
from local.cognito.accounts.passwords import set_status
from local.cognito.accounts.recovery import pretended_delivery, unknown_user
from local.cognito.authentication import auth_events, sessions
from local.cognito.authentication.secret_hash import check_secret_hash
from local.cognito.call import Call, Handler
from local.cognito.errors import invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.messages import texts
from local.cognito.passwords import set_password
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.store.users import User

UNCONFIRMED: Final = "UNCONFIRMED"
CONFIRMED: Final = "CONFIRMED"
BY_USER: Final = "PreSignUp_SignUp"
AFTER_CONFIRMATION: Final = "PostConfirmation_ConfirmSignUp"
CHOICE_BASED: Final = "ALLOW_USER_AUTH"
SIGN_UP_SESSION: Final = "SIGN_UP"
CONFIRMED_SESSION: Final = "CONFIRMED_SIGN_UP"
"""What the sessions are for: of SignUp, to be given to ConfirmSignUp; of ConfirmSignUp, to sign in with (USER_AUTH)."""
ONE_TIME: Final = frozenset({"EMAIL_OTP", "SMS_OTP"})


def sign_up(call: Call) -> JsonObject:
    """SignUp: the code goes to what the pool verifies by itself, to the phone first."""
    pool, client, requested = call.pool, call.client, call["Username"]
    check_secret_hash(call, client, call.get("SecretHash"), requested)
    if (pool.settings.get("AdminCreateUserConfig") or {}).get("AllowAdminCreateUserOnly"):
        raise not_authorized("SignUp is not permitted for this user pool")
    given = given_attributes(call.get("UserAttributes"))
    check_writable(pool, client, given)
    user = creation.new_user(call, pool, requested, given, UNCONFIRMED)
    _check_attributes(pool, user)
    _set_password(call, pool, client, user)
    verification.check_link_is_possible(pool, verification.attribute_to_verify(pool, user.attributes))
    _ask_trigger(call, pool, user)
    creation.add_user(call, pool, user, requested, taken="User already exists", force_alias=True)
    auth_events.note(call, pool, user, "SignUp", passed=True)
    details = None
    if user.status == UNCONFIRMED:
        details = verification.send_sign_up_code(call, pool, user, texts.SIGN_UP)
    session = _session(call, client, user, SIGN_UP_SESSION)
    if user.status == CONFIRMED:
        trigger_calls.post_confirmation(call, pool, user, AFTER_CONFIRMATION)
    return {
        "UserConfirmed": user.status == CONFIRMED,
        "UserSub": user.sub,
        **({"CodeDeliveryDetails": details} if details else {}),
        **session,
    }


def confirm_sign_up(call: Call) -> JsonObject:
    """ConfirmSignUp: what the code was sent to is verified with it."""
    pool, client = call.pool, call.client
    check_secret_hash(call, client, call.get("SecretHash"), call["Username"])
    user = pool.users.find(call["Username"])
    if user is None:
        raise codes.mismatch() if client.hides_user_existence else unknown_user()
    _check_is_unconfirmed(user)
    codes.count_attempt(call, user)
    given = call.get("Session")
    session = sessions.find(call, pool, given, SIGN_UP_SESSION) if given else None
    sent = codes.check(call, user, codes.SIGN_UP, call["ConfirmationCode"])
    attribute = sent["attribute"]
    is_still_the_address = user.attributes.get(attribute) == sent["to"]
    verified = {**user.attributes, f"{attribute}_verified": "true"} if is_still_the_address else user.attributes
    if call.get("ForceAliasCreation"):
        aliases.take_over(call, pool, user, verified)
    else:
        aliases.check_free(pool, user, verified)
    codes.use_up(call, user, codes.SIGN_UP)
    if session is not None:
        sessions.take(call, session)
    if is_still_the_address:
        verification.set_verified(call, pool, user, attribute)
    return _confirm(call, pool, user) | _session(call, client, user, CONFIRMED_SESSION)


def admin_confirm_sign_up(call: Call) -> JsonObject:
    """AdminConfirmSignUp: verifies nothing."""
    _check_is_unconfirmed(call.user)
    return _confirm(call, call.pool, call.user)


def resend_confirmation_code(call: Call) -> JsonObject:
    """ResendConfirmationCode."""
    pool, client, username = call.pool, call.client, call["Username"]
    check_secret_hash(call, client, call.get("SecretHash"), username)
    user = pool.users.find(username)
    if user is None or not user.enabled:
        if client.hides_user_existence:
            return {"CodeDeliveryDetails": pretended_delivery(pool, username)}
        raise not_authorized("User is disabled.") if user else unknown_user()
    if user.status != UNCONFIRMED:
        raise invalid("User is already confirmed.")
    codes.count_attempt(call, user)
    if verification.attribute_to_verify(pool, user.attributes) is None:
        raise invalid("Cannot resend codes. Auto verification not turned on.")
    auth_events.note(call, pool, user, "ResendCode", passed=True)
    return {"CodeDeliveryDetails": verification.send_sign_up_code(call, pool, user, texts.RESEND_CODE)}


def _check_attributes(pool: UserPool, user: User) -> None:
    if PREFERRED in pool.users.naming.alias_attributes and PREFERRED in user.attributes:
        raise invalid(
            "Preferred username cannot be provided for unconfirmed account, since user pool is configured for "
            "preferred username alias."
        )
    check_required(pool, user.attributes)


def _set_password(call: Call, pool: UserPool, client: AppClient, user: User) -> None:
    """Without a password where the pool has one-time codes, and the client signs in by choice."""
    password = call.get("Password") or ""
    if password:
        password_policy.check_policy(pool, password, password_policy.SIGN_UP)
        set_password(user, password)
        return
    policy = (pool.settings.get("Policies") or {}).get("SignInPolicy") or {}
    by_code = ONE_TIME.intersection(policy.get("AllowedFirstAuthFactors") or ())
    if not by_code or CHOICE_BASED not in client.auth_flows:
        raise invalid("Missing required parameter Password")


def _ask_trigger(call: Call, pool: UserPool, user: User) -> None:
    """What the pre sign-up trigger confirms and verifies is so; an alias of others moves to the new user."""
    answer = trigger_calls.pre_sign_up(call, pool, user, BY_USER)
    if answer is None:
        return
    for attribute, verified in (("email", answer.verify_email), ("phone_number", answer.verify_phone)):
        if verified and user.attributes.get(attribute):
            user.attributes = {**user.attributes, f"{attribute}_verified": "true"}
    if answer.confirm:
        user.status = CONFIRMED


def _check_is_unconfirmed(user: User) -> None:
    if user.status != UNCONFIRMED:
        raise not_authorized(f"User cannot be confirmed. Current status is {user.status}")


def _confirm(call: Call, pool: UserPool, user: User) -> JsonObject:
    set_status(call, pool, user, CONFIRMED)
    trigger_calls.post_confirmation(call, pool, user, AFTER_CONFIRMATION)
    return {}


def _session(call: Call, client: AppClient, user: User, purpose: str) -> JsonObject:
    """A session of a client that signs in by choice."""
    if CHOICE_BASED not in client.auth_flows:
        return {}
    return {"Session": sessions.begin(call, client, user.username, purpose)}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "SignUp": sign_up,
    "ConfirmSignUp": confirm_sign_up,
    "AdminConfirmSignUp": admin_confirm_sign_up,
    "ResendConfirmationCode": resend_confirmation_code,
}
