"""A user pool that tokens are fetched from: a kept stack's, or one that somebody else deployed."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from automation.environment import Environment
from automation.stacks.token_cache import TokenCache
from automation.targets.pool_connection import PoolConnection
from automation.targets.workspaces import Workspace


class OpenPool(Protocol):
    """What signing in takes, and what is kept of it: `KeptStack`, `ConnectedPool`."""

    @property
    def workspace(self) -> Workspace:
        """Where tokens, and what is known of users, are kept."""

    @property
    def connection(self) -> PoolConnection:
        """The way to the pool."""

    @property
    def checkpoint(self) -> str | None:
        """The file that changes whenever the pool may have; None where there is none."""

    @property
    def has_test_users(self) -> bool:
        """Whether this program creates users of its own there."""

    def environment(self, *, refresh: bool = False) -> Environment:
        """Its addresses and its app clients; asked for anew with `refresh`."""

    def tokens(self) -> TokenCache:
        """The tokens that are kept."""

    def forget_tokens(self, matches: Callable[[Mapping[str, Any]], bool]) -> None:
        """Forget those whose entries match. Raises OSError."""
