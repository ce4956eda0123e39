"""The program as a library: what docs/python.md shows, and that nobody needs a terminal for it."""

import logging
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from automation import library
from automation.library import (
    SignInRequest,
    StackMissingError,
    UsageError,
    find_environments,
    obtain_tokens,
    open_stack,
    reap_environments,
)
from automation.records.ledger import Ledger, in_iso
from automation.tokens.flows import Credentials
from tests.automation.driver import Driver
from tests.docs.blocks import blocks


@pytest.fixture
def deployed(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> Driver:
    monkeypatch.setattr(library, "project_folder", lambda: str(driver.root))
    up = driver.run("up", "--quiet")
    assert up.code == 0, up.stderr
    return driver


def shown(number: int) -> str:
    """A block of the page, as it is written in a checkout."""
    text = [block.text for block in blocks("docs/python.md") if block.language == "python"][number]
    return text.replace("cognito_access_token.automation", "automation")


def expire(root: Path) -> None:
    ledger = Ledger.of_checkout(root)
    (entry,) = ledger.entries()
    ledger.write(replace(entry, expires=in_iso(datetime.now(UTC) - timedelta(minutes=1))))


def test_the_page_opens_a_stack_and_obtains_its_tokens(deployed: Driver, capfd: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    exec(compile(shown(0), "docs/python.md", "exec"), names)
    assert names["pool"] == deployed.run("outputs", "-o", "json").json()["user_pool_id"]
    assert names["header"]["Authorization"].count(".") == 2
    assert names["claims"]["token_use"] == "access"
    assert names["scopes"] == "openid orders/read"
    assert deployed.run("token", "-o", "raw").stdout.strip() == names["header"]["Authorization"].split()[1]
    assert capfd.readouterr() == ("", "")


def test_the_page_finds_and_reaps_environments(
    deployed: Driver, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    expire(deployed.root)
    names: dict[str, Any] = {}
    exec(compile(shown(1), "docs/python.md", "exec"), names)
    assert names["expired"] == ["local-dev"]
    assert names["actions"] == {"local-dev": "destroyed"}
    assert (names["code"], "staging" in names["text"]) == ("usage", True)
    assert find_environments().found == []
    assert capfd.readouterr() == ("", "")
    progress = [record for record in caplog.records if "Destroying the environment local-dev" in record.message]
    assert [(record.name, record.levelno) for record in progress] == [("cognito_access_token", logging.INFO)]


def test_looking_for_environments_destroys_none(deployed: Driver) -> None:
    expire(deployed.root)
    (found,) = find_environments().found
    assert (found.entry.name, found.status) == ("local-dev", "expired")
    assert "destroy" not in deployed.backend.calls


def test_an_authenticator_that_a_sign_in_enrolled_answers_the_next_one(deployed: Driver) -> None:
    deployed.run("users", "create", "ada@example.com", "--quiet")
    with open_stack() as stack:
        pool_id = stack.environment().user_pool_id
        deployed.cognito().set_user_pool_mfa_config(
            UserPoolId=pool_id, SoftwareTokenMfaConfiguration={"Enabled": True}, MfaConfiguration="ON"
        )
        request = SignInRequest(user="ada@example.com", flow="admin")
        assert obtain_tokens(stack, request).claims["access_token"]["token_use"] == "access"
        answers = request.answers(stack, pool_id, Credentials("ada@example.com", ""))
    assert answers.totp_secret


def test_what_can_not_be_is_said_before_anything_is_changed(deployed: Driver) -> None:
    with pytest.raises(UsageError, match=r"no target 'gcp'\. The targets: local, aws"), open_stack(target="gcp"):
        pass
    with pytest.raises(UsageError, match="'mars-1' isn't an AWS region"), open_stack(region="mars-1"):
        pass
    with pytest.raises(UsageError, match=r"'\.\./dev' can't be the name of a stack"), open_stack("../dev"):
        pass
    with (
        open_stack(config=str(deployed.root / "Pulumi.dev.yaml")) as stack,
        pytest.raises(UsageError, match="no flow 'magic'"),
    ):
        obtain_tokens(stack, SignInRequest(flow="magic"))


def test_a_stack_that_is_not_deployed_is_missing(driver: Driver) -> None:
    with pytest.raises(StackMissingError, match="no stack"), open_stack(project=driver.root) as stack:
        stack.outputs()


def test_a_survey_of_aws_needs_a_region(driver: Driver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PULUMI_BACKEND_URL", tmp_path.as_uri())
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "p")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "k")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    with pytest.raises(UsageError, match="Give `region`, or set AWS_REGION"):
        reap_environments(["aws"], project=driver.root)


def test_a_proxy_is_not_asked_for_the_loopback(deployed: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "example.com")
    with open_stack():
        assert os.environ["NO_PROXY"] == "example.com,127.0.0.1,localhost"
