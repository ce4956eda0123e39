"""SAML 2.0, as service provider."""

from typing import TYPE_CHECKING

from local.cognito.federation.errors import FederationError
from local.cognito.pages.authorization import Authorization
from local.cognito.pages.errors import PageError
from local.cognito.pages.replies import Reply
from local.cognito.pages.visit import Visit
from local.cognito.store.pools import IdentityProvider

if TYPE_CHECKING:
    from local.cognito.federation.sign_in import Federation


def start(federation: "Federation", visit: Visit, request: Authorization, provider: IdentityProvider) -> Reply:
    """Send the browser to a provider. Raises FederationError."""
    del federation, visit, request
    raise FederationError(f"Signing in at SAML providers such as {provider.name} isn't available here yet.")


def answer(federation: "Federation", visit: Visit) -> Reply:
    """A provider's answer. Raises PageError."""
    del federation, visit
    raise PageError(
        "temporarily_unavailable",
        "Signing in at SAML providers isn't available here yet. Go back to the application and sign in again.",
    )
