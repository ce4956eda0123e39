import asyncio
import copy
from collections.abc import Iterator
from typing import Any

import pulumi
import pytest

from automation.audits.mock_loop import mock_loop
from cognito_model.request_quotas import READING
from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from tests.components.support import Changes, RecordingMocks, pulumi_test
from tests.credentials import CREDENTIALS


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


@pytest.fixture(scope="module")
def thread() -> Iterator[EngineThread]:
    """An engine of this process."""
    with EngineThread(EngineSettings(credentials=CREDENTIALS)) as engine:
        yield engine


@pytest.fixture
def reached(thread: EngineThread, monkeypatch: pytest.MonkeyPatch) -> EngineThread:
    """The engine, by the variables that every AWS SDK reads: as the providers of dynamic resources find it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", thread.endpoint_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", CREDENTIALS.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", CREDENTIALS.secret_key)
    return thread


@pytest.fixture
def changes(reached: EngineThread, monkeypatch: pytest.MonkeyPatch) -> Changes:
    """What the engine is asked to change, operation by operation, with its parameters."""
    sent, call = Changes(), reached.engine.call

    def recorded(operation: str, parameters: dict[str, Any], **more: Any) -> Any:
        if not operation.startswith(READING):
            sent.append((operation, copy.deepcopy(parameters)))
        return call(operation, parameters, **more)

    monkeypatch.setattr(reached.engine, "call", recorded)
    return sent
