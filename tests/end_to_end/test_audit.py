"""`audit` of many pools, and `audit --probe`, ended by Ctrl-C; and a probe of somebody else's pool."""

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.credentials import CREDENTIALS
from tests.end_to_end.checkout import TIMEOUT_S, Checkout, finish

TAGS = {f"cognito-access-token:{name}": "a-test" for name in ("environment", "owner", "host", "kind")}
POOLS = 40
"""The read quotas let 20 be audited in five seconds."""


@pytest.fixture
def variables(tmp_path: Path) -> Iterator[dict[str, str]]:
    """For `--target aws`, at an engine that enforces Cognito's quotas."""
    (tmp_path / "state").mkdir()
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS, quotas=True)) as engine:
        engine.wait_until_ready()
        yield {
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


def interrupted_once(process: subprocess.Popen[str], is_time: Callable[[], bool]) -> None:
    """Ctrl-C as soon as `is_time`."""
    deadline = time.monotonic() + TIMEOUT_S
    while not is_time():
        assert process.poll() is None, "it ended before it was interrupted"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)


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


def test_a_probe_that_is_interrupted_leaves_nobody_behind(checkout: Checkout, variables: dict[str, str], cognito: Any):
    pool_id = cognito.create_user_pool(PoolName="ours", UserPoolTags=TAGS)["UserPool"]["Id"]
    for number in range(5):
        cognito.create_user_pool_client(
            UserPoolId=pool_id, ClientName=f"web-{number}", ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"]
        )
    process = checkout.start("audit", pool_id, "--probe", "--target", "aws", "-o", "json", variables=variables)
    interrupted_once(process, lambda: bool(cognito.list_users(UserPoolId=pool_id)["Users"]))
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
