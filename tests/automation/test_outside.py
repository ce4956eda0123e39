"""What people and other programs hold on to: names, options, members and exit codes, which don't change.

They are written out here, not taken from the code: whoever renames one breaks somebody else's program.
"""

import json
from typing import Any

import pytest

from automation import pytest_plugin
from automation.cli.command_line import parse
from automation.stacks.request_handler import MEMBERS, PROTOCOL
from automation.tokens.flows import FLOWS
from components.cognito_auth import CognitoAuth
from components.program import STACK_OUTPUTS
from tests.automation.driver import Driver

COMMANDS = [
    *(["up"], ["outputs"], ["users", "create"], ["users", "list"], ["users", "delete", "x"], ["users", "import", "f"]),
    *(["token"], ["login"], ["verify"], ["verify", "-"], ["userinfo"], ["revoke"], ["logout"], ["export", "env"]),
    *(["adopt", "us-east-1_abc"], ["list"], ["reap"], ["connect", "theirs"], ["audit"], ["audit", "us-east-1_abc"]),
    *(["init"], ["init", "folder"], ["destroy"], ["destroy", "--force"], ["serve"], ["doctor"]),
    *(["check-backend", "http://localhost:1"], ["hostile-tokens"], ["local", "start"], ["local", "stop"]),
    *(["local", "status"], ["local", "env"], ["local", "inbox"], ["local", "clock"], ["local", "events"]),
    *(["local", "snapshot", "x"], ["local", "restore", "x"], []),
]
COMMON = [
    *(["--stack", "x"], ["-s", "x"], ["--target", "local"], ["--target", "aws"], ["--region", "eu-west-1"]),
    *(["--output", "json"], ["-o", "table"], ["--quiet"], ["--verbose"]),
]
OPTIONS = [
    ["--hold", "--ttl", "1h"],
    ["--", "pytest", "-x"],
    ["users", "create", "--count", "3", "--prefix", "p", "--group", "g", "--password", "-", "--attribute", "k=v"],
    ["token", "--flow", "srp", "--user", "u", "--client", "c", "--scope", "s", "--no-cache", "--which", "id"],
    ["token", "--user", "u", "--password", "@file", "--totp-secret", "-"],
    ["token", "--user-pool-id", "us-east-1_abc", "--client-id", "c"],
    ["connect", "n", "--user-pool-id", "us-east-1_abc", "--client-id", "c", "--domain", "d"],
    ["audit", "-o", "sarif", "--fail-on", "high"],
    ["check-backend", "https://example.com", "--allow-remote"],
    ["up", "--replace-pool", "--config", "one.yaml"],
    ["export", "dotenv", "--folder", ".", "--force"],
    ["users", "list", "-o", "csv"],
]
OUTPUTS = [
    "user_pool_id",
    "user_pool_arn",
    "region",
    "domain",
    "hosted_ui_url",
    "issuer",
    "jwks_uri",
    "authorize_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "revoke_endpoint",
    "logout_endpoint",
    "client_id",
    "client_secret",
    "clients",
]
VARIABLES = [
    "COGNITO_USER_POOL_ID",
    "COGNITO_CLIENT_ID",
    "COGNITO_CLIENT_SECRET",
    "COGNITO_DOMAIN",
    "COGNITO_HOSTED_UI_URL",
    "COGNITO_ISSUER",
    "COGNITO_JWKS_URI",
    "COGNITO_AUTHORIZE_ENDPOINT",
    "COGNITO_TOKEN_ENDPOINT",
    "COGNITO_USERINFO_ENDPOINT",
    "COGNITO_USERNAME",
    "COGNITO_PASSWORD",
    "COGNITO_ACCESS_TOKEN",
    "COGNITO_ID_TOKEN",
    "COGNITO_REFRESH_TOKEN",
    "AWS_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
]
FLOW_NAMES = ["admin", "password", "srp", "user-auth", "custom", "code", "client-credentials", "refresh"]
FIXTURES = [
    "cognito",
    "user_factory",
    "access_token",
    "id_token",
    "auth_header",
    "token_for",
    "hostile_tokens",
    "expired_token",
    "foreign_token",
]
CALLS = {
    "create_user": {"username", "password", "groups", "attributes"},
    "tokens": {"user", "client", "flow", "scopes", "expires_in"},
    "hostile_tokens": set[str](),
    "variables": set[str](),
    "end": set[str](),
}


