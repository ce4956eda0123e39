"""An engine and a user pool for clients that know nothing of this project."""

from collections.abc import Iterator

import pytest

from tests.local.clients.engines import Engine, running_engine
from tests.local.clients.pools import Pool, make_pool
from tests.local.clients.programs import FOLDER, Programs
from tests.node import node_variables


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with running_engine() as running:
        yield running


@pytest.fixture(scope="session")
def local_issuer() -> Iterator[Engine]:
    """An engine whose tokens name itself as their issuer."""
    with running_engine(issuer_is_local=True) as running:
        yield running


@pytest.fixture(scope="session")
def pool(engine: Engine) -> Pool:
    return make_pool(engine)


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Programs:
    return Programs.copied_to(tmp_path_factory.mktemp("programs"), node_variables(FOLDER))
