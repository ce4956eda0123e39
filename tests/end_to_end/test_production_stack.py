"""`Pulumi.prod.yaml`: protected, with threat protection, a second factor and managed login; and stacks like it."""

import json

import pytest

from tests.end_to_end.checkout import Checkout

STACK = ("--stack", "prod")


def test_a_one_shot_of_the_production_stack_signs_a_test_user_in_and_leaves_nothing(checkout: Checkout):
    finished = checkout.run(*STACK, "-o", "json")

    assert finished.returncode == 0, finished.stderr
    response = json.loads(finished.stdout)
    assert len(response["user"]["password"]) >= 14
    assert (response["verified"], response["flow"]) == (True, "srp")
    assert checkout.environments() == []


@pytest.fixture
def production(service: Checkout):
    up = service.run("up", *STACK)
    assert up.returncode == 0, up.stderr
    yield service
    assert service.run("destroy", *STACK, "--force").returncode == 0
    assert json.loads(service.run("list", "-o", "json").stdout) == []


def test_the_kept_production_stack_gives_tokens_and_goes_by_force_alone(production: Checkout):
    token = production.run("token", *STACK, "-o", "json")
    assert token.returncode == 0, token.stderr
    assert json.loads(token.stdout)["expires_in"] <= 15 * 60

    again = production.run("up", *STACK)
    assert again.returncode == 0, again.stderr
    assert "created" not in again.stderr
    assert "updated" not in again.stderr

    refused = production.run("destroy", *STACK)
    assert refused.returncode == 2
    assert "--force" in refused.stderr


@pytest.mark.slow
def test_managed_login_is_for_browsers_which_the_code_flow_says(production: Checkout):
    finished = production.run("token", *STACK, "--flow", "code")

    assert finished.returncode == 1
    assert "Managed login" in finished.stderr
    assert "`login`" in finished.stderr


@pytest.mark.slow
def test_a_protected_stack_whose_deployment_failed_half_way_goes_by_force(service: Checkout):
    assert service.run("up").returncode == 0  # it has the domain's prefix
    stack = service.root / "Pulumi.half.yaml"
    text = (service.root / "Pulumi.dev.yaml").read_text()
    stack.write_text(text.replace("deletion_protection: INACTIVE", "deletion_protection: ACTIVE"))
    try:
        failed = service.run("up", "--stack", "half")
        assert failed.returncode == 1
        assert "Domain already associated with another user pool" in failed.stderr

        refused = service.run("destroy", "--stack", "half")
        assert refused.returncode == 2
        assert "--force" in refused.stderr
        forced = service.run("destroy", "--stack", "half", "--force")
        assert forced.returncode == 0, forced.stderr
        left = json.loads(service.run("list", "-o", "json").stdout)
        assert len(left) == 1  # the other stack, untouched
        assert service.run("token", "-o", "raw").returncode == 0
    finally:
        stack.unlink()
        service.run("destroy")
        for written in service.root.glob("Pulumi.local-half.yaml"):
            written.unlink()
