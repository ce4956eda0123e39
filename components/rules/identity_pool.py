"""Rules of the identity pool."""

from collections.abc import Iterator
from typing import Final

from cognito_model.shapes import most
from components.rules.problems import LATER, Problem
from components.rules.view import Known, block, blocks

_EXAMPLE_ROLE: Final = "arn:aws:iam::123456789012:role/guests"


def guests_need_a_role(auth: Known) -> Iterator[Problem]:
    """Guests have a role where they are let in, and none where they aren't."""
    pool = block(auth, "identity_pool")
    guests, roles = pool.get("allow_unauthenticated_identities", False), pool.get("roles", {})
    if LATER in (guests, roles):
        return
    path = "identity_pool.roles.unauthenticated"
    if guests and "unauthenticated" not in roles:
        yield Problem(path, "is required with allow_unauthenticated_identities", suggestion=_EXAMPLE_ROLE)
    if not guests and "unauthenticated" in roles:
        yield Problem(path, "needs allow_unauthenticated_identities; leave it out, or set that to true")


def mappings_fit_their_type(auth: Known) -> Iterator[Problem]:
    """Rules go with the type Rules, 1 to 400 of them, for at most ten providers (SetIdentityPoolRoles)."""
    pool = block(auth, "identity_pool")
    mappings = list(blocks(pool, "role_mappings"))
    most_mappings, most_rules = most("cognito-identity:RoleMappingMap"), most("cognito-identity:MappingRulesList")
    if len(mappings) > most_mappings:
        rule = f"must have at most {most_mappings} items, not {len(mappings)}"
        yield Problem("identity_pool.role_mappings", rule)
    for path, mapping in mappings:
        where = f"identity_pool.{path}.mapping_rules"
        kind, rules = mapping.get("type", LATER), mapping.get("mapping_rules", [])
        if LATER in (kind, rules):
            continue
        if kind == "Rules" and not 1 <= len(rules) <= most_rules:
            yield Problem(where, f"must have 1 to {most_rules} rules for type Rules, not {len(rules)}")
        if kind == "Token" and rules:
            yield Problem(where, "is for type Rules; leave it out with Token")


def tags_come_from_somewhere(auth: Known) -> Iterator[Problem]:
    """Session tags are Cognito's default mapping or one's own (SetPrincipalTagAttributeMap)."""
    tags = block(auth, "identity_pool").get("principal_tags", LATER)
    if tags is LATER:
        return
    if tags.get("use_defaults", False) is False and not tags.get("principal_tags"):
        path = "identity_pool.principal_tags.use_defaults"
        yield Problem(path, "must be true without principal_tags", tags.get("use_defaults", LATER), suggestion=True)


RULES = (guests_need_a_role, mappings_fit_their_type, tags_come_from_somewhere)
