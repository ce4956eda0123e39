"""`audit` of many pools, and `audit --probe`, ended by Ctrl-C; and a probe of somebody else's pool."""

import json
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.credentials import CREDENTIALS
from tests.end_to_end.checkout import TIMEOUT_S, Checkout, Started, finish
from tests.end_to_end.engine_calls import ActingEngine, acting_engine

TAGS = {f"cognito-access-token:{name}": "a-test" for name in ("environment", "owner", "host", "kind")}
POOLS = 40
"""The read quotas let 20 be audited in five seconds."""


@pytest.fixture
def engine() -> Iterator[ActingEngine]:
    """Enforces Cognito's quotas."""
    with acting_engine(quotas=True) as acting:
        yield acting


@pytest.fixture
def variables(engine: ActingEngine, tmp_path: Path) -> dict[str, str]:
    """For `--target aws`, at this engine."""
    (tmp_path / "state").mkdir()
    return {
        **CREDENTIALS.variables,
        "AWS_ENDPOINT_URL": engine.endpoint_url,
        "PULUMI_BACKEND_URL": (tmp_path / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "unused",
    }


@pytest.fixture
def cognito(variables: dict[str, str]) -> Any:
    return boto3.client(
        "cognito-idp",
        endpoint_url=variables["AWS_ENDPOINT_URL"],
        region_name="us-east-1",
        aws_access_key_id=CREDENTIALS.access_key,
        aws_secret_access_key=CREDENTIALS.secret_key,
    )


def interrupted(engine: ActingEngine, after: str, before: str, start: Callable[[], Started]) -> Started:
    """A process that gets Ctrl-C between the engine's answers to two operations."""

    def interrupt() -> None:
        started.result().send_signal(signal.SIGINT)

    started: Future[Started] = Future()
    engine.before[after] = lambda: engine.before.update({before: interrupt})
    started.set_result(start())
    return started.result()


def test_an_interrupted_audit_of_many_pools_leaves_a_whole_document(
    checkout: Checkout, variables: dict[str, str], cognito: Any
):
    made = [cognito.create_user_pool(PoolName=f"pool-{number}")["UserPool"]["Id"] for number in range(POOLS)]
    process = checkout.start("audit", "--all", "--target", "aws", "-o", "sarif", variables=variables)
    with process:
        assert process.stdout is not None
        begun = process.stdout.readline()  # comes with the first pool
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()

    assert process.wait(TIMEOUT_S) == 130
    run = json.loads(begun + rest)["runs"][0]
    audited = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]}
    assert 0 < len(audited) < POOLS
    assert audited < set(made)
    assert not run["invocations"][0]["executionSuccessful"]


def test_a_probe_that_is_interrupted_leaves_nobody_behind(
    checkout: Checkout, engine: ActingEngine, variables: dict[str, str], cognito: Any
):
    pool_id = cognito.create_user_pool(PoolName="ours", UserPoolTags=TAGS)["UserPool"]["Id"]
    for number in range(5):
        cognito.create_user_pool_client(
            UserPoolId=pool_id, ClientName=f"web-{number}", ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"]
        )
    command = ("audit", pool_id, "--probe", "--target", "aws", "-o", "json")
    process = interrupted(
        engine, "AdminCreateUser", "InitiateAuth", lambda: checkout.start(*command, variables=variables)
    )
    stdout, stderr, code = finish(process)

    assert code == 130, stderr
    assert stdout == ""
    assert cognito.list_users(UserPoolId=pool_id)["Users"] == []


def test_somebody_elses_pool_isnt_probed(checkout: Checkout, variables: dict[str, str], cognito: Any):
    pool_id = cognito.create_user_pool(PoolName="theirs", UserPoolTags={"team": "web"})["UserPool"]["Id"]
    finished = checkout.run("audit", pool_id, "--probe", "--target", "aws", variables=variables)

    assert finished.returncode == 2
    assert "wasn't deployed by this program" in finished.stderr
    assert finished.stdout == ""
