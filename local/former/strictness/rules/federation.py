"""Identity providers of a user pool."""

from typing import Final

from local.former import state
from local.former.strictness.rules.rule import Parameters, Table, invalid

SOCIAL: Final = frozenset({"Facebook", "Google", "LoginWithAmazon", "SignInWithApple"})
SOCIAL_DETAILS: Final = (
    ("client_id", "client_secret", "authorize_scopes"),
    "clientId, clientSecret and authorizeScopes are all required idp details.",
)
DETAILS: Final = {
    "Facebook": SOCIAL_DETAILS,
    "Google": SOCIAL_DETAILS,
    "LoginWithAmazon": SOCIAL_DETAILS,
    "SignInWithApple": (
        ("client_id", "private_key", "team_id", "key_id"),
        "clientId, privateKey, teamId, and keyId are all required idp details.",
    ),
    "OIDC": (
        ("client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"),
        "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details.",
    ),
}
"""Which details a type of provider has to have, and what Cognito says where one is missing."""


def social_providers_keep_their_name(parameters: Parameters) -> None:
    """A social provider is named as its type, and nothing else is."""
    name, kind = parameters["ProviderName"], parameters["ProviderType"]
    if name != kind and (name in SOCIAL or kind in SOCIAL):
        raise invalid(f"Provider {name} cannot be of type {kind}.")


def new_details(parameters: Parameters) -> None:
    """A new provider's details."""
    details(parameters, parameters["ProviderType"])


def updated_details(parameters: Parameters) -> None:
    """An existing provider's details, where they change."""
    pool = state.pool(parameters["UserPoolId"]) or {}
    provider = pool.get("_identity_providers", {}).get(parameters["ProviderName"])
    if provider and parameters.get("ProviderDetails"):
        details(parameters, provider["ProviderType"])


def details(parameters: Parameters, kind: str) -> None:
    """What a provider of that type has to say of itself."""
    given = parameters["ProviderDetails"]
    if kind in DETAILS:
        required, message = DETAILS[kind]
        if not all(given.get(key) for key in required):
            raise invalid(message)
    if kind == "OIDC" and not given["oidc_issuer"].startswith("https://"):
        raise invalid("OIDC endpoint must start with https://")
    if kind == "SAML":
        sources = [key for key in ("MetadataURL", "MetadataFile") if given.get(key)]
        if not sources:
            raise invalid("At least one of the MetadataURL or MetadataFile should be provided.")
        if sources[1:]:
            raise invalid("Only one of the MetadataURL or MetadataFile should be provided.")


def mapped_attributes_are_mutable(parameters: Parameters) -> None:
    """Cognito writes mapped attributes at each sign-in."""
    pool = state.pool(parameters["UserPoolId"]) or {}
    immutable = {attribute["Name"] for attribute in pool.get("SchemaAttributes", ()) if not attribute.get("Mutable")}
    for attribute in parameters.get("AttributeMapping") or ():
        if attribute in immutable:
            raise invalid(f"Attribute {attribute} cannot be mapped because it is not mutable.")


RULES: Final[Table] = {
    "CreateIdentityProvider": (social_providers_keep_their_name, new_details, mapped_attributes_are_mutable),
    "UpdateIdentityProvider": (updated_details, mapped_attributes_are_mutable),
}
