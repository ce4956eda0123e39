from collections.abc import Iterator

import pytest

from local.cognito.engine import Engine
from tests.local.cognito.world import World, make_engine


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = make_engine()
    yield made
    made.close()


@pytest.fixture
def world(engine: Engine) -> World:
    return World.with_pool(engine)
