import asyncio
from collections.abc import Iterator

import pulumi
import pytest

from automation.audits.mock_loop import mock_loop
from tests.components.support import RecordingMocks, pulumi_test


@pytest.fixture
def event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop for one test."""
    with mock_loop() as loop:
        yield loop


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
