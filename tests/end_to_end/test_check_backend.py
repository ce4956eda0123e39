"""`check-backend` and the plugin's hostile tokens, against the example back ends and a naive one."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from local.paths import cache_folder
from tests.end_to_end.served_examples import build_go, javascript_command, python_command, served
from tests.end_to_end.test_pytest_plugin import run_suite
from tests.go_command import go_command
from tests.node import node_variables

ROUTES = (
    ("/me",),
    ("/orders", "--scope", "orders/read"),
    ("/orders/1", "--method", "DELETE", "--group", "admins"),
)
NAIVE = """
import base64, http.server, json

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            part = self.headers["Authorization"].removeprefix("Bearer ").split(".")[1]
            json.loads(base64.urlsafe_b64decode(part + "=="))
            self.send_response(200)
        except Exception:
            self.send_response(401)
        self.end_headers()

    def log_message(self, *given):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""
PROJECT = {
    "tests/test_backend.py": """
import base64, json, time
import pytest

def test_the_list_has_names_and_reasons(hostile_tokens, cognito):
    assert len(hostile_tokens) > 40
    assert all(token.name and token.reason for token in hostile_tokens)
    named = {token.name: token for token in cognito.hostile_tokens(scope="orders/read", group="admins")}
    assert {"wrong-scope", "wrong-group"} <= set(named)
    assert named["no-token"].header == {}
    assert named["wrong-scheme"].header["Authorization"].startswith("Basic ")
    assert named["altered-payload"].header == {"Authorization": f"Bearer {named['altered-payload']}"}

def test_one_at_a_time(hostile_token, access_token):
    assert hostile_token.header.get("Authorization") != access_token.header["Authorization"]

def test_expired_and_foreign(expired_token, foreign_token, cognito):
    def claims(token):
        return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims(expired_token)["exp"] < time.time()
    assert claims(foreign_token)["iss"] != cognito.outputs["issuer"]

def test_a_validity_of_ones_own(token_for, cognito):
    token = token_for(cognito.user, expires_in=2)
    assert token.claims["exp"] - token.claims["iat"] == 2
    assert token.id_token.claims["exp"] - token.id_token.claims["iat"] == 2

def test_fails_with_all_it_has(hostile_tokens, expired_token, foreign_token, auth_header):
    with open("secrets.txt", "w") as file:
        file.write("\\n".join(part for token in hostile_tokens for part in token.split(".") if len(part) > 20))
    print(hostile_tokens, *hostile_tokens, [token.header for token in hostile_tokens])
    assert [str(token) for token in hostile_tokens] == [str(expired_token), str(foreign_token)]
"""
}


NEEDED_BY_A_BACK_END = ("COGNITO_USER_POOL_ID", "COGNITO_CLIENT_ID", "COGNITO_ISSUER", "COGNITO_JWKS_URI", "AWS_REGION")


@pytest.fixture
def deployed(standing):
    """The stack `api`, kept."""
    return standing("api")


@pytest.fixture
def environment(deployed):
    """The variables of a back end that knows the stack `api`."""
    exported = deployed.run("export", "json", "--stack", "api", "-q")
    assert exported.returncode == 0, exported.stderr
    known = json.loads(exported.stdout)
    return deployed.variables({name: value for name, value in known.items() if name in NEEDED_BY_A_BACK_END})


def go_variables(checkout):
    """The caches that all tests of Go share."""
    return checkout.variables({name: str(cache_folder() / "tests-go" / name) for name in ("GOPATH", "GOCACHE")})


def check(checkout, address, *options):
    return checkout.run("check-backend", address, "--stack", "api", "-q", *options)


