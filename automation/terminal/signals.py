"""SIGINT, SIGTERM and SIGHUP: once ends the work and cleans up, twice leaves at once."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from automation.errors import Interrupted

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """Turns the first signal into `Interrupted` in the main thread; inside `held_back` it is only remembered.

    A second one leaves at once, after telling what `leaving` says.
    """

    def __init__(self) -> None:
        self._holding = False
        self._on_leaving: Callable[[], None] | None = None
        self.received: int | None = None
        """The first signal that arrived."""

    @contextmanager
    def installed(self) -> Iterator["Signals"]:
        """Handle the signals inside the `with` block, and put the former handlers back after it.

        Under `nohup` the terminal's end stays none of our business.
        """
        numbers = [one for one in NUMBERS if one != signal.SIGHUP or signal.getsignal(one) != signal.SIG_IGN]
        former = {number: signal.signal(number, self._handle) for number in numbers}
        try:
            yield self
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    @contextmanager
    def leaving(self, say_what_is_left: Callable[[], None]) -> Iterator[None]:
        """While the block runs, something exists that a second signal would leave behind."""
        self._on_leaving = say_what_is_left
        try:
            yield
        finally:
            self._on_leaving = None

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Let what runs inside finish."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if self.received is None:
            self.received = number
            if not self._holding:
                raise Interrupted(number)
            return
        if self._on_leaving is not None:
            self._on_leaving()
        os._exit(128 + number)


@contextmanager
def postponed() -> Iterator[None]:
    """Deliver signals that arrive inside the block when it ends.

    For starting a process: an exception in the middle of `Popen` would lose a child that already runs.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    former = {number: signal.signal(number, lambda number, _: arrived.append(number)) for number in NUMBERS}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
        for late in arrived:
            signal.raise_signal(late)
