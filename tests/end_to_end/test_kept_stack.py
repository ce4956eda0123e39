"""A stack that stays: up, outputs, token, verify, destroy; and the plain CLI sees the same one."""

import json
import shutil
import subprocess

import pytest
import yaml

from tests.end_to_end.checkout import Checkout


def test_a_kept_stack_lives_from_up_to_destroy(service: Checkout):
    up = service.run("up", "-o", "json")
    assert up.returncode == 0, up.stderr
    outputs = json.loads(up.stdout)

    again = service.run("up", "-o", "json")
    assert json.loads(again.stdout) == outputs
    assert "created" not in again.stderr

    assert json.loads(service.run("outputs", "-o", "json").stdout) == outputs

    token = service.run("token", "-o", "json")
    assert token.returncode == 0, token.stderr
    response = json.loads(token.stdout)
    assert set(response) == {"access_token", "id_token", "refresh_token", "token_type", "expires_in", "claims"}
    by_code = service.run("token", "--flow", "code", "-o", "raw")
    assert by_code.returncode == 0, by_code.stderr
    assert by_code.stdout.count(".") == 2

    outputs = with_a_new_secret(service, outputs, response["access_token"])

    verified = service.run("verify", "-", "-o", "json", text_in=response["access_token"])
    assert json.loads(verified.stdout)["claims"]["sub"] == response["claims"]["access_token"]["sub"]

    header, payload, signature = response["access_token"].split(".")
    refused = service.run("verify", "-", text_in=f"{header}.{payload}.{signature[::-1]}")
    assert refused.returncode == 1
    assert "signature doesn't verify" in refused.stderr
    assert payload not in refused.stderr

    wrong_use = service.run("verify", "--use", "id", text_in=response["access_token"])
    assert "token_use" in wrong_use.stderr

    gone = service.run("destroy")
    assert gone.returncode == 0, gone.stderr
    assert service.environments() == []
    assert service.run("destroy").returncode == 0
    assert service.run("outputs").returncode == 1


def with_a_new_secret(service, outputs, access_token):
    rotated = service.run("clients", "rotate-secret", "webapp", "-o", "json")
    assert rotated.returncode == 0, rotated.stderr
    secret = json.loads(rotated.stdout)["client_secret"]
    assert secret != outputs["client_secret"]
    assert service.run("token", "-o", "raw").stdout.strip() == access_token
    assert service.run("token", "--flow", "code", "--no-cache", "-o", "raw").returncode == 0
    outputs["client_secret"] = outputs["clients"]["webapp"]["client_secret"] = secret
    assert json.loads(service.run("outputs", "-o", "json").stdout) == outputs
    up = service.run("up", "-o", "json")
    assert json.loads(up.stdout) == outputs, "Pulumi's state says the same"
    return outputs


def test_the_driver_and_the_plain_cli_share_the_stack(service: Checkout):
    variables = service.local_variables()
    up = service.pulumi("up", "--yes", "--skip-preview", variables=variables)
    assert up.returncode == 0, up.stdout + up.stderr

    outputs = service.run("outputs", "-o", "json")
    plain = service.pulumi("stack", "output", "--json", "--show-secrets", variables=variables)
    shown = {name: value for name, value in json.loads(outputs.stdout).items() if value is not None}
    assert shown == json.loads(plain.stdout)
    assert service.run("token", "-o", "raw").returncode == 0

    unchanged = service.run("up")
    assert unchanged.returncode == 0, unchanged.stderr
    assert "created" not in unchanged.stderr
    preview = service.pulumi("preview", "--expect-no-changes", variables=variables)
    assert preview.returncode == 0, f"the driver's tags stay: {preview.stdout}{preview.stderr}"
    assert service.run("destroy").returncode == 0


@pytest.mark.slow
def test_a_stack_whose_engine_lost_everything_is_deployed_anew(service: Checkout):
    first = json.loads(service.run("up", "-o", "json").stdout)
    service.run("local", "stop")
    shutil.rmtree(service.root / ".local" / "engine")

    again = service.run("up", "-o", "json")

    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["user_pool_id"] != first["user_pool_id"]
    assert service.run("token", "-o", "raw").returncode == 0
    assert service.run("destroy").returncode == 0


def test_secrets_are_not_plain_text_in_the_state(service: Checkout):
    outputs = json.loads(service.run("up", "-o", "json").stdout)

    for path in (service.root / ".local").rglob("*.json"):
        if "stacks" in path.parts:
            assert outputs["client_secret"] not in path.read_text(), path
    assert service.run("destroy").returncode == 0


@pytest.mark.slow
def test_a_change_that_would_lose_users_is_refused_before_it_happens(service: Checkout):
    stack = service.root / "Pulumi.grown.yaml"
    article = yaml.safe_load((service.root / "Pulumi.dev.yaml").read_text())
    auth = article["config"]["cognito-access-token:auth"]

    def deploy(*options: str) -> subprocess.CompletedProcess[str]:
        stack.write_text(yaml.safe_dump(article))
        return service.run("up", "--stack", "grown", "-o", "json", *options)

    try:
        first = json.loads(deploy().stdout)
        assert service.run("token", "--stack", "grown", "-o", "raw").returncode == 0  # creates a user
        auth["schemas"] = [{"name": "plan", "attribute_data_type": "String", "mutable": True}]
        grown = deploy()
        assert grown.returncode == 0, grown.stderr
        assert json.loads(grown.stdout)["user_pool_id"] == first["user_pool_id"]

        auth["username_attributes"] = ["phone_number"]
        refused = deploy()
        assert refused.returncode == 2, refused.stderr
        assert "usernameAttributes" in refused.stderr
        assert "delete its users" in refused.stderr
        unchanged = service.run("outputs", "--stack", "grown", "-o", "json")
        assert json.loads(unchanged.stdout) == json.loads(grown.stdout)

        replaced = deploy("--replace-pool")
        assert replaced.returncode == 0, replaced.stderr
        assert json.loads(replaced.stdout)["user_pool_id"] != first["user_pool_id"]
    finally:
        service.run("destroy", "--stack", "grown")
        stack.unlink()


@pytest.mark.slow
def test_a_pool_with_deletion_protection_goes_only_by_force(service: Checkout):
    stack = service.root / "Pulumi.guarded.yaml"
    text = (service.root / "Pulumi.dev.yaml").read_text()
    stack.write_text(text.replace("deletion_protection: INACTIVE", "deletion_protection: ACTIVE"))
    try:
        assert service.run("up", "--stack", "guarded").returncode == 0

        refused = service.run("destroy", "--stack", "guarded")
        assert refused.returncode == 2
        assert "has deletion protection" in refused.stderr
        plain = service.pulumi("destroy", "--yes", variables=service.local_variables("guarded"))
        assert plain.returncode != 0
        assert "protected" in plain.stdout + plain.stderr
        assert service.run("token", "--stack", "guarded", "-o", "raw").returncode == 0

        forced = service.run("destroy", "--stack", "guarded", "--force")
        assert forced.returncode == 0, forced.stderr
    finally:
        stack.unlink()
        for left in service.root.glob("Pulumi.local-guarded.yaml"):
            left.unlink()
