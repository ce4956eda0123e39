"""How long a run's phases took, counted from the start of the process."""

import os
import time
from pathlib import Path


def seconds_since_process_start() -> float:
    """Age of this process in seconds.

    Read from Linux's /proc, so that the interpreter's own start and a restart inside `.venv` count too; elsewhere from
    the interpreter's CPU clock, which misses what the process waited for before.
    """
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started
    except (OSError, AttributeError, ValueError):
        return time.process_time()


class Stopwatch:
    """Seconds per phase; a phase ends where the next one begins."""

    def __init__(self) -> None:
        self._offset = seconds_since_process_start() - time.monotonic()
        self._last = 0.0
        self.seconds: dict[str, float | None] = dict.fromkeys(
            ("ready", "deploy", "user", "token", "destroy", "total"),
        )

    def lap(self, phase: str) -> None:
        """End the phase of that name now."""
        now = self._now()
        self.seconds[phase] = round(now - self._last, 3)
        self._last = now

    def skip(self) -> None:
        """Leave the time since the last lap out: it belongs to no phase (a PROGRAM that ran, a hold)."""
        self._last = self._now()

    def total(self) -> None:
        """Note the whole time since the process started."""
        self.seconds["total"] = round(self._now(), 3)

    def _now(self) -> float:
        return time.monotonic() + self._offset
