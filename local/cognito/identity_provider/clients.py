"""Who may ask the test identity provider: user pools whose identity provider it is, and clients of one's own."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from local.cognito.identity_provider.configuration import ProviderClient, TestProvider
from local.cognito.identity_provider.paths import OIDC, SAML, base_path
from local.cognito.origin_policy import is_loopback

if TYPE_CHECKING:
    from local.cognito.engine import Engine
    from local.cognito.store.pools import IdentityProvider

OIDC_RESPONSE: Final = "/oauth2/idpresponse"
SAML_RESPONSE: Final = "/saml2/idpresponse"


def client_of(engine: "Engine", provider: TestProvider, client_id: str) -> ProviderClient | None:
    """The client of an id: one of the configuration, or a user pool's identity provider."""
    configured = provider.clients.get(client_id)
    if configured is not None:
        return configured
    for trusted in _trusting(engine, provider, OIDC):
        if trusted.details.get("client_id") == client_id:
            return ProviderClient(client_id, (), trusted.details.get("client_secret") or "")
    return None


def may_return_to(engine: "Engine", client: ProviderClient, address: str) -> bool:
    """Whether a client's answer may go to an address: exactly one of its own; of a user pool the engine's."""
    if client.redirect_uris:
        return address in client.redirect_uris
    return is_engines(engine, address, OIDC_RESPONSE)


def trusting_saml(engine: "Engine", provider: TestProvider, pool_id: str) -> "IdentityProvider | None":
    """The SAML provider of a user pool that is this one; None where it has none."""
    return next((trusted for trusted in _trusting(engine, provider, SAML) if trusted.pool_id == pool_id), None)


def is_engines(engine: "Engine", address: str, path: str) -> bool:
    """Whether an address is a path of this engine, under one of the names that it has on this machine."""
    own, asked = urlsplit(engine.settings.endpoint_url), urlsplit(address)
    try:
        same_port = asked.port == own.port
    except ValueError:
        return False
    plain = f"{own.scheme}://{asked.netloc}{path}" == address
    return plain and same_port and is_loopback(asked.netloc)


def _trusting(engine: "Engine", provider: TestProvider, protocol: str) -> "Iterator[IdentityProvider]":
    """The identity providers of user pools that are this one."""
    base = f"{engine.settings.endpoint_url}{base_path(provider.name, protocol)}"
    port = urlsplit(engine.settings.endpoint_url).port
    for pool in list(engine.store.pools.values()):
        for one in list(pool.identity_providers.values()):
            if (one.type == "SAML") != (protocol == SAML):
                continue
            if engine.test_providers.stands_for(one.name):
                if one.name == provider.name:
                    yield one
                continue
            named = one.details.get("MetadataURL" if protocol == SAML else "oidc_issuer") or ""
            address = named.replace("//localhost:", "//127.0.0.1:", 1)
            expected = f"{base}/metadata" if protocol == SAML else base
            is_file = protocol == SAML and f":{port}{base_path(provider.name, SAML)}" in one.details.get(
                "MetadataFile", ""
            )
            if address == expected or is_file:
                yield one
