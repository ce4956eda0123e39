from collections.abc import Iterator

import pytest

from tests.local.cognito.console.desk import Desk
from tests.local.cognito.world import World


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    made = Desk(world)
    yield made
    made.app.close()
