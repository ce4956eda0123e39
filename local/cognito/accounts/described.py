"""Users as answers show them."""

import json
from collections.abc import Iterable

from local.cognito.accounts.attributes import listed_attributes
from local.cognito.json_types import JsonObject
from local.cognito.store.users import User


def all_attributes(user: User) -> dict[str, str]:
    """A user's attributes, the sub and linked identities included."""
    found = {"sub": user.sub, **user.attributes}
    return {**found, "identities": json.dumps(user.identities)} if user.identities else found


def user_type(user: User, wanted: Iterable[str] | None = None) -> JsonObject:
    """UserType; `wanted` are the attributes to show, all of them where it is None or empty."""
    attributes, names = all_attributes(user), set(wanted or ())
    shown = {name: value for name, value in attributes.items() if name in names} if names else attributes
    return {
        "Username": user.username,
        "Attributes": listed_attributes(shown),
        "UserCreateDate": user.created,
        "UserLastModifiedDate": user.modified,
        "Enabled": user.enabled,
        "UserStatus": user.status,
        **_mfa_options(user),
    }


def admin_get_user_response(user: User) -> JsonObject:
    """AdminGetUserResponse."""
    described = user_type(user)
    attributes = described.pop("Attributes")
    return {**described, "UserAttributes": attributes, **_mfa(user)}


def get_user_response(user: User, attributes: dict[str, str]) -> JsonObject:
    """GetUserResponse, with the attributes that the client may read."""
    return {
        "Username": user.username,
        "UserAttributes": listed_attributes(attributes),
        **_mfa_options(user),
        **_mfa(user),
    }


def _mfa_options(user: User) -> JsonObject:
    return {"MFAOptions": [dict(option) for option in user.mfa_options]} if user.mfa_options else {}


def _mfa(user: User) -> JsonObject:
    return {
        **({"PreferredMfaSetting": user.mfa_preferred} if user.mfa_preferred else {}),
        **({"UserMFASettingList": list(user.mfa_enabled)} if user.mfa_enabled else {}),
    }
