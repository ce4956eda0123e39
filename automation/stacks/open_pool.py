"""The interface of a user pool that tokens are obtained from: a kept stack's, or one deployed by others."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from automation.environment import Environment
from automation.stacks.token_cache import TokenCache
from automation.targets.pool_connection import PoolConnection
from automation.targets.workspaces import Workspace


class OpenPool(Protocol):
    """What a sign-in needs, and where its tokens are kept: `KeptStack` or `ConnectedPool`."""

    @property
    def workspace(self) -> Workspace:
        """The folder for tokens and data of users."""

    @property
    def connection(self) -> PoolConnection:
        """The connection to the pool's target."""

    @property
    def checkpoint(self) -> str | None:
        """A file that changes whenever the pool may have changed; None if there is none."""

    @property
    def has_test_users(self) -> bool:
        """Whether this program creates test users in the pool."""

    def environment(self, *, refresh: bool = False) -> Environment:
        """The pool's endpoints and app clients; read again with `refresh`."""

    def tokens(self) -> TokenCache:
        """The token cache."""

    def forget_tokens(self, matches: Callable[[Mapping[str, Any]], bool]) -> None:
        """Delete the cached tokens whose entries match. Raises OSError."""
