"""The latest calls of `cognito-idp` operations: who asked what, and what came of it. No secrets: names only."""

import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

KEPT: Final = 200


@dataclass(frozen=True)
class Call:
    """One call."""

    at: float
    """Seconds since the epoch."""
    operation: str
    user_pool_id: str
    client_id: str
    username: str
    error: str
    """Cognito's error code; empty where it succeeded."""
    duration_s: float


class Calls:
    """The latest calls, in memory; a restart forgets them. Safe in threads."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def note(self, operation: str, parameters: Mapping[str, Any], error: str, started: float) -> None:
        """Note a call that has ended; `started` is `time.perf_counter()`'s value at its beginning."""

        def text(name: str) -> str:
            value = parameters.get(name)
            return value if isinstance(value, str) else ""

        call = Call(
            at=time.time(),
            operation=operation,
            user_pool_id=text("UserPoolId"),
            client_id=text("ClientId"),
            username=text("Username"),
            error=error,
            duration_s=time.perf_counter() - started,
        )
        with self._lock:
            self._calls.appendleft(call)

    def latest(self, count: int = KEPT) -> tuple[Call, ...]:
        """The latest calls, newest first."""
        with self._lock:
            return tuple(self._calls)[:count]


LATEST: Final = Calls()
"""Those of this process: what the seam fills and the console shows."""
