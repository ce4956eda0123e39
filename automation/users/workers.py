"""The same work for many things, by a few threads at a time; memory stays constant however many there are."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

THREADS = 8
"""Enough for a latency of a third of a second at the fastest quota that creating users meets."""


def spread(work: Callable[[Item], Result], items: Iterable[Item], threads: int = THREADS) -> Iterator[Result]:
    """The results as they come, in no particular order. Raises the first exception of `work`.

    Ended early, by an exception here or in the caller's loop, it waits for the few that are under way.
    """
    source = iter(items)
    executor = ThreadPoolExecutor(threads)
    try:
        pending = {executor.submit(work, item) for item in islice(source, 2 * threads)}
        while pending:
            finished, pending = wait(pending, return_when=FIRST_COMPLETED)
            pending |= {executor.submit(work, item) for item in islice(source, len(finished))}
            for future in finished:
                yield future.result()
    finally:
        executor.shutdown(cancel_futures=True)
