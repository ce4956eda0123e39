"""`Environment`: the one value that passes from deploying to everything after it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from automation.errors import DriverError, UsageError


@dataclass(frozen=True)
class AppClient:
    """An app client as the stack's output `clients` describes it."""

    name: str
    client_id: str
    client_secret: str | None = field(repr=False)
    allowed_oauth_flows: tuple[str, ...] = ()
    allowed_oauth_scopes: tuple[str, ...] = ()
    explicit_auth_flows: tuple[str, ...] = ()
    callback_urls: tuple[str, ...] = ()
    logout_urls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Environment:
    """A deployed pool with its domain and clients, built from the stack's outputs alone."""

    name: str
    user_pool_id: str
    user_pool_arn: str
    region: str
    domain: str | None
    hosted_ui_url: str | None
    issuer: str
    jwks_uri: str
    authorize_endpoint: str | None
    token_endpoint: str | None
    userinfo_endpoint: str | None
    revoke_endpoint: str | None
    logout_endpoint: str | None
    clients: tuple[AppClient, ...]
    """The first one is the one that stands first in the configuration."""

    @classmethod
    def from_outputs(cls, name: str, outputs: Mapping[str, Any]) -> "Environment":
        """Build it from the plain values of the stack's outputs.

        Raises DriverError where an output is missing, as in a stack that another program deployed or that is empty.
        """
        members = [key for key in cls.__dataclass_fields__ if key not in ("name", "clients")]
        missing = next((key for key in ("clients", "client_id", *members) if key not in outputs), None)
        described = outputs.get("clients")
        if missing is None and not _are_clients(described):
            missing = "clients"
        if missing is not None or not isinstance(described, Mapping):
            raise DriverError(
                f"The stack {name} lacks the output {missing!r}: it is empty, or another Pulumi program deployed it. "
                "Deploy it with `python automation/run.py up`."
            )
        clients = [_client(key, value) for key, value in described.items()]
        clients.sort(key=lambda client: client.client_id != outputs["client_id"])  # stable: only the first one moves
        return cls(name=name, clients=tuple(clients), **{key: outputs[key] for key in members})

    def client(self, name: str | None = None) -> AppClient:
        """The app client of that name or client id; the first one without a name.

        Raises UsageError with the names there are.
        """
        for client in self.clients:
            if name in (None, client.name, client.client_id):
                return client
        if not self.clients:
            raise UsageError(
                f"The environment {self.name} has no app client, so no tokens can be issued. Add one to `clients` "
                "and run `up`."
            )
        names = ", ".join(client.name for client in self.clients)
        raise UsageError(f"The environment {self.name} has no app client {name!r}. Its clients: {names}.")


def _are_clients(described: object) -> bool:
    if not isinstance(described, Mapping):
        return False
    return all(isinstance(one, Mapping) and isinstance(one.get("client_id"), str) for one in described.values())


def _client(name: str, described: Mapping[str, Any]) -> AppClient:
    return AppClient(
        name=name,
        client_id=described["client_id"],
        client_secret=described.get("client_secret"),
        **{
            key: tuple(described.get(key) or ())
            for key in (
                "allowed_oauth_flows",
                "allowed_oauth_scopes",
                "explicit_auth_flows",
                "callback_urls",
                "logout_urls",
            )
        },
    )
