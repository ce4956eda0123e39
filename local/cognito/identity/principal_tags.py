"""Attributes for access control: which claims of a provider's token become session tags of the role's session."""

from collections.abc import Mapping
from typing import Final

from local.cognito.call import Call, Handler
from local.cognito.errors import invalid
from local.cognito.identity.finding import pool_of
from local.cognito.identity.logins import Login
from local.cognito.json_types import JsonObject
from local.cognito.store.identity_pools import IdentityPool

DEFAULTS: Final[Mapping[str, str]] = {"username": "sub", "client": "aud"}
"""Tags and claims where UseDefaults is set ("Using attributes for access control")."""


def get_principal_tag_attribute_map(call: Call) -> JsonObject:
    """GetPrincipalTagAttributeMap."""
    return _answer(pool_of(call), call["IdentityProviderName"])


def set_principal_tag_attribute_map(call: Call) -> JsonObject:
    """SetPrincipalTagAttributeMap: default mappings, or tags of one's own."""
    pool, provider = pool_of(call), call["IdentityProviderName"]
    uses_defaults, tags = bool(call.get("UseDefaults", False)), dict(call.get("PrincipalTags", {}))
    if uses_defaults and tags:
        raise invalid("PrincipalTags can't be given together with UseDefaults.")
    pool.principal_tags[provider] = {"UseDefaults": uses_defaults, "PrincipalTags": tags}
    call.save(pool)
    return _answer(pool, provider)


def tags_of(pool: IdentityPool, login: Login) -> dict[str, str]:
    """The session tags that a login's claims give; claims that it doesn't have give none."""
    found = pool.principal_tags.get(login.provider)
    if found is None:
        return {}
    mapping = DEFAULTS if found["UseDefaults"] else found["PrincipalTags"]
    return {tag: str(login.claims[claim]) for tag, claim in mapping.items() if claim in login.claims}


def _answer(pool: IdentityPool, provider: str) -> JsonObject:
    found = pool.principal_tags.get(provider) or {"UseDefaults": False, "PrincipalTags": {}}
    return {
        "IdentityPoolId": pool.id,
        "IdentityProviderName": provider,
        "UseDefaults": found["UseDefaults"],
        "PrincipalTags": dict(found["PrincipalTags"]),
    }


OPERATIONS: Final[Mapping[str, Handler]] = {
    "GetPrincipalTagAttributeMap": get_principal_tag_attribute_map,
    "SetPrincipalTagAttributeMap": set_principal_tag_attribute_map,
}
