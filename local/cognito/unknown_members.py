"""Members of requests that the service model doesn't have: passed over, as AWS does, but not in silence."""

import logging
from collections.abc import Iterable, Iterator
from typing import Final

KEPT: Final = 200
MAX_LENGTH: Final = 200
LOGGER: Final = logging.getLogger(__name__)


class UnknownMembers:
    """Which have come, each once."""

    def __init__(self) -> None:
        self._seen: dict[str, None] = {}

    def note(self, operation: str, members: Iterable[str]) -> None:
        """Note members by the path on which they stood."""
        for member in members:
            name = f"{operation}: {member}"[:MAX_LENGTH]
            if name not in self._seen and len(self._seen) < KEPT:
                self._seen[name] = None
                LOGGER.warning("A member that the service model doesn't have is ignored: %r", name)

    def __iter__(self) -> Iterator[str]:
        """`CreateUserPool: policies.Other`, in the order of coming."""
        return iter(list(self._seen))