@pytest.mark.slow
def test_the_example_back_ends_let_no_hostile_token_in(deployed, environment, tmp_path):
    examples = deployed.root / "examples"
    node = node_variables()
    (examples / "javascript" / "node_modules").symlink_to(node["NODE_PATH"])
    go = build_go(str(go_command(tmp_path)), examples / "go", go_variables(deployed), tmp_path / "backend")
    try:
        for command in (python_command(examples / "python"), javascript_command(examples / "javascript"), go):
            with served(command, {**environment, **node}) as address:
                for path, *options in ROUTES:
                    finished = check(deployed, address + path, *options, "-o", "json")
                    assert finished.returncode == 0, (command[0], path, finished.stdout, finished.stderr)
                    report = json.loads(finished.stdout)
                    assert (report["passed"], report["let_in"], report["unclear"]) == (True, [], [])
                    assert len(report["results"]) >= 46
    finally:
        (examples / "javascript" / "node_modules").unlink()


def test_a_naive_back_end_is_reported_in_every_form(deployed, environment):
    with served([sys.executable, "-c", NAIVE], environment) as address:
        table, junit = (check(deployed, f"{address}/", "-o", form) for form in ("table", "junit"))
    assert table.returncode == junit.returncode == 1
    assert "alg-none" in table.stderr
    suite = ET.fromstring(junit.stdout)[0]
    refused = {case.get("name") for case in suite if len(case) == 0}
    assert refused == {"no-token", "empty-token", "not-a-jwt"}
    assert suite.get("failures") == str(len(suite) - 3)
    assert "eyJ" not in table.stdout + table.stderr + junit.stdout + junit.stderr


def test_what_can_not_be_checked_is_one_paragraph(deployed, environment):
    for address, code, words in (
        ("http://127.0.0.1:1/", 1, "isn't listening"),
        ("http://example.com/", 2, "isn't this machine"),
        ("nowhere", 2, "isn't the address of a back end"),
    ):
        finished = check(deployed, address)
        assert finished.returncode == code
        assert words in finished.stderr
        assert len(finished.stderr.strip().splitlines()) == 1


def test_hostile_tokens_are_listed_with_their_reasons(deployed, environment):
    listed = deployed.run("hostile-tokens", "--stack", "api", "--scope", "orders/read", "-o", "json", "-q")
    found = {one["name"]: one for one in json.loads(listed.stdout)}
    assert found["wrong-scope"]["authorization"] == f"Bearer {found['wrong-scope']['token']}"
    table = deployed.run("hostile-tokens", "--stack", "api", "-q")
    assert "eyJ" not in table.stdout
    assert "It expired an hour ago (exp)" in table.stdout


def test_the_plugin_gives_them_to_any_suite_and_shows_none(checkout, tmp_path):
    for name, text in PROJECT.items():
        path = tmp_path / "backend" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    finished = run_suite(checkout, tmp_path / "backend", "test_backend.py", "-vv", "--showlocals")
    assert "1 failed" in finished.stdout, finished.stdout + finished.stderr
    assert "FAILED tests/test_backend.py::test_fails_with_all_it_has" in finished.stdout
    secrets = (tmp_path / "backend" / "secrets.txt").read_text().split("\n")
    assert len(secrets) > 60
    assert [secret for secret in secrets if secret in finished.stdout + finished.stderr] == []


def test_serve_gives_them_too(checkout):
    asked = [
        {"do": "hostile_tokens", "scope": "orders/read"},
        {"do": "tokens", "expires_in": 5},
        {"do": "tokens", "expires_in": 0},
        {"do": "hostile_tokens", "use": ["id"]},
    ]
    finished = subprocess.run(
        checkout.command("serve", "-q"),
        env=checkout.variables(),
        input="".join(json.dumps(one) + "\n" for one in asked),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    _ready, hostile, tokens, no_time, no_use = (json.loads(line) for line in finished.stdout.splitlines())
    assert "scope-lookalike" in {one["name"] for one in hostile["tokens"]}
    assert tokens["expires_in"] == 5
    assert "from 1 to 86400" in no_time["error"]["text"]
    assert "must be access or id" in no_use["error"]["text"]
