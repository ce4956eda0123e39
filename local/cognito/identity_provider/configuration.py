"""Who is at the test identity provider, and which providers of user pools it stands for."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from local.cognito.errors import invalid
from local.cognito.json_types import JsonObject

DEFAULT: Final = ""
"""The name of the provider that stands for itself."""
NAME: Final = re.compile(r"[^_\W][\w-]{1,30}", re.UNICODE)
"""ProviderNameType, letters and digits of it."""
MEMBERS: Final = frozenset({"users", "clients"})
MAX_USERS: Final = 1000
DEFAULT_USERS: Final = ("ada", "grace", "linus")


@dataclass(frozen=True, slots=True)
class ProviderUser:
    """Somebody at the provider."""

    username: str
    claims: JsonObject = field(default_factory=dict, repr=False)
    """What it says of them, `sub` included."""


@dataclass(frozen=True, slots=True)
class ProviderClient:
    """A relying party that is no user pool's: an application that talks to the provider itself."""

    client_id: str
    redirect_uris: tuple[str, ...]
    client_secret: str = field(default="", repr=False)
    """Empty for a public client."""


@dataclass(frozen=True, slots=True)
class TestProvider:
    """A provider: the default one, or one that stands for another."""

    __test__ = False  # it is no test

    name: str
    users: Mapping[str, ProviderUser] = field(default_factory=dict, repr=False)
    """By user name."""
    clients: Mapping[str, ProviderClient] = field(default_factory=dict, repr=False)
    """By id."""

    def user(self, username: str) -> ProviderUser:
        """Somebody by name: who isn't known is made up."""
        return self.users.get(username) or made_up(self.name, username)


class TestProviders:
    """The providers that there are. Safe in threads: they are replaced as a whole."""

    __test__ = False

    def __init__(self) -> None:
        self._configuration: JsonObject = {}
        self._providers: Mapping[str, TestProvider] = {DEFAULT: _provider(DEFAULT, {})}

    def get(self, name: str) -> TestProvider | None:
        """A provider by whom it stands for; empty for the default one."""
        return self._providers.get(name)

    def stands_for(self, name: str) -> bool:
        """Whether people who sign in with the provider of a name go to one of these instead."""
        return bool(name) and name in self._providers

    def set(self, given: JsonObject) -> None:
        """Have these providers and the default one: `{NAME: {"users": [...], "clients": [...]}}`. Raises CognitoError.

        A user is an object of `username` and claims; `default` as a name is the default provider. An empty list of
        users, or none, means a few that are made up.
        """
        providers = {DEFAULT: _provider(DEFAULT, {})}
        for name, configured in given.items():
            if not NAME.fullmatch(name):
                raise invalid(f"{name[:40]!r} can't be the name of a provider.")
            own = DEFAULT if name == "default" else name
            providers[own] = _provider(own, configured)
        self._providers, self._configuration = providers, given

    def to_json(self) -> JsonObject:
        """As `set` takes them; clients' secrets are left out."""
        return {
            provider.name or "default": {
                "users": [{"username": user.username, **user.claims} for user in provider.users.values()],
                "clients": [
                    {"client_id": client.client_id, "redirect_uris": list(client.redirect_uris)}
                    for client in provider.clients.values()
                ],
            }
            for provider in self._providers.values()
        }


def made_up(provider: str, username: str, claims: Mapping[str, Any] | None = None) -> ProviderUser:
    """A user whose claims follow from the name, but for those that are given."""
    digest = hashlib.sha256(f"{provider} {username}".encode()).hexdigest()
    sub = f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
    local, at, _ = username.partition("@")
    found = {
        "sub": sub,
        "email": username if at else f"{username}@example.com",
        "email_verified": True,
        "name": f"{local.capitalize()} Example",
        "given_name": local.capitalize(),
        "family_name": "Example",
        "preferred_username": username,
    }
    return ProviderUser(username, {**found, **(claims or {})})


def _provider(name: str, configured: Any) -> TestProvider:
    if not isinstance(configured, dict) or configured.keys() - MEMBERS:
        raise invalid(f"{name or 'default'}: must be an object of users and clients.")
    users = [_user(name, one) for one in _list(name, configured, "users")]
    users = users or [made_up(name, username) for username in DEFAULT_USERS]
    clients = [_client(name, one) for one in _list(name, configured, "clients")]
    subjects = {user.claims["sub"] for user in users}
    if len({user.username for user in users}) < len(users) or len(subjects) < len(users):
        raise invalid(f"{name or 'default'}: each user must have a unique name and sub.")
    return TestProvider(name, {user.username: user for user in users}, {client.client_id: client for client in clients})


def _list(name: str, configured: JsonObject, member: str) -> list[Any]:
    found = configured.get(member, [])
    if not isinstance(found, list) or len(found) > MAX_USERS:
        raise invalid(f"{name or 'default'}: {member} must be a list of at most {MAX_USERS}.")
    return found


def _user(provider: str, given: Any) -> ProviderUser:
    username = given.get("username") if isinstance(given, dict) else None
    if not isinstance(username, str) or not username or not isinstance(given.get("sub", ""), str):
        raise invalid(f"{provider or 'default'}: a user must be an object with a username; its sub must be a string.")
    return made_up(provider, username, {name: value for name, value in given.items() if name != "username"})


def _client(provider: str, given: Any) -> ProviderClient:
    if not isinstance(given, dict):
        given = {}
    client_id, uris, secret = given.get("client_id"), given.get("redirect_uris"), given.get("client_secret", "")
    is_right = isinstance(client_id, str) and client_id and isinstance(secret, str) and isinstance(uris, list) and uris
    if not is_right or not all(isinstance(uri, str) for uri in uris or ()):
        raise invalid(f"{provider or 'default'}: a client must have a client_id and redirect_uris.")
    return ProviderClient(str(client_id), tuple(uris or ()), secret)
