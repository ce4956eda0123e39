from collections.abc import Iterator

import pytest
from ministack.services import cognito

from tests.local.former.world import Clock, World


@pytest.fixture
def world() -> Iterator[World]:
    yield World.with_pool()
    cognito._user_pools.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)
