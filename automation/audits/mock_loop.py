"""An event loop for Pulumi's mocks, which count on a current one: since Python 3.14 nobody makes one for them."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager


@contextmanager
def mock_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """The thread's current event loop, until the end.

    The mocks answer in a thread of the loop's executor and open another loop there, which nobody closes: so the
    executor has one thread, and its loop is closed here.
    """
    with closing(asyncio.new_event_loop()) as loop_of_mocks, asyncio.Runner() as runner:
        loop = runner.get_loop()
        loop.set_default_executor(ThreadPoolExecutor(1, initializer=asyncio.set_event_loop, initargs=(loop_of_mocks,)))
        yield loop
