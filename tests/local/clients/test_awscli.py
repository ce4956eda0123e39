"""The AWS CLI in an environment of its own, unmodified, pointed at the engine by AWS's own variables."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.isolated import isolated_environment
from tests.local.clients.engines import Engine
from tests.local.clients.pools import PASSWORD

AWSCLI = "awscli==1.46.3"
REFUSED = 255  # version 1; 254 in version 2

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]
Aws = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def executable() -> Path:
    """Installed from PyPI once, into the user's cache."""
    return isolated_environment(AWSCLI) / "aws"


@pytest.fixture
def aws(executable: Path, engine: Engine, tmp_path: Path) -> Aws:
    """Runs the command with nobody's settings but the engine's."""
    variables = {
        **engine.variables,
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(executable), *arguments]
        return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=120, check=False)

    return run


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout.strip() else None


def test_it_makes_a_pool_and_signs_a_user_in(aws: Aws) -> None:
    pool_id = answer(aws("cognito-idp", "create-user-pool", "--pool-name", "cli"))["UserPool"]["Id"]
    in_pool = ("--user-pool-id", pool_id)
    client = answer(
        aws(
            *("cognito-idp", "create-user-pool-client", *in_pool, "--client-name", "cli"),
            *("--explicit-auth-flows", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"),
        )
    )["UserPoolClient"]
    answer(aws("cognito-idp", "admin-create-user", *in_pool, "--username", "ada", "--message-action", "SUPPRESS"))
    answer(
        aws(
            *("cognito-idp", "admin-set-user-password", *in_pool, "--username", "ada"),
            *("--password", PASSWORD, "--permanent"),
        )
    )
    tokens = answer(
        aws(
            *("cognito-idp", "initiate-auth", "--client-id", client["ClientId"]),
            *("--auth-flow", "USER_PASSWORD_AUTH", "--auth-parameters", f"USERNAME=ada,PASSWORD={PASSWORD}"),
        )
    )["AuthenticationResult"]
    found = answer(aws("cognito-idp", "get-user", "--access-token", tokens["AccessToken"]))
    assert found["Username"] == "ada"
    answer(aws("cognito-idp", "delete-user-pool", *in_pool))


def test_it_walks_all_pages_of_a_list(aws: Aws, engine: Engine) -> None:
    cognito = engine.aws()
    pool_id = cognito.create_user_pool(PoolName="cli")["UserPool"]["Id"]
    for number in range(5):
        cognito.admin_create_user(UserPoolId=pool_id, Username=f"user-{number}", MessageAction="SUPPRESS")
    names = answer(
        aws(
            *("cognito-idp", "list-users", "--user-pool-id", pool_id, "--page-size", "2"),
            *("--query", "Users[].Username", "--output", "json"),
        )
    )
    assert sorted(names) == [f"user-{number}" for number in range(5)]


def test_it_shows_cognitos_refusal(aws: Aws) -> None:
    done = aws("cognito-idp", "describe-user-pool", "--user-pool-id", "us-east-1_AAAAAAAAA")
    assert done.returncode == REFUSED
    assert (
        "An error occurred (ResourceNotFoundException) when calling the DescribeUserPool operation: "
        "User pool us-east-1_AAAAAAAAA does not exist." in done.stderr
    )


def test_it_knows_who_calls(aws: Aws) -> None:
    assert answer(aws("sts", "get-caller-identity"))["Account"].isdigit()
