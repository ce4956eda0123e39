"""Which connection of the engine's has which provider."""

from typing import TYPE_CHECKING

from local.own_user_listener import connection_name
from local.provider.errors import ProviderError

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.provider.aws_provider import AwsProvider


class Connections:
    """One provider for each connection: the engine opens one per provider instance, and configures it there."""

    def __init__(self, new_provider: "Callable[[], AwsProvider]") -> None:
        self._new_provider = new_provider
        self._providers: dict[str, AwsProvider] = {}

    def opened(self, name: str) -> None:
        """A connection begins, with a provider of its own."""
        self._providers[name] = self._new_provider()

    def ended(self, name: str) -> None:
        """A connection is over: nobody waits any more for what its provider does."""
        self._providers.pop(name).cancel()

    def provider(self, peer: str) -> "AwsProvider":
        """The provider of the connection that a request came by. Raises ProviderError where that has ended since."""
        provider = self._providers.get(connection_name(peer))
        if provider is None:
            raise ProviderError("the connection of this request has ended")
        return provider

    def cancel(self) -> None:
        """Cancel what all of them do."""
        for provider in self._providers.values():
            provider.cancel()
