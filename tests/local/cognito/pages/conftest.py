from collections.abc import Callable, Iterator
from functools import partial

import pytest

from local.cognito.app import EngineApp
from local.cognito.engine import Engine
from tests.local.cognito.pages.site import Site


@pytest.fixture
def app(engine: Engine) -> Iterator[EngineApp]:
    made = EngineApp(engine)
    yield made
    made.close()


@pytest.fixture
def make_pool(app: EngineApp) -> Callable[..., Site]:
    return partial(Site, app)


@pytest.fixture
def pool(make_pool: Callable[..., Site]) -> Site:
    return make_pool()
