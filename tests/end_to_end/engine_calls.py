"""An engine of the test's own process, which can do something before it answers an operation.

What a test does once it has read a line, or has seen a user, comes too late on a busy machine now and then.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from local.cognito.engine import Engine
from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from tests.credentials import CREDENTIALS


@dataclass(frozen=True)
class ActingEngine:
    """One that serves."""

    endpoint_url: str
    before: dict[str, Callable[[], None]] = field(default_factory=dict)
    """What to do before an operation is called for the next time, and then no more."""


@contextmanager
def acting_engine(**settings: Any) -> Iterator[ActingEngine]:
    """Serve with these members of EngineSettings."""
    call = Engine.call

    def act_and_call(engine: Engine, operation: str, *arguments: Any, **named: Any) -> Any:
        if action := acting.before.pop(operation, None):
            action()
        return call(engine, operation, *arguments, **named)

    with EngineThread(EngineSettings(CREDENTIALS, **settings)) as thread, pytest.MonkeyPatch.context() as patch:
        acting = ActingEngine(thread.endpoint_url)
        patch.setattr(Engine, "call", act_and_call)
        yield acting
