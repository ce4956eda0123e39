from collections.abc import Iterator

import pytest

from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from tests.credentials import CREDENTIALS
from tests.local.cognito.federation.world import Federated


@pytest.fixture(scope="module")
def served() -> Iterator[EngineThread]:
    with EngineThread(EngineSettings(CREDENTIALS)) as engine:
        yield engine


@pytest.fixture
def federated(served: EngineThread) -> Iterator[Federated]:
    yield Federated(served)
    served.engine.test_providers.set({})
    served.engine.clock.offset_s = 0.0
