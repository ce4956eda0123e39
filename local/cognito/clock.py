"""The engine's time, which tests may move."""

import time
from collections.abc import Callable


class Clock:
    """Seconds since the epoch, with an offset. Safe in threads."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        """`source` tells the real time."""
        self._source = source
        self.offset_s = 0.0
        """How far it is ahead of the real time, in seconds; negative where it is behind."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._source() + self.offset_s
