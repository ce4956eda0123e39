"""Threads that sign tokens, which OpenSSL does outside of the interpreter's lock: others are answered meanwhile."""

import asyncio
import os
import queue
import threading
from collections.abc import Callable
from typing import Final

MAX_COUNT: Final = max(2, os.cpu_count() or 1)
"""More would only take turns."""
Job = tuple[Callable[[], None], asyncio.AbstractEventLoop, "asyncio.Future[None]"]


class SigningThreads:
    """As many as there are processors, made when there is something to sign.

    By hand, because sign-ins a second are measured: `ThreadPoolExecutor`'s way to a coroutine and back takes a tenth of
    what a sign-in does.
    """

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    async def run(self, sign: Callable[[], None]) -> None:
        """Call it in one of the threads. Raises what it raises."""
        loop = asyncio.get_running_loop()
        signed = loop.create_future()
        if len(self._threads) < MAX_COUNT:
            self._threads.append(threading.Thread(target=self._work, name="signing", daemon=True))
            self._threads[-1].start()
        self._jobs.put((sign, loop, signed))
        await signed

    def close(self) -> None:
        """Let the threads end, and wait for nothing."""
        for _ in self._threads:
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            sign, loop, signed = job
            error: BaseException | None = None
            try:
                sign()
            except Exception as raised:  # noqa: BLE001 - whoever waits is told
                error = raised
            try:
                loop.call_soon_threadsafe(_settle, signed, error)
            except RuntimeError:  # the loop is closed: nobody waits
                return


def _settle(signed: "asyncio.Future[None]", error: BaseException | None) -> None:
    if signed.done():  # whoever waited has gone
        return
    if error is None:
        signed.set_result(None)
    else:
        signed.set_exception(error)
