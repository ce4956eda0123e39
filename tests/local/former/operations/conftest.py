"""One emulator for these tests, and real boto3 clients of it."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Literal

import boto3
import pytest
import requests
from botocore.config import Config

from local.emulator import Emulator
from tests.credentials import CREDENTIALS, signed


def connect(service: Literal["cognito-idp", "iam"], emulator: Emulator) -> Any:
    return boto3.client(
        service,
        endpoint_url=emulator.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with Emulator(credentials=CREDENTIALS) as running:
        running.wait_until_ready()
        yield running


@pytest.fixture(scope="session")
def cognito(emulator: Emulator) -> Any:
    """A real client, which doesn't try again what was refused."""
    return connect("cognito-idp", emulator)


@pytest.fixture(scope="session")
def roles(emulator: Emulator) -> list[str]:
    """The ARNs of two roles of the account."""
    iam = connect("iam", emulator)
    return [
        iam.create_role(RoleName=name, AssumeRolePolicyDocument="{}")["Role"]["Arn"] for name in ("readers", "writers")
    ]


@pytest.fixture
def make_pool(cognito: Any) -> Callable[..., str]:
    """Makes a user pool of CreateUserPool's parameters, and tells its id."""

    def make(**settings: Any) -> str:
        return str(cognito.create_user_pool(**{"PoolName": "pool", **settings})["UserPool"]["Id"])

    return make


@pytest.fixture
def pool(make_pool: Callable[..., str]) -> str:
    """The id of a user pool for one test."""
    return make_pool()


@pytest.fixture
def make_client(cognito: Any) -> Callable[..., Any]:
    """Makes an app client of CreateUserPoolClient's parameters."""

    def make(pool: str, **settings: Any) -> Any:
        made = cognito.create_user_pool_client(**{"UserPoolId": pool, "ClientName": "client", **settings})
        return made["UserPoolClient"]

    return make


@pytest.fixture
def client(pool: str, make_client: Callable[..., Any]) -> str:
    """The id of an app client of `pool`."""
    return str(make_client(pool)["ClientId"])


@pytest.fixture(scope="session")
def raw(emulator: Emulator) -> Callable[[str, dict[str, Any]], bytes]:
    """Calls an operation and gives the answer's bytes: a client drops what its model doesn't know."""

    def call(operation: str, parameters: dict[str, Any]) -> bytes:
        url, body = f"{emulator.endpoint_url}/", json.dumps(parameters)
        answer = requests.post(url, data=body, headers=signed(url, operation, body), timeout=10)
        return bytes(answer.content)

    return call
