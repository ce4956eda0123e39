"""Rules of resource servers, identity providers and groups, and of the clients that refer to them."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from cognito_model.identity_providers import SOCIAL
from cognito_model.resource_quotas import (
    APP_CLIENTS_OF_A_POOL,
    GROUPS_OF_A_POOL,
    IDENTITY_PROVIDERS_OF_A_POOL,
    RESOURCE_SERVERS_OF_A_POOL,
)
from cognito_model.shapes import most
from components.checking.keys import (
    FLAG,
    NOWHERE,
    Blocks,
    Shape,
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.values import broken_rules, passing
from components.checking.view import Known, block, blocks, is_known, items
from components.schema import requirements

SCOPE: Final = table(
    "ScopeArgs",
    "A scope of a resource server; clients request it as `<identifier>/<scope_name>`.",
    entry("scope_description", "ResourceServerScopeDescriptionType", "What it allows.", required=True),
    entry("scope_name", "ResourceServerScopeNameType", "Its name, without `/`.", required=True),
)

RESOURCE_SERVER: Final = table(
    "ResourceServerArgs",
    "An API with its own scopes, which clients can request.",
    entry(
        "identifier",
        "ResourceServerIdentifierType",
        "What its scopes begin with, e.g. `orders` or `https://api.example.com`. Can't change later.",
        required=True,
        plain=True,
    ),
    entry("name", "ResourceServerNameType", "A display name.", words="the identifier"),
    entry("scopes", Blocks(SCOPE, unique=("scope_name",)), "Its scopes, up to 100.", words="none"),
    resource="ResourceServer",
)

GROUP: Final = table(
    "GroupArgs",
    "A group of users, which tokens name in `cognito:groups`.",
    entry("description", "DescriptionType", "What it is for.", words="none"),
    entry("name", "GroupNameType", "Its name. Can't change later.", required=True, plain=True),
    entry(
        "precedence",
        "PrecedenceType",
        "The role of the group with the lowest number applies to users in several groups.",
        words="none",
    ),
    entry(
        "role_arn",
        "ArnType",
        "The role of its members, which tokens name in `cognito:roles`.",
        words="none",
        production=requirements.GROUP_ROLE,
    ),
    resource="UserGroup",
)

IDENTITY_PROVIDER: Final = table(
    "IdentityProviderArgs",
    "An identity provider that users can sign in with.",
    entry(
        "attribute_mapping",
        "AttributeMappingType",
        "The pool's attributes and the provider's claims that fill them, e.g. `email: email`.",
        words="Cognito's",
    ),
    entry(
        "idp_identifiers",
        "IdpIdentifiersListType",
        "Other names for the provider in sign-in requests, e.g. an e-mail domain.",
        words="none",
    ),
    entry(
        "keep_provider_details",
        FLAG,
        "Leave an adopted provider the details that it has; written by `adopt`.",
        otherwise=False,
        plain=True,
        place=NOWHERE,
    ),
    entry(
        "provider_details",
        Shape("ProviderDetailsType", secret=True),
        "What its type asks for (client_id, …); all of it secret.",
        words="none, which takes keep_provider_details",
    ),
    entry(
        "provider_name",
        "ProviderNameTypeV2",
        "Its name; for Google, Facebook, Amazon and Apple, the same as its type. Can't change later.",
        required=True,
        plain=True,
    ),
    entry(
        "provider_type",
        "IdentityProviderTypeType",
        "SAML, OIDC, Google, Facebook, LoginWithAmazon or SignInWithApple. Can't change later.",
        required=True,
    ),
    resource="IdentityProvider",
)


COGNITO: Final = "COGNITO"
_DETAILS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "Facebook": ("client_id", "client_secret", "authorize_scopes"),
        "Google": ("client_id", "client_secret", "authorize_scopes"),
        "LoginWithAmazon": ("client_id", "client_secret", "authorize_scopes"),
        "OIDC": ("client_id", "attributes_request_method", "oidc_issuer", "authorize_scopes"),
        "SignInWithApple": ("client_id", "team_id", "key_id", "private_key", "authorize_scopes"),
    },
)
"""What a provider's type asks for in provider_details (CreateIdentityProvider)."""
_QUOTAS: Final = (
    ("resource_servers", RESOURCE_SERVERS_OF_A_POOL),
    ("identity_providers", IDENTITY_PROVIDERS_OF_A_POOL),
    ("groups", GROUPS_OF_A_POOL),
    ("clients", APP_CLIENTS_OF_A_POOL),
)


def social_providers_have_their_name(auth: Known) -> Iterator[Problem]:
    """Google is called Google, and nobody else is called COGNITO (CreateIdentityProvider)."""
    for path, provider in blocks(auth, "identity_providers"):
        name, kind = provider.get("provider_name", UNKNOWN), provider.get("provider_type", UNKNOWN)
        if UNKNOWN in {name, kind}:
            continue
        if kind in SOCIAL and name != kind:
            yield Problem(f"{path}.provider_name", f"must be {kind}, the same as its type", name, kind)
        if kind not in SOCIAL and (name in SOCIAL or name == COGNITO):
            yield Problem(f"{path}.provider_name", f"can't be {name}, which is reserved", name, f"My{name}")


