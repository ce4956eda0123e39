"""The GitHub Action, its main and its post step run by Node as a runner would."""

import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from local.program import VERSION
from tests.end_to_end.checkout import Checkout
from tests.end_to_end.github_job import Job
from tests.node import node_folder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runner")


@pytest.fixture(scope="module")
def job(pristine: Checkout, folder: Path) -> Iterator[Job]:
    """One job for all tests, in which the command is installed once."""
    one = Job(pristine.root, folder, node_folder() / "node")
    installed = one.uses(deploy="false")
    assert installed.code == 0, installed.log
    yield one
    one.runs("cognito-access-token local stop || true")


def test_a_deployed_stack_is_there_for_later_steps_and_goes_with_the_job(job: Job) -> None:
    inputs = {"audit": "true", "fail_on": "critical", "variables": "all"}
    main = job.uses(**inputs)
    assert main.code == 0, main.log
    assert main.state == {"deployed": "true"}
    assert f"cognito-access-token {VERSION}" in main.log

    token = main.outputs["access-token"]
    assert token.count(".") == 2
    assert {token, main.outputs["id-token"], main.outputs["password"]} <= set(job.masks)
    assert job.variables["COGNITO_ACCESS_TOKEN"] == token
    assert job.variables["AWS_ENDPOINT_URL"] == main.outputs["endpoint-url"]
    declared = yaml.safe_load((job.action / "action.yml").read_text())["outputs"]
    assert main.outputs.keys() == declared.keys()

    sarif = json.loads((job.workspace / main.outputs["sarif-file"]).read_text())
    assert sarif["version"] == "2.1.0"
    assert "Audit of the user pool" in main.summary

    later = job.runs('cognito-access-token verify "$COGNITO_ACCESS_TOKEN" -o raw; cognito-access-token token -o raw')
    assert later.log.splitlines()[-1] == "***"
    assert "verified" in later.log.splitlines()
    assert not [secret for secret in (token, main.outputs["password"]) if secret in main.log + later.log]

    assert "stays when it ends" in job.uses(deploy="true").log
    post = job.post(main, **inputs)
    assert post.code == 0, post.log
    assert job.runs("cognito-access-token list -o json --quiet").log.strip() == "[]"
    assert job.runs("cognito-access-token local status").code == 1


def test_commands_run_in_a_one_shot_environment_whose_secrets_are_masked(job: Job) -> None:
    job.variables.clear()
    main = job.uses(run="false | true || echo pipefail is set\necho token: $COGNITO_ACCESS_TOKEN\nexit 7")
    assert main.code == 7
    assert "pipefail is set" in main.log.splitlines()
    assert "token: ***" in main.log.splitlines()
    assert main.outputs == {}
    assert job.post(main).code == 0
    assert job.runs("cognito-access-token list -o json --quiet").log.strip() == "[]"


def test_a_cancelled_job_leaves_nothing(job: Job) -> None:
    with job.starts(run="echo it runs; sleep 100") as process:
        assert process.stdout is not None
        assert "it runs\n" in process.stdout
        process.send_signal(signal.SIGINT)  # what the runner sends, to Node alone
        assert process.wait(60) == 130
    assert job.runs("cognito-access-token list -o json --quiet").log.strip() == "[]"


def test_an_audit_alone_deploys_nothing_and_fails_where_it_is_asked_to(job: Job) -> None:
    main = job.uses(deploy="false", audit="true", fail_on="low", sarif_file="found.sarif")
    assert main.code == 1
    assert (job.workspace / "found.sarif").exists()
    assert main.outputs == {"sarif-file": "found.sarif"}
    assert main.state == {}
    assert job.uses(deploy="false", audit="true", stack="nobody").code == 2
    assert not (job.workspace / "Pulumi.nobody.yaml").exists()


def test_inputs_that_are_wrong_are_said_before_anything_is_deployed(job: Job) -> None:
    unclear = job.uses(deploy="maybe")
    assert unclear.code == 1
    assert "::error::The input deploy is true or false; it is 'maybe'." in unclear.log
    assert "cognito, all or none" in job.uses(variables="some").log
    assert "actions/setup-python" in job.uses(python="python2.7").log


def test_the_page_s_commands_for_any_shell_do_as_it_says(job: Job) -> None:
    page = (job.action / "docs" / "ci.md").read_text(encoding="utf-8").partition("## Any shell")[2]
    one, several = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    (job.workspace / "Makefile").write_text("test:\n\t@echo token: $$COGNITO_ACCESS_TOKEN; exit 3\n")
    for commands in (one, several):
        ran = job.runs(commands)
        assert ran.code == 2  # make's, whose target failed
        assert "token: ***" in ran.log.splitlines()
        assert job.runs("cognito-access-token list -o json --quiet").log.strip() == "[]"
