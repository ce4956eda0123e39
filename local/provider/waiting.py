"""Waiting for Cognito, until the engine cancels it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from local.provider.errors import CancelledError, RequestError

_FIRST_POLL_S = 0.2
_SLOWEST_POLL_S = 5.0


@dataclass(frozen=True)
class Waiter:
    """How waiting is done: `cancelled` ends it, and tests hold the clock."""

    cancelled: threading.Event = field(default_factory=threading.Event)
    clock: Callable[[], float] = time.monotonic

    def refuse_if_cancelled(self, doing: str) -> None:
        """Raise CancelledError once the engine has cancelled."""
        if self.cancelled.is_set():
            raise CancelledError(doing)

    def until(self, is_done: Callable[[], bool], limit_s: float, doing: str) -> None:
        """Ask again and again, ever more slowly. Raises CancelledError, RequestError after `limit_s` seconds."""
        deadline = self.clock() + limit_s
        interval_s = _FIRST_POLL_S
        while not is_done():
            self.refuse_if_cancelled(doing)
            if self.clock() >= deadline:
                raise RequestError(f"{doing}: not finished after {limit_s:.0f} s", outcome_known=True)
            self.cancelled.wait(interval_s)
            interval_s = min(2 * interval_s, _SLOWEST_POLL_S)
