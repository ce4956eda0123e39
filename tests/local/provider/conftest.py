"""One engine, endpoint and server for all of the provider's tests; a connection of its own for each.

`alone` is an endpoint without an engine: whoever needs few answers gives them.
"""

from collections.abc import Iterator

import pytest

from local.credentials import Credentials
from local.provider.server import ProviderServer
from tests.credentials import CREDENTIALS
from tests.local.provider import harness


@pytest.fixture(scope="session")
def engine_port() -> Iterator[int]:
    with harness.engine() as port:
        yield port


@pytest.fixture(scope="session")
def recorder(engine_port: int) -> Iterator[harness.Endpoint]:
    with harness.endpoint(harness.forwarding(engine_port)) as endpoint:
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


@pytest.fixture
def alone() -> Iterator[tuple[harness.Endpoint, harness.Engine]]:
    """An endpoint that answers only what the test says, and an engine of a provider that talks to it."""
    with (
        harness.endpoint(harness.nothing) as endpoint,
        ProviderServer(endpoint_url=endpoint.url, credentials=CREDENTIALS) as server,
    ):
        engine = harness.Engine(server.port, maxRetries="0")
        yield endpoint, engine
        engine.close()
