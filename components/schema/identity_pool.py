"""Rules of the identity pool."""

from collections.abc import Iterator
from typing import Final

from cognito_model.shapes import most
from components.checking.keys import (
    Blocks,
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block, blocks
from components.effective import is_trusted
from components.schema import requirements

IDENTITY_POOL_ROLES: Final = table(
    "IdentityPoolRolesArgs",
    "The roles of an identity pool's users.",
    entry("authenticated", "cognito-identity:ARNString", "The role of users who signed in.", words="none"),
    entry("unauthenticated", "cognito-identity:ARNString", "The role of guests.", words="none"),
)

MAPPING_RULE: Final = table(
    "MappingRuleArgs",
    "A rule that gives a role by a claim.",
    entry("claim", "cognito-identity:ClaimName", "The claim, e.g. `cognito:groups`.", required=True),
    entry(
        "match_type",
        "cognito-identity:MappingRuleMatchType",
        "Equals, Contains, StartsWith or NotEqual.",
        required=True,
    ),
    entry("role_arn", "cognito-identity:ARNString", "The role.", required=True),
    entry("value", "cognito-identity:ClaimValue", "What the claim is compared with.", required=True),
)

ROLE_MAPPING: Final = table(
    "RoleMappingArgs",
    "How users of one app client get their role.",
    entry(
        "ambiguous_role_resolution",
        "cognito-identity:AmbiguousRoleResolutionType",
        "AuthenticatedRole or Deny, if no rule or role applies.",
        default="Deny",
    ),
    entry(
        "identity_provider",
        "StringType",
        "The name of one of the clients, or a provider in AWS's notation.",
        required=True,
    ),
    entry("mapping_rules", Blocks(MAPPING_RULE, unique=()), "The rules, in order; for type Rules.", words="none"),
    entry(
        "type",
        "cognito-identity:RoleMappingType",
        "Token (the token's `cognito:preferred_role`) or Rules.",
        required=True,
    ),
)

PRINCIPAL_TAGS: Final = table(
    "PrincipalTagsArgs",
    "Session tags from the user pool's claims, for attribute-based access control.",
    entry("principal_tags", "cognito-identity:PrincipalTags", "Tags and the claims that fill them.", words="none"),
    entry("use_defaults", "cognito-identity:UseDefaults", "Whether Cognito's default mapping is used.", default=False),
    resource="IdentityPoolProviderPrincipalTag",
)

IDENTITY_POOL: Final = table(
    "IdentityPoolArgs",
    "An identity pool, which gives the users of the app clients AWS credentials.",
    entry(
        "allow_classic_flow",
        "cognito-identity:ClassicFlow",
        "Whether the basic (classic) flow is allowed too.",
        otherwise=False,
        production=requirements.CLASSIC_FLOW,
    ),
    entry(
        "allow_unauthenticated_identities",
        "cognito-identity:IdentityPoolUnauthenticated",
        "Whether guests get credentials without signing in.",
        default=False,
        production=requirements.GUESTS,
    ),
    entry(
        "developer_provider_name",
        "cognito-identity:DeveloperProviderName",
        "The name of your own developer provider.",
        words="none",
    ),
    entry("identity_pool_name", "cognito-identity:IdentityPoolName", "Its name.", words="the user pool's"),
    entry(
        "openid_connect_provider_arns",
        "cognito-identity:OIDCProviderList",
        "The ARNs of IAM OIDC providers that it trusts.",
        words="none",
    ),
    entry("principal_tags", PRINCIPAL_TAGS, "Session tags from claims.", words="none"),
    entry(
        "role_mappings",
        Blocks(ROLE_MAPPING, unique=("identity_provider",)),
        "How users get their role.",
        words="the authenticated role",
        place="IdentityPoolRoleAttachment.role_mappings",
    ),
    entry("roles", IDENTITY_POOL_ROLES, "The roles.", words="none", place="IdentityPoolRoleAttachment.roles"),
    entry(
        "saml_provider_arns",
        "cognito-identity:SAMLProviderList",
        "The ARNs of IAM SAML providers that it trusts.",
        words="none",
    ),
    entry(
        "server_side_token_check",
        "cognito-identity:CognitoIdentityProviderTokenCheck",
        "Whether tokens are refused once they are revoked.",
        default=True,
        place="cognito_identity_providers[].server_side_token_check",
    ),
    entry(
        "supported_login_providers",
        "cognito-identity:IdentityProviders",
        "Social providers that are used without the user pool, and their app IDs.",
        words="none",
    ),
    resource="IdentityPool",
)


_EXAMPLE_ROLE: Final = "arn:aws:iam::123456789012:role/guests"


def guests_need_a_role(auth: Known) -> Iterator[Problem]:
    """Guests have a role where they are let in, and none where they aren't."""
    pool = block(auth, "identity_pool")
    guests, roles = pool.get("allow_unauthenticated_identities", False), pool.get("roles", {})
    if UNKNOWN in (guests, roles):
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
        kind, rules = mapping.get("type", UNKNOWN), mapping.get("mapping_rules", [])
        if UNKNOWN in (kind, rules):
            continue
        if kind == "Rules" and not 1 <= len(rules) <= most_rules:
            yield Problem(where, f"must have 1 to {most_rules} rules for type Rules, not {len(rules)}")
        if kind == "Token" and rules:
            yield Problem(where, "is for type Rules; leave it out with Token")


def tags_come_from_somewhere(auth: Known) -> Iterator[Problem]:
    """Session tags are Cognito's default mapping or one's own (SetPrincipalTagAttributeMap)."""
    tags = block(auth, "identity_pool").get("principal_tags", UNKNOWN)
    if tags is UNKNOWN:
        return
    if tags.get("use_defaults", False) is False and not tags.get("principal_tags"):
        path = "identity_pool.principal_tags.use_defaults"
        yield Problem(path, "must be true without principal_tags", tags.get("use_defaults", UNKNOWN), suggestion=True)


def trusted_clients_have_an_identity_pool(auth: Known) -> Iterator[Problem]:
    """It's the identity pool that trusts a client; there it can have rules of its own (CognitoIdentityProvider)."""
    mapped = {mapping.get("identity_provider") for _, mapping in blocks(block(auth, "identity_pool"), "role_mappings")}
    for path, client in blocks(auth, "clients"):
        where = f"{path}.trusted_by_identity_pool"
        if "trusted_by_identity_pool" in client and "identity_pool" not in auth:
            yield Problem(where, "has no effect without identity_pool; leave it out")
        elif client.get("name") in mapped and not is_trusted(client):
            yield Problem(where, "must be true for a client that identity_pool.role_mappings names", suggestion=True)


RULES = (
    guests_need_a_role,
    mappings_fit_their_type,
    tags_come_from_somewhere,
    trusted_clients_have_an_identity_pool,
)
