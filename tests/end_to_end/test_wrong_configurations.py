"""What is wrong is said before anything is created, by the driver before an engine starts."""

from collections.abc import Iterator

import pytest
import yaml

from tests.end_to_end.checkout import Checkout

NAMED = ("domain.prefix", "password_policy.minimum_length", "pool_nmae", "clients[0].callback_urls[0]")


@pytest.fixture
def wrong_stack(checkout: Checkout) -> Iterator[Checkout]:
    """`Pulumi.wrong.yaml`, the article's configuration with four mistakes."""
    content = yaml.safe_load((checkout.root / "Pulumi.dev.yaml").read_text())
    auth = content["config"]["cognito-access-token:auth"]
    auth["domain"]["prefix"] = "WebApp12"
    auth.setdefault("password_policy", {})["minimum_length"] = 3
    auth["pool_nmae"] = "x"
    auth["clients"][0]["callback_urls"] = ["http://example.com"]
    path = checkout.root / "Pulumi.wrong.yaml"
    path.write_text(yaml.safe_dump(content))
    yield checkout
    path.unlink()
    for left in checkout.root.glob("Pulumi.local-wrong.yaml"):
        left.unlink()


def test_the_driver_names_each_setting_and_exits_2_before_an_engine_starts(wrong_stack: Checkout, tmp_path):
    engine = tmp_path / "pulumi"
    engine.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\nexit 1\n")
    engine.chmod(0o755)

    finished = wrong_stack.run("--stack", "wrong", variables={"PATH": f"{tmp_path}:/usr/bin:/bin"})

    assert finished.returncode == 2
    assert [name for name in NAMED if finished.stderr.count(name) != 1] == [], finished.stderr
    assert finished.stdout == ""
    assert "Traceback" not in finished.stderr
    assert not (tmp_path / "started").exists()
    assert wrong_stack.environments() == []


def test_plain_pulumi_says_each_once_and_registers_no_aws_resource(wrong_stack: Checkout):
    variables = wrong_stack.local_variables("wrong")

    finished = wrong_stack.pulumi("up", "--yes", "--skip-preview", variables=variables)
    exported = wrong_stack.pulumi("stack", "export", variables=variables)

    text = finished.stdout + finished.stderr
    assert finished.returncode != 0
    assert [name for name in NAMED if text.count(name) != 1] == [], text
    assert "Traceback" not in text
    assert "aws:cognito" not in text
    assert "aws:cognito" not in exported.stdout
    wrong_stack.pulumi("stack", "rm", "--yes", "--preserve-config", variables=variables)
    wrong_stack.run("local", "stop")


def test_an_unknown_stack_is_answered_with_those_that_exist(checkout: Checkout):
    finished = checkout.run("--stack", "staging")

    assert finished.returncode == 2
    assert "no stack 'staging'" in finished.stderr
    assert "dev" in finished.stderr


def test_nonsense_on_the_command_line_is_one_paragraph_and_exit_code_2(checkout: Checkout):
    finished = checkout.run("--nonsense")

    assert finished.returncode == 2
    assert len(finished.stderr.strip().splitlines()) == 1
