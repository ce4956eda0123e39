"""SAML 2.0, as identity provider."""

from typing import TYPE_CHECKING

from local.cognito.identity_provider.configuration import TestProvider
from local.cognito.identity_provider.keys import ProviderKey
from local.cognito.identity_provider.paths import Place
from local.cognito.pages.errors import PageError
from local.cognito.pages.replies import Reply
from local.cognito.pages.visit import Visit

if TYPE_CHECKING:
    from local.cognito.engine import Engine


class SamlProvider:
    """The endpoints."""

    def __init__(self, engine: "Engine", key: ProviderKey) -> None:
        self._engine = engine
        self._key = key

    def metadata(self, provider: TestProvider) -> bytes:
        """Raises PageError."""
        del provider
        raise PageError("not_found", "The test identity provider doesn't speak SAML yet.", 404)

    def sign_in(self, visit: Visit, place: Place, provider: TestProvider) -> Reply:
        """Raises PageError."""
        del visit, place, provider
        raise PageError("not_found", "The test identity provider doesn't speak SAML yet.", 404)

    def log_out(self, visit: Visit, provider: TestProvider) -> Reply:
        """Raises PageError."""
        del visit, provider
        raise PageError("not_found", "The test identity provider doesn't speak SAML yet.", 404)
