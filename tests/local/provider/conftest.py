"""One emulator, endpoint and server for all of the provider's tests; a connection of its own for each."""

from collections.abc import Iterator

import pytest

from local.credentials import Credentials
from local.provider.server import ProviderServer
from tests.local.provider import harness


@pytest.fixture(scope="session")
def emulator_port() -> Iterator[int]:
    with harness.emulator() as port:
        yield port


@pytest.fixture(scope="session")
def recorder(emulator_port: int) -> Iterator[harness.Endpoint]:
    with harness.endpoint(emulator_port) as endpoint:
        yield endpoint


@pytest.fixture
def endpoint(recorder: harness.Endpoint) -> Iterator[harness.Endpoint]:
    """The recorder without a memory of other tests."""
    recorder.calls.clear()
    yield recorder
    recorder.answers.clear()


@pytest.fixture(scope="session")
def server(recorder: harness.Endpoint) -> Iterator[ProviderServer]:
    with ProviderServer(endpoint_url=recorder.url, credentials=Credentials("test", "test")) as server:
        yield server


@pytest.fixture
def engine(server: ProviderServer, endpoint: harness.Endpoint) -> Iterator[harness.Engine]:
    engine = harness.Engine(server.port)
    yield engine
    engine.close()
