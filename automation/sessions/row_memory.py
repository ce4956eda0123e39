"""The rows of `token --all` that are still good: written down in lots, so that many cost little."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from automation.stacks.token_cache import TokenCache, question
from automation.tokens.token_set import TokenSet
from automation.users.test_user import TestUser

EVERY_S: Final = 5.0
"""How long tokens may be unwritten: a run that is killed signs those users in again."""


class RowMemory:
    """Tokens of one app client, flow, set of scopes and resource, by user. Safe in threads."""

    def __init__(
        self,
        cache: TokenCache,
        checkpoint: str | None,
        asked: tuple[str, str, tuple[str, ...], str | None],
        now: Callable[[], float] = time.time,
        other_flows: Iterable[str] = (),
    ) -> None:
        """With what is asked for: the app client, the flow, the scopes, and the resource.

        Tokens that `other_flows` gave are as good, where there are none of that flow.
        """
        self._cache, self._checkpoint, self._now = cache, checkpoint, now
        self._asked = asked
        self._flows = (asked[1], *other_flows)  # the one that was asked for first
        self._find = cache.finder(now())
        self._lock = threading.Lock()
        self._new: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self._written = now()
        self.failure: OSError | None = None
        """Why some of what came isn't kept; nothing is written after that."""

    def known(self, user: TestUser) -> TokenSet | None:
        """The tokens of a user that are good for a while longer."""
        found = (self._find(self._question(user, flow)) for flow in self._flows)
        entry = next((one for one in found if one), None)
        if entry is None:
            return None
        return TokenSet(**{**entry["tokens"], "expires_in": int(entry["expires_at"] - self._now())})

    def keep(self, user: TestUser, tokens: TokenSet) -> None:
        """Keep new ones."""
        entry = {
            "expires_at": self._now() + tokens.expires_in,
            "tokens": tokens.to_dict(),
            "username": user.username,
            "user": {"username": user.username, "email": user.email},
        }
        with self._lock:
            self._new.append((self._question(user, self._flows[0]), entry))
            if self._now() - self._written > EVERY_S:
                self._write()

    def flush(self) -> None:
        """Write down what isn't yet."""
        with self._lock:
            self._write()

    def _write(self) -> None:
        if self._new and self.failure is None:
            try:
                self._cache.put_all(self._new, self._checkpoint)
            except OSError as error:
                self.failure = error
        self._new, self._written = [], self._now()

    def _question(self, user: TestUser, flow: str) -> dict[str, Any]:
        client, _flow, scopes, resource = self._asked
        return question(user.username, client, flow, scopes, resource)
