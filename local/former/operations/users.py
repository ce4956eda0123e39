"""Users as administrators see them: lists, and attributes that are taken away."""

import re
import time
from collections.abc import Iterable, Mapping
from typing import Final

from local.former import state
from local.former.errors import CognitoError
from local.former.operations.lookup import invalid, not_found, pool_of
from local.former.operations.paging import MOST, invalid_token, page
from local.former.operations.types import Amendment, Handler, Parameters, Result

SEARCHABLE: Final = frozenset(
    {
        "username",
        "email",
        "phone_number",
        "name",
        "given_name",
        "family_name",
        "preferred_username",
        "cognito:user_status",
        "status",
        "sub",
    }
)
CASE_SENSITIVE: Final = frozenset({"username", "status"})
FILTER: Final = re.compile(r'\s*"?(?P<name>[\w:]+)"?\s*(?P<operator>\^?=)\s*"(?P<value>(?:[^"\\]|\\.)*)"\s*')
VERIFIED: Final = frozenset({"email", "phone_number"})
"""Attributes that come with a `…_verified`."""


def list_users(parameters: Parameters, _ministack: Handler) -> Result:
    """ListUsers, in the order of their creation; a page begins after the last user of the one before."""
    pool = pool_of(parameters)
    wanted = parameters.get("AttributesToGet")
    if wanted is not None and not set(wanted) <= {attribute["Name"] for attribute in pool["SchemaAttributes"]}:
        raise invalid("One or more requested attributes do not exist in user pool.")
    users = sorted(_matching(pool, parameters.get("Filter") or ""), key=_place)
    if token := parameters.get("PaginationToken"):
        users = [user for user in users if _place(user) > _place_of(token)]
    limit = parameters.get("Limit") or MOST
    shown = users[:limit]
    created, username = _place(shown[-1]) if shown else (0.0, "")
    following = {"PaginationToken": f"{created!r}/{username}"} if len(users) > limit else {}
    return {"Users": [_described(user, wanted) for user in shown], **following}


def list_users_in_group(parameters: Parameters, _ministack: Handler) -> Result:
    """ListUsersInGroup."""
    pool = pool_of(parameters)
    group = pool["_groups"].get(parameters["GroupName"])
    if group is None:
        raise not_found("Group not found.")
    members = [pool["_users"][name] for name in group.get("_members", ()) if name in pool["_users"]]
    found = page(members, parameters, "Users")
    return {**found, "Users": [_described(user, None) for user in found["Users"]]}


def admin_delete_user_attributes(parameters: Parameters) -> Result:
    """AdminDeleteUserAttributes."""
    pool = pool_of(parameters)
    user = state.user(pool, parameters["Username"])
    if user is None:
        raise CognitoError("UserNotFoundException", "User does not exist.")
    _delete_attributes(pool, user, parameters["UserAttributeNames"])
    return {}


def delete_user_attributes(parameters: Parameters) -> Result:
    """DeleteUserAttributes: of the user who signed in, where their app client may write the attribute."""
    found = state.user_of_token(parameters["AccessToken"])
    if found is None:
        raise CognitoError("NotAuthorizedException", "Invalid Access Token")
    pool, user = found
    names = parameters["UserAttributeNames"]
    client = state.client(pool, state.token_claims(parameters["AccessToken"]).get("client_id")) or {}
    if client.get("WriteAttributes") and not set(names) <= set(client["WriteAttributes"]):
        raise CognitoError("NotAuthorizedException", "A client attempted to write unauthorized attribute")
    _delete_attributes(pool, user, names)
    return {}


def _delete_attributes(pool: state.Pool, user: state.User, names: Iterable[str]) -> None:
    schema = {attribute["Name"]: attribute for attribute in pool["SchemaAttributes"]}
    gone = set(names)
    for name in names:
        attribute = schema.get(name)
        if attribute is None:
            raise invalid(f"user.{name}: Attribute does not exist in the schema.")
        if not attribute.get("Mutable", True):
            raise invalid(f"user.{name}: Attribute cannot be updated.")
        if attribute.get("Required"):
            raise invalid(f"user.{name}: Attribute is required and cannot be deleted.")
        if name in VERIFIED:
            gone.add(f"{name}_verified")
    user["Attributes"] = [attribute for attribute in user["Attributes"] if attribute["Name"] not in gone]
    user["UserLastModifiedDate"] = time.time()


def _matching(pool: state.Pool, words: str) -> list[state.User]:
    users = list(pool["_users"].values())
    if not words.strip():
        return users
    match = FILTER.fullmatch(words)
    if match is None:
        raise invalid("Error while parsing filter.")
    name, value = match["name"], re.sub(r"\\(.)", r"\1", match["value"])
    if name not in SEARCHABLE:
        raise invalid(f"Invalid search attribute: {name}")

    def comparable(text: str) -> str:
        return text if name in CASE_SENSITIVE else text.casefold()

    wanted = comparable(value)
    exactly = match["operator"] == "="
    found = [(user, comparable(_searched(user, name))) for user in users]
    return [user for user, has in found if (has == wanted if exactly else has.startswith(wanted))]


def _searched(user: state.User, name: str) -> str:
    if name == "username":
        return str(user["Username"])
    if name == "status":  # not UserStatus: whether an administrator has disabled the user
        return "Enabled" if user.get("Enabled", True) else "Disabled"
    if name == "cognito:user_status":
        return str(user.get("UserStatus", ""))
    return next((str(attribute["Value"]) for attribute in user["Attributes"] if attribute["Name"] == name), "")


def _place(user: state.User) -> tuple[float, str]:
    return float(user.get("UserCreateDate", 0)), str(user["Username"])


def _place_of(token: str) -> tuple[float, str]:
    created, slash, username = token.partition("/")
    try:
        return float(created if slash else ""), username
    except ValueError:
        raise invalid_token() from None


def _described(user: state.User, wanted: Iterable[str] | None) -> Result:
    described = state.described_user(user)
    if not described["MFAOptions"]:
        del described["MFAOptions"]
    if wanted is not None:
        described["Attributes"] = [
            attribute for attribute in described["Attributes"] if attribute["Name"] in set(wanted)
        ]
    return described


ADDED: Final[Mapping[str, Handler]] = {
    "AdminDeleteUserAttributes": admin_delete_user_attributes,
    "DeleteUserAttributes": delete_user_attributes,
}
AMENDED: Final[Mapping[str, Amendment]] = {
    "ListUsers": list_users,
    "ListUsersInGroup": list_users_in_group,
}
