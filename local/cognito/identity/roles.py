"""The roles of an identity pool, and which of them somebody gets ("Using role-based access control")."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Final

from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, invalid, not_authorized
from local.cognito.identity.finding import pool_of
from local.cognito.identity.logins import Login
from local.cognito.json_types import JsonObject
from local.cognito.store.identity_pools import IdentityPool

MAX_RULES: Final = 25
"""Of an identity provider (RulesConfigurationType)."""
AUTHENTICATED: Final = "authenticated"
UNAUTHENTICATED: Final = "unauthenticated"


def get_identity_pool_roles(call: Call) -> JsonObject:
    """GetIdentityPoolRoles."""
    pool = pool_of(call)
    return {"IdentityPoolId": pool.id, **deepcopy(pool.roles)}


def set_identity_pool_roles(call: Call) -> JsonObject:
    """SetIdentityPoolRoles: in place of those that there were."""
    pool, mappings = pool_of(call), call.get("RoleMappings", {})
    for mapping in mappings.values():
        _check_mapping(mapping)
    given = {"Roles": call["Roles"], "RoleMappings": mappings}
    pool.roles = {name: deepcopy(value) for name, value in given.items() if value}
    call.save(pool)
    return {}


def role_of(pool: IdentityPool, logins: Sequence[Login], custom_role: str | None) -> str:
    """The ARN of the role that logins give; without any that of unauthenticated identities. Raises CognitoError."""
    mappings = pool.roles.get("RoleMappings") or {}
    for login in logins:
        mapping = mappings.get(login.mapping_name)
        if mapping is not None:
            return _mapped(pool, login, mapping, custom_role)
    if custom_role is not None:
        raise not_authorized("CustomRoleArn is not one of the roles in the login token.")
    return _default(pool, AUTHENTICATED if logins else UNAUTHENTICATED)


def _mapped(pool: IdentityPool, login: Login, mapping: JsonObject, custom_role: str | None) -> str:
    roles = [str(role) for role in login.claims.get("cognito:roles") or []]
    preferred = login.claims.get("cognito:preferred_role")
    by_token = mapping["Type"] == "Token"
    if custom_role is not None:
        if not by_token or custom_role not in roles:
            raise not_authorized("CustomRoleArn is not one of the roles in the login token.")
        return custom_role
    if by_token:
        found = str(preferred) if preferred else roles[0] if len(roles) == 1 else None
    else:
        rules = mapping["RulesConfiguration"]["Rules"]
        found = next((str(rule["RoleARN"]) for rule in rules if _matches(rule, login.claims)), None)
    if found is not None:
        return found
    if mapping["AmbiguousRoleResolution"] == "Deny":
        raise not_authorized("No role of the identity pool's role mapping applies to the login token.")
    return _default(pool, AUTHENTICATED)


def _matches(rule: JsonObject, claims: JsonObject) -> bool:
    """Whether a rule's claim is there and as it says; a list matches with each of its values, `NotEqual` with all."""
    if rule["Claim"] not in claims:
        return False
    found = claims[rule["Claim"]]
    values = [_text(value) for value in (found if isinstance(found, list) else [found])]
    wanted = rule["Value"]
    match rule["MatchType"]:
        case "Equals":
            return wanted in values
        case "NotEqual":
            return wanted not in values
        case "StartsWith":
            return any(value.startswith(wanted) for value in values)
        case _:
            return any(wanted in value for value in values)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _default(pool: IdentityPool, kind: str) -> str:
    found = (pool.roles.get("Roles") or {}).get(kind)
    if found is None:
        raise CognitoError(
            "InvalidIdentityPoolConfigurationException",
            "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
        )
    return str(found)


def _check_mapping(mapping: JsonObject) -> None:
    """Raise CognitoError: what a mapping's type requires (RoleMapping)."""
    if not mapping.get("AmbiguousRoleResolution"):
        raise invalid("AmbiguousRoleResolution is required for role mappings of the types Token and Rules.")
    rules = (mapping.get("RulesConfiguration") or {}).get("Rules") or []
    if mapping["Type"] == "Rules" and not rules:
        raise invalid("RulesConfiguration is required for role mappings of the type Rules.")
    if mapping["Type"] == "Token" and rules:
        raise invalid("RulesConfiguration is not allowed for role mappings of the type Token.")
    if len(rules) > MAX_RULES:
        raise invalid(f"A role mapping has {MAX_RULES} rules at most.")


OPERATIONS: Final[Mapping[str, Handler]] = {
    "GetIdentityPoolRoles": get_identity_pool_roles,
    "SetIdentityPoolRoles": set_identity_pool_roles,
}
