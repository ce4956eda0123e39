"""Threads for what may wait: triggers, other servers, pages."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

MAX_THREADS: Final = 64
"""A trigger may take three times five seconds; others shouldn't wait for it."""

Result = TypeVar("Result")


class Workers:
    """A pool of threads, made when it is needed."""

    def __init__(self) -> None:
        self._executor: ThreadPoolExecutor | None = None

    async def run(self, function: Callable[[], Result]) -> Result:
        """The function's result, computed in a thread."""
        if self._executor is None:
            self._executor = ThreadPoolExecutor(MAX_THREADS, thread_name_prefix="cognito")
        return await asyncio.get_running_loop().run_in_executor(self._executor, function)

    def close(self) -> None:
        """Wait for nothing."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
