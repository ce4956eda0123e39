"""What ID and access tokens say of a user ("Understanding the identity (ID) token", "... the access token")."""

from typing import Final

from cognito_model.attributes import VERIFIED_FLAGS
from cognito_model.scopes import ADMIN_SCOPE
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import AppClient, Group, UserPool
from local.cognito.store.users import User
from local.cognito.tokens import scopes

FLAGS: Final = frozenset(VERIFIED_FLAGS.values())
"""What tokens have as a boolean."""
DEVELOPER_ONLY: Final = "dev:"
"""Attributes that no app client reads."""


def readable(client: AppClient, name: str) -> bool:
    """Whether an app client may read an attribute (ReadAttributes). Without a list it may read all.

    API reference: the standard attributes; CDK's documentation and tokens that are seen: the custom ones too.
    """
    if name.startswith(DEVELOPER_ONLY):
        return False
    listed = client.settings.get("ReadAttributes")
    return not listed or name in listed


def attribute_claims(client: AppClient, user: User, scope: str) -> JsonObject:
    """A user's attributes as claims, as far as an app client and the scopes reach; without the sub."""
    found = user.attributes
    names = [name for name in found if readable(client, name)]
    for name, verified in VERIFIED_FLAGS.items():
        if name in found and verified not in found and readable(client, verified):
            names.append(verified)  # an address is unverified until something says otherwise
    if scope != ADMIN_SCOPE:
        names = scopes.shown(scope, names)
    return {name: _value(user, name) for name in names}


def identity_claim(user: User) -> list[JsonObject]:
    """The claim `identities`: what the attribute has, all of it as texts."""
    return [
        {
            "dateCreated": str(one.get("dateCreated", "")),
            "userId": one.get("userId"),
            "providerName": one.get("providerName"),
            "providerType": one.get("providerType"),
            "issuer": one.get("issuer"),
            "primary": str(one.get("primary", False)).lower(),
        }
        for one in user.identities
    ]


def group_claims(pool: UserPool, user: User) -> JsonObject:
    """`cognito:groups`, `cognito:roles` and `cognito:preferred_role` ("Adding groups to a user pool").

    The preferred role is that of the group with the lowest precedence; none where several of them disagree.
    """
    if not user.groups:
        return {}
    claims: JsonObject = {"cognito:groups": list(user.groups)}
    with_role = [group for name in user.groups if (group := pool.groups.get(name)) is not None and group.role_arn]
    if with_role:
        claims["cognito:roles"] = list(dict.fromkeys(group.role_arn for group in with_role))
        preferred = preferred_role(with_role)
        if preferred:
            claims["cognito:preferred_role"] = preferred
    return claims


def preferred_role(groups: list[Group]) -> str | None:
    """The role of the strongest of groups that have one; None where it isn't one role."""
    ranked = [group.precedence for group in groups if group.precedence is not None]
    strongest = min(ranked, default=None)
    roles = {group.role_arn for group in groups if group.precedence == strongest}
    return roles.pop() if len(roles) == 1 else None


def _value(user: User, name: str) -> object:
    value = user.attributes.get(name, "")
    if name in FLAGS:
        return value == "true"
    return {"formatted": value} if name == "address" else value
