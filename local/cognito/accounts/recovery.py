"""Where a code goes that lets somebody choose a new password ("Password recovery")."""

import hashlib
from collections.abc import Mapping
from typing import Final

from local.cognito.accounts.addresses import is_email, is_phone_number
from local.cognito.errors import CognitoError, invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.messages.masks import masked
from local.cognito.messages.sending import ATTRIBUTES
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

MECHANISMS: Final = {"verified_email": "EMAIL", "verified_phone_number": "SMS"}
LEGACY: Final = ("verified_phone_number", "verified_email")
"""Without a setting: "SMS is preferred over email" (CreateUserPool, AccountRecoverySetting)."""
MFA: Final[Mapping[str, str]] = {"EMAIL": "EMAIL_OTP", "SMS": "SMS_MFA"}
"""With a setting, what is a user's second factor doesn't reset the first one."""
NO_ADDRESS: Final = "Cannot reset password for the user as there is no registered/verified email or phone_number"


def recovery_medium(pool: UserPool, user: User) -> str:
    """`EMAIL` or `SMS`, as the pool prefers and the user has. Raises CognitoError."""
    check_self_service(pool)
    medium = verified_medium(pool, user)
    if medium is None:
        raise invalid(NO_ADDRESS)
    return medium


def check_self_service(pool: UserPool) -> None:
    """Raise CognitoError where administrators alone reset passwords."""
    if recovery_mechanisms(pool) == ["admin_only"]:
        raise not_authorized("Contact administrator to reset password.")


def verified_medium(pool: UserPool, user: User) -> str | None:
    """`EMAIL` or `SMS`, the one that the pool prefers of those that are verified; None without any."""
    named = recovery_mechanisms(pool)
    for mechanism in named or LEGACY:
        medium = MECHANISMS.get(mechanism)
        if medium is None or (named and MFA[medium] in user.mfa_enabled):
            continue
        attribute = ATTRIBUTES[medium]
        if user.attributes.get(attribute) and user.attributes.get(f"{attribute}_verified") == "true":
            return medium
    return None


def recovery_mechanisms(pool: UserPool) -> list[str]:
    """The names of a pool's RecoveryMechanisms, the preferred one first; empty without a setting."""
    setting = (pool.settings.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    return [str(one["Name"]) for one in sorted(setting, key=lambda one: int(one["Priority"]))]


def check_resettable(user: User) -> None:
    """Raise CognitoError for a user whose password can't be reset."""
    if not user.enabled:
        raise not_authorized("User is disabled.")
    if user.status in {"FORCE_CHANGE_PASSWORD", "EXTERNAL_PROVIDER"}:
        raise not_authorized("User password cannot be reset in the current state.")


def pretended_delivery(pool: UserPool, username: str) -> JsonObject:
    """CodeDeliveryDetails of what is never sent, for those whom nobody is to know of: the same each time.

    "The simulated delivery medium is determined by the input user name format and verification settings of the user
    pool" ("Managing error responses").
    """
    digest = hashlib.sha256(f"{pool.id}{username}".encode()).digest()
    medium = _pretended_medium(pool, username)
    if medium == "SMS":
        invented = f"+1{int.from_bytes(digest[:5], 'big') % 10**10:010d}"
        destination = username if is_phone_number(username) else invented
    else:
        letter = chr(ord("a") + digest[0] % 26)
        destination = username if is_email(username) else f"{username[:1]}@{letter}"
    return {"Destination": masked(destination), "DeliveryMedium": medium, "AttributeName": ATTRIBUTES[medium]}


def unknown_user() -> CognitoError:
    """How operations of applications say that nobody has a name."""
    return CognitoError("UserNotFoundException", "Username/client id combination not found.")


def _pretended_medium(pool: UserPool, username: str) -> str:
    if is_phone_number(username):
        return "SMS"
    verified = pool.settings.get("AutoVerifiedAttributes") or []
    return "SMS" if verified == ["phone_number"] and not is_email(username) else "EMAIL"
