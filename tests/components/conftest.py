import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pulumi
import pytest

from tests.components.support import RecordingMocks, pulumi_test


@pytest.fixture
def event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop for one test.

    Pulumi's mocks answer in a thread of the loop's executor and open another loop there, which nobody closes: so the
    executor has one thread, and its loop is closed here.
    """
    loop, loop_of_mocks = asyncio.new_event_loop(), asyncio.new_event_loop()
    executor = ThreadPoolExecutor(1, initializer=asyncio.set_event_loop, initargs=(loop_of_mocks,))
    loop.set_default_executor(executor)
    asyncio.set_event_loop(loop)
    yield loop
    asyncio.set_event_loop(None)
    executor.shutdown()
    loop_of_mocks.close()
    loop.close()


@pytest.fixture
def mocks(event_loop: asyncio.AbstractEventLoop) -> RecordingMocks:
    """Fresh mocks on an event loop of their own."""
    fresh = RecordingMocks()
    pulumi.runtime.set_mocks(fresh, project="cognito-access-token", stack="test", preview=False)
    # The first mocks of a process register the stack itself. Left to a test that registers nothing, that would never
    # end, and no later test could have a parent.
    pulumi_test(lambda: None)()
    fresh.resources.clear()
    return fresh
