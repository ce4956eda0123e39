"""`--target aws` without an account: what is missing is said first; an endpoint of one's own takes its place."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.credentials import CREDENTIALS
from tests.end_to_end.checkout import Checkout

VARIABLES = CREDENTIALS.variables


@pytest.fixture
def backend(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "state").mkdir()
    (tmp_path / "passphrase").write_text("correct horse")
    return {
        "PULUMI_BACKEND_URL": (tmp_path / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
    }


@pytest.fixture
def endpoint() -> Iterator[str]:
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
        engine.wait_until_ready()
        yield engine.endpoint_url


def test_without_credentials_that_is_said_before_anything_runs(checkout: Checkout, backend):
    finished = checkout.run("--target", "aws", variables={**backend, "AWS_EC2_METADATA_DISABLED": "true"})

    assert finished.returncode == 2
    assert "no AWS credentials" in finished.stderr
    assert checkout.environments() == []


def test_without_a_pulumi_backend_that_is_said_before_anything_runs(checkout: Checkout):
    finished = checkout.run("--target", "aws", variables=VARIABLES)

    assert finished.returncode == 2
    assert "No Pulumi backend" in finished.stderr


def test_a_backend_without_passphrase_is_told_what_it_needs(checkout: Checkout, backend):
    del backend["PULUMI_CONFIG_PASSPHRASE_FILE"]

    finished = checkout.run("--target", "aws", variables={**backend, **VARIABLES})

    assert finished.returncode == 2
    assert "PULUMI_CONFIG_PASSPHRASE_FILE" in finished.stderr


def test_with_an_endpoint_the_embedded_provider_deploys_there_and_destroys_again(checkout: Checkout, backend, endpoint):
    variables = {**backend, **VARIABLES, "AWS_ENDPOINT_URL": endpoint}

    finished = checkout.run("--target", "aws", "-o", "json", variables=variables)

    assert finished.returncode == 0, finished.stderr
    report = json.loads(finished.stdout)
    assert (report["target"], report["verified"]) == ("aws", True)
    assert report["outputs"]["token_endpoint"].startswith(endpoint)
    cognito = boto3.client(
        "cognito-idp", endpoint_url=endpoint, region_name="us-east-1",
        aws_access_key_id="test", aws_secret_access_key="test",
    )  # fmt: skip
    assert cognito.list_user_pools(MaxResults=10)["UserPools"] == []
    assert list(Path(backend["PULUMI_BACKEND_URL"].removeprefix("file://")).rglob("stacks/*/*.json")) == []
    assert checkout.environments() == []
