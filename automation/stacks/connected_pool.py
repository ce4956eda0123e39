"""User pools that were deployed by others: remembered with an app client, and used without AWS permissions."""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from automation.environment import AppClient, Environment
from automation.errors import DriverError, UsageError
from automation.stacks.kept_stack import at_live_address
from automation.stacks.token_cache import TokenCache
from automation.targets.folders import connected_name
from automation.targets.pool_connection import PoolConnection
from automation.targets.workspaces import Workspace
from automation.terminal.keyring_secrets import FORM, keyring_secret
from automation.tokens.discovery import check_domain, check_ids, discover
from cognito_model.regions import region_of_pool
from local.paths import ignored_by_git
from local.private_files import make_private_folder, write_private
from local.program import CONNECTIONS

FILE: Final = "connection.json"
NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}")
FLOWS_OF_USERS: Final = (
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
)
"""What an app client may allow that takes no administrator; which of them it does, shows when it is asked."""


class ClientMissingError(DriverError):
    """There is no app client of that id."""

    code = "client_missing"


@dataclass(frozen=True)
class Coordinates:
    """The pool and app client, as the user specified them."""

    user_pool_id: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    domain: str | None = None
    redirect_uris: tuple[str, ...] = ()
    logout_uris: tuple[str, ...] = ()
    secret_source: str | None = None
    """Where the secret is in the system's keyring; it is kept nowhere else then."""

    @property
    def has_secret(self) -> bool:
        """Whether a client secret, or its place in the keyring, is known."""
        return bool(self.client_secret or self.secret_source)


@dataclass(frozen=True)
class Wish:
    """What a command wants from an app client; whether the client allows it only shows when it is used."""

    is_machine: bool = False
    scopes: tuple[str, ...] = ()
    redirect_uri: str | None = None


@dataclass(frozen=True)
class ConnectedPool:
    """A user pool that was remembered by `connect`, or given on the command line."""

    workspace: Workspace
    connection: PoolConnection
    coordinates: Coordinates
    variables: Mapping[str, str] = field(repr=False)
    """The process's own."""
    wish: Wish = Wish()

    has_test_users = False
    checkpoint = None

    @cached_property
    def _client_secret(self) -> str | None:
        """The client secret; reads the keyring at most once. Raises KeyringUnavailableError."""
        source = self.coordinates.secret_source
        return keyring_secret(source) if source else self.coordinates.client_secret

    def environment(self, *, refresh: bool = False) -> Environment:
        """The saved description of the pool or, with `refresh` or without one, a new one. Raises DriverError."""
        clients = self._clients()  # a secret that isn't to be had is said before anything is sent
        outputs = None if refresh else self._remembered()
        if outputs is None:
            outputs = self._discover()
        live = at_live_address(outputs, self.connection.endpoint_url)
        environment = Environment.from_outputs(self.workspace.name, {**live, **clients})
        return replace(environment, clients=tuple(self._wished(client) for client in environment.clients))

    def tokens(self) -> TokenCache:
        """The token cache."""
        return TokenCache(str(self.workspace.folder), self.workspace.target, self.variables)

    def forget_tokens(self, matches: Callable[[Mapping[str, Any]], bool]) -> None:
        """Delete the cached tokens whose entries match. Raises OSError."""
        self.tokens().drop(matches)

    def remember(self) -> Environment:
        """Read the pool's description, check the client, and save both. Raises DriverError, and saves nothing then."""
        known = read_coordinates(self.workspace.folder)
        if known is not None and (known.user_pool_id, known.client_id) != (
            self.coordinates.user_pool_id,
            self.coordinates.client_id,
        ):
            self.tokens().clear()
        return self.environment(refresh=True)

    @contextmanager
    def nothing_left_of_failures(self) -> Iterator[None]:
        """Wrap a command: if it fails for a pool that wasn't remembered before, nothing about the pool is kept."""
        folder = self.workspace.folder
        was_there = folder.exists()
        try:
            yield
        except BaseException:
            if not was_there:
                shutil.rmtree(folder, ignore_errors=True)
            raise

    def _clients(self) -> dict[str, Any]:
        coordinates = self.coordinates
        described = {
            "client_id": coordinates.client_id,
            "client_secret": self._client_secret,
            "allowed_oauth_flows": ["code"],
            "explicit_auth_flows": list(FLOWS_OF_USERS),
            "callback_urls": list(coordinates.redirect_uris),
            "logout_urls": list(coordinates.logout_uris),
        }
        return {"client_id": coordinates.client_id, "clients": {coordinates.client_id: described}}

    def _wished(self, client: AppClient) -> AppClient:
        wish = self.wish
        first = (wish.redirect_uri,) if wish.redirect_uri else ()
        return replace(
            client,
            allowed_oauth_flows=("client_credentials",) if wish.is_machine else client.allowed_oauth_flows,
            allowed_oauth_scopes=wish.scopes,
            callback_urls=tuple(dict.fromkeys((*first, *client.callback_urls))),
        )

    def _remembered(self) -> dict[str, Any] | None:
        with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            known = _read(self.workspace.folder)
            if _coordinates_in(known) == self.coordinates and known["endpoint_url"] == self._foreign_endpoint:
                return dict(known["outputs"])
        return None

    def _check_whose_domain(self) -> None:
        domain, ask = self.coordinates.domain, self.connection.pool_of_domain
        if domain and ask is not None and ask(domain) != self.coordinates.user_pool_id:
            raise UsageError(
                f"{domain} isn't a domain of the user pool {self.coordinates.user_pool_id}. Nothing was created."
            )

    @property
    def _foreign_endpoint(self) -> str | None:
        """The endpoint that identifies the pool; None for a local engine, whose endpoint changes at each start."""
        return None if self.connection.target == "local" else self.connection.endpoint_url

    def _discover(self) -> dict[str, Any]:
        coordinates, connection = self.coordinates, self.connection
        with connection.http() as http:
            outputs = discover(http, coordinates.user_pool_id, connection.endpoint_url, coordinates.domain)
            if coordinates.domain and connection.endpoint_url is None:
                check_domain(http, coordinates.domain, str(outputs["hosted_ui_url"]))
        self._check_whose_domain()
        check_client(connection, coordinates)
        content = {**asdict(coordinates), "endpoint_url": self._foreign_endpoint, "outputs": outputs}
        ignored_by_git(make_private_folder(self.workspace.folder.parent.parent))
        make_private_folder(self.workspace.folder)
        write_private(self.workspace.folder / FILE, json.dumps(content, indent=1))
        return outputs


