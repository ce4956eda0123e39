"""One emulator for all tests of the pages, and pools of every kind in it."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from local.emulator import Emulator
from tests.browser import pools
from tests.browser.pools import PoolWithPages
from tests.credentials import CREDENTIALS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.end_to_end)


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with Emulator(credentials=CREDENTIALS) as running:
        running.wait_until_ready()
        yield running


@pytest.fixture
def make_pool(emulator: Emulator) -> Callable[..., PoolWithPages]:
    return partial(pools.make_pool, emulator.endpoint_url)


@pytest.fixture
def pool(make_pool: Callable[..., PoolWithPages]) -> PoolWithPages:
    return make_pool()