def provider_details_are_given_or_kept(auth: Known) -> Iterator[Problem]:
    """A provider has details (CreateIdentityProvider); those that stay as they are aren't said."""
    for path, provider in blocks(auth, "identity_providers"):
        is_kept = provider.get("keep_provider_details", False)
        if is_kept is False and "provider_details" not in provider:
            yield Problem(f"{path}.provider_details", "is required")
        elif is_kept is True and "provider_details" in provider:
            yield Problem(f"{path}.keep_provider_details", "has no effect beside provider_details; keep one of them")


def provider_details_are_whole(auth: Known) -> Iterator[Problem]:
    """Each type of provider asks for its own details (CreateIdentityProvider)."""
    for path, provider in blocks(auth, "identity_providers"):
        kind, details = provider.get("provider_type", UNKNOWN), provider.get("provider_details", UNKNOWN)
        if UNKNOWN in (kind, details):
            continue
        for key in missing_details(provider):
            yield Problem(f"{path}.provider_details.{key}", f"is required for {kind}")
        if kind == "SAML" and len({"MetadataURL", "MetadataFile"} & set(details)) != 1:
            yield Problem(f"{path}.provider_details", "must have exactly one of MetadataURL and MetadataFile for SAML")


def issuers_are_https(auth: Known) -> Iterator[Problem]:
    """An OpenID Connect issuer is an https URL (OpenID Connect Core, section 2); those of Auth0 end in a slash."""
    for path, provider in blocks(auth, "identity_providers"):
        issuer = block(provider, "provider_details").get("oidc_issuer", UNKNOWN)
        if issuer is not UNKNOWN and not issuer.startswith("https://"):
            rule = "must begin with https://"
            yield Problem(f"{path}.provider_details.oidc_issuer", rule, issuer, "https://auth.example.com")


def missing_details(provider: Mapping[str, Any]) -> list[str]:
    """What a provider's type asks for in details that are there, and isn't in them."""
    return [key for key in _DETAILS.get(provider["provider_type"], ()) if key not in provider["provider_details"]]


def clients_name_providers_that_exist(auth: Known) -> Iterator[Problem]:
    """A client's identity providers are Cognito itself and those of the pool (CreateUserPoolClient)."""
    if not is_known(auth, "identity_providers"):
        return
    providers = [provider.get("provider_name", UNKNOWN) for _, provider in blocks(auth, "identity_providers")]
    if UNKNOWN in providers:
        return
    for path, client in blocks(auth, "clients"):
        for where, name in items(client, "supported_identity_providers", path):
            if name != COGNITO and name not in providers:
                yield Problem(where, f"must be {COGNITO} or one of identity_providers", name, COGNITO)


def scopes_belong_to_a_server(auth: Known) -> Iterator[Problem]:
    """A custom scope is one of the pool's resource servers (ScopeDoesNotExistException)."""
    if not is_known(auth, "resource_servers") or "user_pool_id" in auth:  # that pool may have others
        return
    servers = [server for _, server in blocks(auth, "resource_servers")]
    if not all(is_known(s, "identifier", "scopes") and is_known_throughout(s) for s in servers):
        return
    scopes = [f"{s['identifier']}/{scope['scope_name']}" for s in servers for _, scope in blocks(s, "scopes")]
    for path, client in blocks(auth, "clients"):
        for where, scope in items(client, "allowed_oauth_scopes", path):
            if "/" in scope and scope not in scopes:
                rule = "must be a scope of one of resource_servers"
                yield Problem(where, rule, scope, scopes[0] if scopes else UNKNOWN)


def is_known_throughout(server: Known) -> bool:
    """Whether all of a server's scopes have names that are known."""
    return all("scope_name" in scope and is_known(scope, "scope_name") for _, scope in blocks(server, "scopes"))


def servers_can_be_named(auth: Known) -> Iterator[Problem]:
    """A server's name is its identifier unless it has another; and names have fewer characters to choose from."""
    shape = "ResourceServerNameType"
    for path, server in blocks(auth, "resource_servers"):
        identifier = server.get("identifier", UNKNOWN)
        if "name" not in server and identifier is not UNKNOWN and broken_rules(identifier, shape):
            rule = "is required, because the identifier can't be used as a name"
            yield Problem(f"{path}.name", rule, suggestion=passing(identifier, shape))


def scopes_are_not_too_many(auth: Known) -> Iterator[Problem]:
    """A resource server has 100 scopes at most (ResourceServerScopeListType)."""
    for path, server in blocks(auth, "resource_servers"):
        scopes, limit = server.get("scopes"), most("ResourceServerScopeListType")
        if isinstance(scopes, list) and len(scopes) > limit:
            yield Problem(f"{path}.scopes", f"must have at most {limit} items, not {len(scopes)}")


def quotas(auth: Known) -> Iterator[Problem]:
    """How many of each a pool can have (Cognito's quotas)."""
    for key, limit in _QUOTAS:
        count = len(auth[key]) if isinstance(auth.get(key), list) else 0
        if count > limit:
            yield Problem(key, f"must have at most {limit} items, not {count}")


RULES = (
    social_providers_have_their_name,
    provider_details_are_given_or_kept,
    provider_details_are_whole,
    issuers_are_https,
    clients_name_providers_that_exist,
    scopes_belong_to_a_server,
    servers_can_be_named,
    scopes_are_not_too_many,
    quotas,
)
