"""The app client that a request is about."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from local.cognito.oauth.client_metadata.addresses import is_address

if TYPE_CHECKING:
    from local.cognito.engine import Engine
    from local.cognito.store.pools import AppClient, UserPool

NAMED_HOST: Final = ".localhost"


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """An app client, as it counts for a request, in its pool."""

    pool: "UserPool" = field(repr=False)
    client: "AppClient" = field(repr=False)
    """Its id is what the application calls itself. Not to be saved: it may be described by a metadata document."""
    app_client_id: str
    """That of the app client in the pool, for operations."""

    @property
    def allows_refresh(self) -> bool:
        """Whether it may have refresh tokens: a client that registered itself says which grants it wants."""
        registration = self.client.registration
        return registration is None or "refresh_token" in registration.get("grant_types", ())


def find_client(engine: "Engine", client_id: str, host: str = "") -> OAuthClient | None:
    """The client of an id, or None. `host` is the request's, which may name a pool's domain.

    May wait where the id is the address of a metadata document. Raises ClientMetadataError for one that isn't right.
    """
    if is_address(client_id):
        from local.cognito.oauth.client_metadata.clients import described_client

        return OAuthClient(*described_client(engine, client_id, pool_of_host(engine, host)))
    pool = engine.store.pool_of_client.get(client_id)
    client = None if pool is None else pool.clients.get(client_id)
    return None if pool is None or client is None else OAuthClient(pool, client, client_id)


def pool_of_host(engine: "Engine", host: str) -> "UserPool | None":
    """The pool whose domain a host names, as `PREFIX.localhost` does; None for the engine's own name."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    if not name.lower().endswith(NAMED_HOST):
        return None
    wanted = name.lower().removesuffix(NAMED_HOST)
    found = next((one for one in list(engine.store.domains.values()) if one.name == wanted), None)
    return None if found is None else engine.store.pools.get(found.pool_id)
