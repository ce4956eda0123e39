"""What is wrong is said before anything is created, by the driver before an engine starts."""

import pytest
import yaml

from tests.end_to_end.checkout import Checkout

WRONG = [
    ("domain", {"prefix": "WebApp12"}, "domain.prefix"),
    ("password_policy", {"minimum_length": 3}, "password_policy.minimum_length"),
    ("pool_nmae", "x", "pool_nmae"),
]


@pytest.fixture
def wrong_stack(checkout: Checkout, request: pytest.FixtureRequest):
    """`Pulumi.wrong.yaml`, the article's configuration with one setting changed."""
    key, value = request.param
    content = yaml.safe_load((checkout.root / "Pulumi.dev.yaml").read_text())
    auth = content["config"]["cognito-access-token:auth"]
    if key == "callback":
        auth["clients"][0]["callback_urls"] = [value]
    elif isinstance(value, dict):
        auth[key] = {**auth.get(key, {}), **value}
    else:
        auth[key] = value
    path = checkout.root / "Pulumi.wrong.yaml"
    path.write_text(yaml.safe_dump(content))
    yield checkout
    path.unlink()
    for left in checkout.root.glob("Pulumi.local-wrong.yaml"):
        left.unlink()


CASES = pytest.mark.parametrize(
    ("wrong_stack", "named"),
    [((key, value), named) for key, value, named in WRONG]
    + [(("callback", "http://example.com"), "clients[0].callback_urls[0]")],
    indirect=["wrong_stack"],
)


@CASES
def test_the_driver_names_the_setting_and_exits_2_before_an_engine_starts(wrong_stack: Checkout, named, tmp_path):
    engine = tmp_path / "pulumi"
    engine.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\nexit 1\n")
    engine.chmod(0o755)

    finished = wrong_stack.run("--stack", "wrong", variables={"PATH": f"{tmp_path}:/usr/bin:/bin"})

    assert finished.returncode == 2
    assert named in finished.stderr
    assert finished.stdout == ""
    assert "Traceback" not in finished.stderr
    assert not (tmp_path / "started").exists()
    assert wrong_stack.environments() == []


@CASES
def test_plain_pulumi_says_it_once_and_registers_no_aws_resource(wrong_stack: Checkout, named):
    variables = wrong_stack.local_variables("wrong")

    finished = wrong_stack.pulumi("up", "--yes", "--skip-preview", variables=variables)
    exported = wrong_stack.pulumi("stack", "export", variables=variables)

    text = finished.stdout + finished.stderr
    assert finished.returncode != 0
    assert text.count(named) == 1, text
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
