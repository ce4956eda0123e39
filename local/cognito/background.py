"""Work that goes on after its request was answered."""

import contextlib
import threading
from collections.abc import Callable
from typing import Final

END_TIMEOUT_S: Final = 5.0


class Background:
    """Threads of an engine. Each looks at `ending` between its steps, and comes to an end when it is set."""

    def __init__(self) -> None:
        self.ending = threading.Event()
        self._threads: set[threading.Thread] = set()

    def start(self, name: str, work: Callable[[], None]) -> None:
        """Do something in a thread of its own."""
        thread = threading.Thread(target=self._run, args=(work,), name=name, daemon=True)
        self._threads.add(thread)
        thread.start()

    def close(self) -> None:
        """Have every thread come to its end, and wait for that a few seconds."""
        self.ending.set()
        for thread in list(self._threads):
            with contextlib.suppress(RuntimeError):  # it is this one
                thread.join(END_TIMEOUT_S)

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            self._threads.discard(threading.current_thread())
