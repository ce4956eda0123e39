from collections.abc import Iterator
from itertools import cycle

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from tests.credentials import CREDENTIALS
from tests.local.cognito.federation.world import Federated

KEYS = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(5)]


class FewKeys:
    """Keys in turn: making one takes as long as most tests."""

    def __init__(self) -> None:
        self._keys = cycle(KEYS)

    def take(self) -> rsa.RSAPrivateKey:
        return next(self._keys)

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def served() -> Iterator[EngineThread]:
    with EngineThread(EngineSettings(CREDENTIALS)) as engine:
        engine.engine.key_maker.close()
        engine.engine.key_maker = FewKeys()
        yield engine


@pytest.fixture
def federated(served: EngineThread) -> Iterator[Federated]:
    yield Federated(served)
    served.engine.test_providers.set({})
    served.engine.clock.offset_s = 0.0