def check_client(connection: PoolConnection, coordinates: Coordinates) -> None:
    """Raise ClientMissingError, UsageError where the app client isn't there, or has a secret that wasn't given.

    A refresh token that is none is refused to everybody, and the refusal tells (InitiateAuth). Nobody's rights needed.
    """
    from botocore.exceptions import ClientError

    try:
        connection.cognito().initiate_auth(
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": "none"},
            ClientId=coordinates.client_id,
        )
    except ClientError as error:
        code, message = (str(error.response.get("Error", {}).get(name, "")) for name in ("Code", "Message"))
        if code == "ResourceNotFoundException":
            raise ClientMissingError(
                f"There is no app client {coordinates.client_id} in {region_of_pool(coordinates.user_pool_id)}. "
                "Check its ID. Nothing was created."
            ) from None
        if "SECRET_HASH was not received" in message and not coordinates.has_secret:
            raise UsageError(
                f"The app client {coordinates.client_id} has a secret. Give it with --client-secret - (stdin), "
                f"--client-secret @FILE, --client-secret {FORM}, or COGNITO_CLIENT_SECRET. Nothing was created."
            ) from None


def folder_of(root: Path, target: str, name: str) -> Path:
    """The folder in which a pool is remembered under a name."""
    return root / CONNECTIONS / target / name


def is_connected(root: Path, target: str, name: str) -> bool:
    """Whether a pool is remembered by this name."""
    return NAME.fullmatch(name) is not None and (folder_of(root, target, name) / FILE).is_file()


def forget(root: Path, target: str, name: str) -> None:
    """Forget a pool, its cached tokens, and what is known about its users. Raises OSError."""
    shutil.rmtree(folder_of(root, target, name))


def hand_over_to_connections(root: Path, target: str, user_pool_id: str, client_id: str, secret: str) -> list[str]:
    """Save an app client's new secret under every name by which the client is remembered. Raises StorageError.

    What is in the keyring is its owner's: the answer is where.
    """
    in_keyring = []
    for file in sorted((root / CONNECTIONS / target).glob(f"*/{FILE}")):
        known = read_coordinates(file.parent)
        if known is None or (known.user_pool_id, known.client_id) != (user_pool_id, client_id):
            continue
        in_keyring += [known.secret_source] if known.secret_source else []
        if known.client_secret not in {None, secret}:
            write_private(file, json.dumps({**_read(file.parent), "client_secret": secret}, indent=1))
    return sorted(set(in_keyring))


def connected_pool(
    root: Path, name: str, connection: PoolConnection, coordinates: Coordinates, variables: Mapping[str, str]
) -> ConnectedPool:
    """A pool by its name or, if that is empty, by its IDs. Sends nothing. Raises UsageError."""
    check_ids(coordinates.user_pool_id, coordinates.client_id, coordinates.domain, None)
    own = name or connected_name(coordinates.user_pool_id, coordinates.client_id)
    workspace = Workspace(folder_of(root, connection.target, own), connection.target, own)
    return ConnectedPool(workspace, connection, coordinates, variables)


def read_coordinates(folder: Path) -> Coordinates | None:
    """The coordinates saved in a folder; None if there are none. Secret."""
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        return _coordinates_in(_read(folder))
    return None


def _coordinates_in(known: Mapping[str, Any]) -> Coordinates:
    return Coordinates(
        str(known["user_pool_id"]),
        str(known["client_id"]),
        known["client_secret"],
        known["domain"],
        tuple(known["redirect_uris"]),
        tuple(known["logout_uris"]),
        known.get("secret_source"),
    )


def _read(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return content
