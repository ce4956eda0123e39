"""What `export` writes does what it is for."""

import json
import os
import stat
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests
import yaml
from openapi_spec_validator import validate

from tests.docs.blocks import blocks
from tests.node import node_variables


@pytest.fixture
def deployed(standing):
    return standing("dev")


def shell(command, deployed, cwd, variables=None):
    return subprocess.run(
        command, cwd=cwd, env=deployed.variables(variables), capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.slow
def test_three_commands_of_the_page_on_exports_lead_to_a_postman_collection_that_newman_runs_green(service, tmp_path):
    (block,) = [one for one in blocks("docs/exports.md") if "npx newman" in one.text]
    commands = block.text.strip().splitlines()
    assert len(commands) == 3
    variables = {**node_variables(), "PYTHONDONTWRITEBYTECODE": "1"}

    for command in commands:
        words = command.replace("cognito-access-token", f"{service.root}/.venv/bin/python "
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


@pytest.fixture
def orders(standing):
    """The environment with people and programs, whose person's tokens carry custom scopes."""
    return standing("api")


RUNNERS = {
    "postman": ["newman", "run", "cognito.postman_collection.json", "-e", "cognito.postman_environment.json"],
    "bruno": ["bru", "run", "--env", "cognito"],
    "http": ["httpyac", "send", "cognito.http", "--all", "--bail"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNNERS)
def test_what_other_tools_import_they_run_green_for_people_and_for_programs(orders, tmp_path, name):
    for client in ("web", "worker"):
        folder = tmp_path / client
        export = orders.run("export", name, "--stack", "api", "--client", client, "--folder", str(folder))
        assert export.returncode == 0, export.stderr

        done = shell(RUNNERS[name], orders, folder, node_variables())

        assert done.returncode == 0, done.stdout + done.stderr
        assert "HTTP/1.1 4" not in done.stdout  # which httpyac counts as a success


def test_the_sample_call_of_a_collection_reaches_the_back_end_with_the_access_token(orders, tmp_path):
    with heard_requests() as (url, heard):
        export = orders.run("export", "postman", "--stack", "api", "--backend-url", url, "--folder", str(tmp_path))
        assert export.returncode == 0, export.stderr
        done = shell(RUNNERS["postman"], orders, tmp_path, node_variables())

    assert done.returncode == 0, done.stdout + done.stderr
    token = heard["Authorization"].removeprefix("Bearer ")
    verified = orders.run("verify", "-", "--stack", "api", "--scope", "orders/read", text_in=token)
    assert verified.returncode == 0, verified.stderr


EXPIRED = "e30.eyJleHAiOjF9.c2lnbmF0dXJl"
FORGET = """meta {
  name: Forget
  type: http
  seq: 0
}

get {
  url: {{backend_url}}
  auth: none
}

script:post-response {
  bru.setVar("access_token", "EXPIRED");
  bru.setVar("refresh_token", "none");
}
"""


@pytest.mark.slow
def test_a_bruno_collection_signs_in_when_a_token_is_missing_and_when_it_is_over(deployed, tmp_path):
    with heard_requests() as (url, heard):
        export = deployed.run("export", "bruno", "--backend-url", url, "--folder", str(tmp_path))
        assert export.returncode == 0, export.stderr
        (tmp_path / "0 Forget.bru").write_text(FORGET.replace("EXPIRED", EXPIRED))
        done = shell(RUNNERS["bruno"], deployed, tmp_path, node_variables())
        assert done.returncode == 0, done.stdout + done.stderr
        token = heard.pop("Authorization").removeprefix("Bearer ")
        environment = tmp_path / "environments" / "cognito.bru"
        environment.write_text(environment.read_text().replace("  password: ", "  password: not-"))
        refused = shell([*RUNNERS["bruno"], "--sandbox", "developer"], deployed, tmp_path, node_variables())

    assert deployed.run("verify", "-", "--scope", "openid", text_in=token).returncode == 0
    assert refused.returncode != 0
    assert "the password was refused" in refused.stdout + refused.stderr
    assert EXPIRED not in heard.get("Authorization", "")


def test_the_security_schemes_are_those_of_the_openapi_specification(orders):
    described = yaml.safe_load(orders.run("export", "openapi", "--stack", "api").stdout)
    document = {"openapi": "3.1.0", "info": {"title": "Orders", "version": "1"}, "paths": {}, **described}

    validate(document)


@contextmanager
def heard_requests():
    """A back end that accepts everything: its address, and the headers of the last request."""
    heard: dict[str, str] = {}

    class BackEnd(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.update(self.headers)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), BackEnd) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/orders", heard
        finally:
            server.shutdown()
            thread.join()
