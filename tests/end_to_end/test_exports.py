"""What `export` writes does what it is for."""

import json
import os
import stat
import subprocess

import pytest
import requests

from tests.node import node_variables


@pytest.fixture
def deployed(service):
    up = service.run("up")
    assert up.returncode == 0, up.stderr
    yield service
    assert service.run("destroy").returncode == 0


def shell(command, deployed, cwd, variables=None):
    return subprocess.run(
        command, cwd=cwd, env=deployed.variables(variables), capture_output=True, text=True, timeout=120, check=False
    )


def test_the_readmes_three_commands_lead_to_a_postman_collection_that_newman_runs_green(service, tmp_path):
    readme = (service.root / "README.md").read_text(encoding="utf-8")
    commands = readme.split("<!-- postman -->")[1].split("```sh\n")[1].split("```")[0].strip().splitlines()
    assert len(commands) == 3
    variables = {**node_variables(), "PYTHONDONTWRITEBYTECODE": "1"}

    for command in commands:
        words = command.partition("  #")[0].replace("python automation/run.py", f"{service.root}/.venv/bin/python "
                f"{service.root}/automation/run.py").replace("npx newman", "newman")  # fmt: skip
        done = shell(["sh", "-c", words], service, tmp_path, variables)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"

    assert "failed" in done.stdout  # its table
    folder = next(path for path in tmp_path.iterdir() if path.is_dir())
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert service.run("destroy").returncode == 0


def test_the_curl_script_signs_in_step_by_step_and_ends_with_what_the_access_token_opens(deployed, tmp_path):
    exported = deployed.run("export", "curl")
    (tmp_path / "token.sh").write_text(exported.stdout)

    done = shell(["bash", "token.sh"], deployed, tmp_path)

    assert done.returncode == 0, done.stderr
    tokens = json.loads(done.stdout)
    assert deployed.run("verify", "-", text_in=tokens["access_token"]).returncode == 0
    assert "email" in done.stderr  # what userinfo answered


def test_a_shell_that_evaluates_env_and_a_program_that_reads_json_have_tokens_that_are_accepted(deployed, tmp_path):
    script = f"eval \"$('{deployed.root}/.venv/bin/python' '{deployed.root}/automation/run.py' export env)\"; env -0"
    done = shell(["sh", "-c", script], deployed, tmp_path)
    variables = dict(pair.split("=", 1) for pair in done.stdout.split("\0") if "=" in pair)
    exported = json.loads(deployed.run("export", "json").stdout)

    for values in (variables, exported):
        verified = deployed.run("verify", "-", "-o", "json", text_in=values["COGNITO_ACCESS_TOKEN"])
        assert verified.returncode == 0, verified.stderr
    assert variables["COGNITO_USER_POOL_ID"] == exported["COGNITO_USER_POOL_ID"]


def test_the_header_is_one_that_userinfo_takes(deployed):
    tokens = json.loads(deployed.run("token", "--flow", "code", "-o", "json").stdout)
    line = deployed.run("export", "header", "--flow", "code").stdout.strip()
    name, _, value = line.partition(": ")
    outputs = json.loads(deployed.run("outputs", "-o", "json").stdout)

    answer = requests.get(outputs["userinfo_endpoint"], headers={name: value}, timeout=10)

    assert answer.status_code == 200, answer.text
    assert answer.json()["sub"] == tokens["claims"]["access_token"]["sub"]


def test_files_of_dotenv_hold_every_variable_of_env(deployed):
    exported = json.loads(deployed.run("export", "json").stdout)
    lines = deployed.run("export", "dotenv").stdout.splitlines()

    assert {line.partition("=")[0] for line in lines if "=" in line} == set(exported)
    assert os.sep not in exported["COGNITO_CLIENT_ID"]
