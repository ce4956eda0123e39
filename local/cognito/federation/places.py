"""Where an identity provider is: at its own address if that is on this machine, else where one stands in for it."""

from typing import TYPE_CHECKING, Final

from local.cognito.federation.errors import FederationError
from local.cognito.federation.loopback import is_local
from local.cognito.identity_provider.paths import OIDC, SAML, base_path

if TYPE_CHECKING:
    from local.cognito.engine import Engine
    from local.cognito.store.pools import IdentityProvider

ELSEWHERE: Final = (
    "{name} is at {address}, and the local target sends nothing to other machines. Let the test identity provider "
    "replace it: `local: {{idp: {{{name}: {{}}}}}}` in the stack's configuration, or PUT "
    "/_engine/identity-providers."
)
OIDC_ADDRESSES: Final = {
    "authorize_url": "authorization_endpoint",
    "token_url": "token_endpoint",
    "attributes_url": "userinfo_endpoint",
    "jwks_uri": "jwks_uri",
}
"""Details that tell an endpoint, and what discovery calls it."""


def stand_in(engine: "Engine", provider: "IdentityProvider") -> str | None:
    """The address of the test identity provider that stands for a provider; None where none does."""
    if not engine.test_providers.stands_for(provider.name):
        return None
    protocol = SAML if provider.type == "SAML" else OIDC
    return f"{engine.settings.endpoint_url}{base_path(provider.name, protocol)}"


def check_local(provider: "IdentityProvider", address: str) -> str:
    """An address of a provider that may be asked, or that a browser may be sent to. Raises FederationError."""
    if not is_local(address):
        raise FederationError(ELSEWHERE.format(name=provider.name, address=address or "no address"))
    return address
