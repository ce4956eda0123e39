"""The suites under `examples/`, each run as its README line says."""

import os
import subprocess
import sys

import pytest

from local.paths import cache_folder
from tests.go_command import go_command
from tests.node import node_variables

pytestmark = pytest.mark.slow


@pytest.fixture
def examples(checkout):
    return checkout.root / "examples"


def test_the_python_example_passes_with_the_plugin(checkout, examples):
    command = [sys.executable, "-m", "pytest", "-p", "automation.pytest_plugin", "--cognito-stack", "api", "-q"]
    finished = subprocess.run(
        [*command, "-p", "no:cacheprovider", "--rootdir", ".", "-c", os.devnull],
        cwd=examples / "python",
        env=checkout.variables({"PYTHONPATH": str(checkout.root)}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "106 passed" in finished.stdout


def test_the_javascript_example_passes_as_a_program(checkout, examples):
    variables = node_variables()
    (examples / "javascript" / "node_modules").symlink_to(variables["NODE_PATH"])
    finished = checkout.run("--", "npm", "test", "--prefix", str(examples / "javascript"), variables=variables)
    (examples / "javascript" / "node_modules").unlink()
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "pass 19" in finished.stdout


def test_the_go_example_passes_as_a_program(checkout, examples, tmp_path):
    finished = checkout.run(
        *("--", str(go_command(tmp_path)), "test", "-C", str(examples / "go"), "-count=1", "-v", "./..."),
        variables={name: str(cache_folder() / "tests-go" / name) for name in ("GOPATH", "GOCACHE")},
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert finished.stdout.count("--- PASS") == 6


def test_the_javascript_helper_for_serve_gives_users_and_tokens(checkout, examples):
    finished = subprocess.run(
        ["node", "--test", str(examples / "serve" / "javascript" / "environment.test.mjs")],
        env=checkout.variables(node_variables()),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "pass 4" in finished.stdout


def test_the_go_helper_for_serve_gives_users_and_tokens(checkout, examples, tmp_path):
    finished = subprocess.run(
        [str(go_command(tmp_path)), "test", "-C", str(examples / "serve" / "go"), "-count=1", "-v", "./..."],
        env=checkout.variables({name: str(cache_folder() / "tests-go" / name) for name in ("GOPATH", "GOCACHE")}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert finished.stdout.count("--- PASS") == 3
