"""Identity providers of a user pool."""

from collections.abc import Mapping
from typing import Final

from cognito_model.identity_providers import SOCIAL
from local.cognito.call import Call
from local.cognito.errors import invalid
from local.cognito.origin_policy import is_loopback
from local.cognito.validation.rules.rule import Table, pool_of

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
SAML_DETAILS: Final = frozenset(
    {
        "MetadataURL",
        "MetadataFile",
        "IDPSignout",
        "IDPInit",
        "EncryptedResponses",
        "RequestSigningAlgorithm",
        "SLORedirectBindingURI",
        "SSORedirectBindingURI",
    }
)
"""Those that may be given of a SAML provider. Others are refused, the one that Cognito adds itself included."""


def social_providers_keep_their_name(call: Call) -> None:
    """A social provider is named as its type, and nothing else is."""
    name, kind = call["ProviderName"], call["ProviderType"]
    if name != kind and (name in SOCIAL or kind in SOCIAL):
        raise invalid(f"Provider {name} cannot be of type {kind}.")


def new_details(call: Call) -> None:
    """A new provider's details."""
    details(call["ProviderDetails"], call["ProviderType"])


def updated_details(call: Call) -> None:
    """An existing provider's details, where they change."""
    pool = pool_of(call)
    provider = pool.identity_providers.get(call["ProviderName"]) if pool else None
    if provider and call.get("ProviderDetails"):
        details(call["ProviderDetails"], provider.type)


def details(given: Mapping[str, str], kind: str) -> None:
    """What a provider of that type has to say of itself."""
    if kind in DETAILS:
        required, message = DETAILS[kind]
        if not all(given.get(key) for key in required):
            raise invalid(message)
    if kind == "OIDC" and not is_secure_or_local(given["oidc_issuer"]):
        raise invalid("OIDC endpoint must start with https://")
    if kind == "SAML":
        saml_details(given)


def is_secure_or_local(address: str) -> bool:
    """Whether an issuer is https, or, which Cognito doesn't know, at this machine: a provider to test against."""
    scheme, _, rest = address.partition("://")
    return scheme == "https" or (scheme == "http" and is_loopback(rest.partition("/")[0]))


def saml_details(given: Mapping[str, str]) -> None:
    """A SAML provider's details are known ones, and its metadata comes from one place."""
    for key in given:
        if key not in SAML_DETAILS:
            raise invalid(f"{key} is not a valid key for SAML identity provider details.")
    sources = [key for key in ("MetadataURL", "MetadataFile") if given.get(key)]
    if not sources:
        raise invalid("At least one of the MetadataURL or MetadataFile should be provided.")
    if sources[1:]:
        raise invalid("Only one of the MetadataURL or MetadataFile should be provided.")


def only_oidc_has_levels(call: Call) -> None:
    """Only OIDC providers are asked for a level of authentication (AcrMapping)."""
    pool = pool_of(call)
    existing = pool.identity_providers.get(call["ProviderName"]) if pool else None
    kind = call.get("ProviderType") or (existing.type if existing else "OIDC")
    if call.get("AcrMapping") and kind != "OIDC":
        raise invalid("AcrMapping is supported for OIDC identity providers only.")


RULES: Final[Table] = {
    "CreateIdentityProvider": (social_providers_keep_their_name, new_details, only_oidc_has_levels),
    "UpdateIdentityProvider": (updated_details, only_oidc_has_levels),
}
