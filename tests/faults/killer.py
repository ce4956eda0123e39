"""Kills a program at a random moment with a random signal."""

import os
import random
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
SECOND_SHARE = 0.2
"""How often a second signal follows the first."""


@dataclass(frozen=True)
class Shot:
    """When which signal is sent."""

    after_s: float
    signal_number: signal.Signals
    second_after_s: float | None
    to_group: bool
    """As a terminal's Ctrl-C goes to everything that runs in it."""

    @classmethod
    def of(cls, chance: random.Random, longest_s: float) -> "Shot":
        """A random one."""
        return cls(
            after_s=chance.uniform(0.0, longest_s),
            signal_number=chance.choice(SIGNALS),
            second_after_s=chance.uniform(0.0, 1.0) if chance.random() < SECOND_SHARE else None,
            to_group=chance.random() < 0.5,
        )

    def at(self, process: "subprocess.Popen[str]") -> None:
        """Wait, and send; a process that has ended is left alone."""
        self._send(process, self.after_s)
        if self.second_after_s is not None:
            self._send(process, self.second_after_s)

    def _send(self, process: "subprocess.Popen[str]", after_s: float) -> None:
        deadline = time.monotonic() + after_s
        while time.monotonic() < deadline:
            if process.poll() is not None:
                return
            time.sleep(0.005)
        if process.poll() is None:
            (os.killpg if self.to_group else os.kill)(process.pid, self.signal_number)
