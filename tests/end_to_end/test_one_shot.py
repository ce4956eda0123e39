"""The one-shot environment: what it prints, what it hands over, and that nothing is left of it."""

import json
import subprocess
from typing import Any

import pytest
import requests
from authlib.oidc.core import CodeIDToken

from tests.end_to_end.checkout import Checkout, finish, read_object

CONTRACT_KEYS = {
    "environment", "target", "region", "outputs", "user", "tokens", "claims", "verified", "flow", "timings_s",
}  # fmt: skip
OUTPUT_KEYS = {
    "user_pool_id", "user_pool_arn", "region", "domain", "hosted_ui_url", "issuer", "jwks_uri", "authorize_endpoint",
    "token_endpoint", "userinfo_endpoint", "revoke_endpoint", "logout_endpoint", "client_id", "client_secret",
    "clients",
}  # fmt: skip


def report_of(finished: subprocess.CompletedProcess[str]) -> Any:
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def test_json_is_one_object_of_the_contracts_form_and_nothing_else_is_on_stdout(checkout: Checkout):
    report = report_of(checkout.run("-o", "json"))

    assert set(report) == CONTRACT_KEYS
    assert set(report["outputs"]) >= OUTPUT_KEYS
    assert set(report["user"]) == {"username", "email", "password", "groups"}
    assert set(report["tokens"]) == {"access_token", "id_token", "refresh_token", "token_type", "expires_in"}
    assert set(report["claims"]) == {"access_token", "id_token"}
    assert set(report["timings_s"]) == {"ready", "deploy", "user", "token", "destroy", "total"}
    assert all(isinstance(seconds, float) for seconds in report["timings_s"].values())
    assert (report["verified"], report["target"], report["flow"]) == (True, "local", "admin")
    assert checkout.environments() == []


def test_pool_name_and_domain_prefix_get_the_environments_own_suffix(checkout: Checkout):
    report = report_of(checkout.run("-o", "json"))

    suffix = report["environment"].removeprefix("dev-")
    assert report["outputs"]["domain"] == f"webapp12-{suffix}"
    assert report["claims"]["access_token"]["iss"].endswith(report["outputs"]["user_pool_id"])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_unmodified_oidc_library_accepts_the_tokens_while_the_environment_is_held(checkout: Checkout):
    from authlib.jose import JsonWebKey, JsonWebToken  # noqa: PLC0415 - deprecated by its authors when imported

    process = checkout.start("--hold", "-o", "json", "--flow", "code")
    report = read_object(process)

    outputs = report["outputs"]
    keys = JsonWebKey.import_key_set(requests.get(outputs["jwks_uri"], timeout=10).json())
    options = {
        "iss": {"essential": True, "value": outputs["issuer"]},
        "aud": {"essential": True, "value": outputs["client_id"]},
    }
    claims = JsonWebToken(["RS256"]).decode(
        report["tokens"]["id_token"], keys, claims_cls=CodeIDToken, claims_options=options
    )
    claims.validate()
    userinfo = requests.get(
        outputs["userinfo_endpoint"],
        headers={"Authorization": f"Bearer {report['tokens']['access_token']}"},
        timeout=10,
    ).json()
    assert claims["email"] == userinfo["email"] == report["user"]["email"]
    assert (report["timings_s"]["destroy"], report["timings_s"]["total"]) == (None, None)
    process.terminate()
    assert finish(process)[2] == 0
    assert checkout.environments() == []


def test_the_code_flow_carries_the_scopes_of_the_client(checkout: Checkout):
    report = report_of(checkout.run("--flow", "code", "-o", "json"))

    assert report["flow"] == "code"
    assert set(report["claims"]["access_token"]["scope"].split()) == {"openid", "email", "profile"}
    assert report["claims"]["id_token"]["email"] == report["user"]["email"]


def test_the_table_masks_every_secret_and_shows_progress_on_stderr_alone(checkout: Checkout):
    finished = checkout.run()

    assert finished.returncode == 0, finished.stderr
    assert "Tokens, verified (flow admin)" in finished.stdout
    assert "created aws:cognito/userPool:UserPool" in finished.stderr
    assert "deleted aws:cognito/userPool:UserPool" in finished.stderr
    assert "\033[" not in finished.stderr
    longest = max(len(word) for word in finished.stdout.split())
    assert longest < 120, "a whole token is longer"


def test_raw_is_the_bare_access_token(checkout: Checkout):
    finished = checkout.run("-o", "raw", "--quiet")

    assert finished.stdout.count(".") == 2
    assert finished.stdout.count("\n") == 1
    assert finished.stderr == ""


@pytest.mark.parametrize(
    ("script", "code"),
    [('test -n "$COGNITO_ACCESS_TOKEN"', 0), ("exit 7", 7), ("kill -9 $$", 137)],
)
def test_a_program_has_the_environment_in_its_variables_and_its_exit_code_is_ours(checkout, script, code):
    finished = checkout.run("--", "sh", "-c", script)

    assert finished.returncode == code, finished.stderr
    assert checkout.environments() == []


def test_a_program_owns_stdout_and_the_report_goes_to_stderr(checkout: Checkout):
    script = 'echo "$COGNITO_USER_POOL_ID $AWS_REGION $AWS_ENDPOINT_URL"'

    finished = checkout.run("-o", "json", "--quiet", "--", "sh", "-c", script)

    pool_id, region, endpoint = finished.stdout.split()
    report = json.loads(finished.stderr)
    assert pool_id == report["outputs"]["user_pool_id"]
    assert region == "us-east-1"
    assert endpoint.startswith("http://127.0.0.1:")


def test_a_program_that_can_not_be_started_is_a_usage_error_and_the_environment_goes(checkout: Checkout):
    finished = checkout.run("--", "no-such-program")

    assert finished.returncode == 2
    assert "'no-such-program' can't be started" in finished.stderr
    assert checkout.environments() == []


def test_a_hold_ends_with_its_time_to_live(checkout: Checkout):
    finished = checkout.run("--hold", "--ttl", "1s", "-o", "json")

    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout)["verified"] is True
    assert checkout.environments() == []


def test_the_region_that_is_asked_for_is_the_one_that_is_deployed_to(checkout: Checkout):
    report = report_of(checkout.run("--region", "eu-central-1", "-o", "json"))

    assert report["region"] == report["outputs"]["region"] == "eu-central-1"
    assert report["outputs"]["issuer"].startswith("https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_")


def test_two_at_a_time_do_not_meet(checkout: Checkout):
    processes = [checkout.start("-o", "json") for _ in range(2)]

    reports = [json.loads(finish(process)[0]) for process in processes]

    assert len({report["environment"] for report in reports}) == 2
    assert len({report["outputs"]["user_pool_id"] for report in reports}) == 2
    assert checkout.environments() == []


def test_a_users_own_aws_and_pulumi_settings_have_no_say_on_the_local_target(checkout: Checkout):
    hostile = {
        "AWS_PROFILE": "no-such-profile",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "AKIAREAL",
        "PULUMI_BACKEND_URL": "file:///no/such/folder",
        "PULUMI_STACK": "another",
        "PULUMI_CONFIG_PASSPHRASE": "another",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
    }

    finished = checkout.run("-o", "json", variables=hostile)

    assert report_of(finished)["verified"] is True
    assert not (checkout.home / ".pulumi").exists()
    assert not (checkout.home / ".aws").exists()
