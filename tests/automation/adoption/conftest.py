"""A stack without Pulumi's engine: the component, the embedded provider and the local engine, all in this process."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import boto3
import pulumi
import pytest

from local.cognito.store.record import dumps, loads
from local.cognito.thread import EngineThread
from local.provider.server import ProviderServer
from tests.automation.adoption.provided import Provided
from tests.components.conftest import event_loop as event_loop  # noqa: PLC0414 - a fixture of these tests too
from tests.components.support import pulumi_test
from tests.local.provider import harness

REGION = "us-east-1"
Written = list[tuple[str, str]]


@dataclass
class Cloud:
    """The engine, as an administrator, the provider and the tests reach it."""

    thread: EngineThread
    provider: harness.Engine
    cognito: Any

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """An operation, without a connection in between."""
        return self.thread.engine.call(operation, dict(parameters), region=REGION)

    def client(self, service: str) -> Any:
        """A client of boto3's."""
        return connected(service, self.thread)

    def written(self) -> Written:
        """All that there is."""
        return [(record.KIND, dumps(record.to_json())) for record in self.thread.engine.store.records()]

    def restore(self, written: Written) -> None:
        """Have that again, and nothing else."""
        store = self.thread.engine.store
        with store.locked():
            store.replace((kind, loads(content)) for kind, content in written)


def connected(service: str, engine: EngineThread) -> Any:
    """A client of boto3's for an engine."""
    return boto3.client(  # type: ignore[call-overload]  # any service
        service,
        endpoint_url=engine.endpoint_url,
        region_name=REGION,
        aws_access_key_id=engine.credentials.access_key,
        aws_secret_access_key=engine.credentials.secret_key,
    )


@pytest.fixture(scope="module")
def running(shared_engine: EngineThread) -> Iterator[Cloud]:
    cognito = connected("cognito-idp", shared_engine)
    with ProviderServer(endpoint_url=shared_engine.endpoint_url, credentials=shared_engine.credentials) as server:
        provider = harness.Engine(server.port, maxRetries="0")
        yield Cloud(shared_engine, provider, cognito)
        provider.close()


@pytest.fixture
def cloud(running: Cloud) -> Cloud:
    """An engine that holds nothing."""
    running.restore([])
    return running


@pytest.fixture
def stack(cloud: Cloud, event_loop: asyncio.AbstractEventLoop) -> Callable[..., Provided]:
    """Makes stacks; the one that was made last is the one whose programs run."""

    def made(**options: Any) -> Provided:
        fresh = Provided(cloud.provider, **options)
        with suppress(asyncio.InvalidStateError):
            pulumi.runtime.set_mocks(fresh, project="cognito-access-token", stack="test", preview=False)
        pulumi_test(lambda: None)()  # see tests/components/conftest.py
        return fresh

    return made