@pytest.mark.parametrize("words", [*COMMANDS, *OPTIONS], ids=" ".join)
def test_a_command_line_is_understood(words: list[str]):
    assert parse(words)


@pytest.mark.parametrize("option", COMMON, ids=" ".join)
def test_options_go_with_every_command_before_and_after_it(option: list[str]):
    for words in COMMANDS:
        assert parse([*option, *words])
        assert parse([*words, *option])


def test_without_options_the_stack_is_dev_on_the_local_target_in_a_table():
    arguments = parse(["up"])
    assert (arguments.stack, arguments.target, arguments.output) == ("dev", "local", "table")


def test_flows_and_outputs_have_their_names():
    assert set(FLOW_NAMES) <= set(FLOWS)
    assert set(OUTPUTS) <= set(STACK_OUTPUTS)
    assert CognitoAuth.__annotations__.keys() >= set(OUTPUTS)


def test_the_pytest_plugin_has_its_fixtures_and_serve_its_calls():
    assert [name for name in FIXTURES if not hasattr(pytest_plugin, name)] == []
    assert [call for call, members in CALLS.items() if not members <= MEMBERS[call].keys()] == []
    assert isinstance(PROTOCOL, int)


def test_a_one_shots_object_has_its_members(driver: Driver):
    found: dict[str, Any] = driver.run("-o", "json").json()
    assert found.keys() >= {*("environment", "target", "region", "outputs", "user", "tokens", "claims"), "timings_s"}
    assert found["verified"] is True
    assert found["flow"] == "admin"
    assert set(OUTPUTS) <= found["outputs"].keys()
    assert found["user"].keys() >= {"username", "email", "password", "groups"}
    tokens = found["tokens"]
    assert tokens.keys() >= {"access_token", "id_token", "refresh_token", "token_type", "expires_in"}
    assert tokens["token_type"] == "Bearer"
    assert found["claims"].keys() == {"access_token", "id_token"}
    assert found["timings_s"].keys() >= {"ready", "deploy", "user", "token", "destroy", "total"}


def test_a_token_response_is_rfc_6749s_with_claims(driver: Driver):
    driver.run("up", "--quiet")
    found = driver.run("token", "-o", "json").json()
    assert found.keys() >= {"access_token", "id_token", "refresh_token", "token_type", "expires_in", "claims"}


def test_export_env_has_every_variable(driver: Driver):
    driver.run("up", "--quiet")
    exported = {
        line.removeprefix("export ").partition("=")[0] for line in driver.run("export", "env").stdout.split("\n")
    }
    assert set(VARIABLES) <= exported


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["list"], 0),
        (["outputs"], 1),
        (["up", "--stack", "nowhere"], 2),
        (["--nonsense"], 2),
        (["--", "sh", "-c", "exit 7"], 7),
        (["--hold", "--ttl", "1s"], 0),
        (["up", "--target", "aws"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_codes(driver: Driver, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int):
    monkeypatch.setenv("PULUMI_HOME", str(driver.root))  # nobody has logged in
    ran = driver.run(*words)
    assert ran.code == code, ran.stderr


def test_an_error_for_programs_is_one_object_and_nothing_else_is_on_stdout(driver: Driver):
    ran = driver.run("outputs", "-o", "json")
    assert json.loads(ran.stdout)["error"].keys() >= {"code", "text"}
    assert driver.run("outputs").stdout == ""
