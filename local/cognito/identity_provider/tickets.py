"""What the provider remembers between two requests: sign-ins under way, codes, access tokens. Taken once, bounded."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from local.cognito.ids import digest

MAX_COUNT: Final = 2000

Content = TypeVar("Content")


class Tickets(Generic[Content]):
    """Things by a random key, for a while; a restart forgets them. Safe in threads."""

    def __init__(self, now: Callable[[], float], lifetime_s: float) -> None:
        self._now = now
        self._lifetime_s = lifetime_s
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, Content]] = OrderedDict()

    def give(self, content: Content) -> str:
        """A new key for something."""
        key = secrets.token_urlsafe(32)
        self.put(key, content)
        return key

    def put(self, key: str, content: Content) -> bool:
        """Keep something under a key of one's own; False where there is something already."""
        with self._lock:
            known = self._kept.get(digest(key))
            if known is not None and known[0] > self._now():
                return False
            self._kept[digest(key)] = self._now() + self._lifetime_s, content
            while len(self._kept) > MAX_COUNT:
                self._kept.popitem(last=False)
            return True

    def find(self, key: str) -> Content | None:
        """What a key stands for; None where that is over."""
        with self._lock:
            expires, content = self._kept.get(digest(key), (0.0, None))
        return content if expires > self._now() else None

    def take(self, key: str) -> Content | None:
        """What a key stands for, once."""
        with self._lock:
            expires, content = self._kept.pop(digest(key), (0.0, None))
        return content if expires > self._now() else None
