"""What this machine keeps of a stack is neither lost nor sent to the wrong address."""

import io
from pathlib import Path

import pytest

from automation.stacks.kept_stack import at_live_address, set_aside
from automation.targets.workspaces import Workspace
from automation.terminal.console import Console
from automation.users.store import UserStore
from automation.users.test_user import TestUser
from tests.automation.environments import ISSUER, make_outputs


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    folder = tmp_path / ".environments" / "aws" / "dev"
    folder.mkdir(parents=True)
    return Workspace(folder, "aws", "dev")


def test_passwords_of_a_stack_that_is_not_found_are_moved_aside_and_said(workspace: Workspace, tmp_path: Path) -> None:
    with UserStore.of(workspace).creating("us-east-1_one", TestUser("ada", "", "Secret-1")):
        pass
    (workspace.folder / "batches").mkdir()
    (workspace.folder / "batches" / "user.json").write_text("{}")
    said = io.StringIO()

    set_aside(workspace, Console(stream=said))

    (aside,) = (tmp_path / ".environments" / ".lost").iterdir()
    assert "Secret-1" in (aside / "users.json").read_text()
    assert (aside / "batches" / "user.json").exists()
    assert str(aside) in said.getvalue()
    assert not workspace.folder.exists()


def test_a_stack_without_users_is_forgotten_without_a_word(workspace: Workspace, tmp_path: Path) -> None:
    said = io.StringIO()
    set_aside(workspace, Console(stream=said))
    assert said.getvalue() == ""
    assert not (tmp_path / ".environments" / ".lost").exists()


def test_addresses_are_where_the_engine_answers_now() -> None:
    live = "http://127.0.0.1:5555"
    moved = at_live_address(make_outputs(), live)
    assert moved["hosted_ui_url"] == live
    assert moved["token_endpoint"] == f"{live}/oauth2/token"
    assert moved["jwks_uri"] == f"{live}/us-east-1_abc/.well-known/jwks.json"
    assert moved["issuer"] == ISSUER
    assert "4566" not in repr(moved)


def test_an_issuer_at_the_engines_address_moves_with_it() -> None:
    outputs = make_outputs(issuer="http://127.0.0.1:4566/us-east-1_abc")
    assert at_live_address(outputs, "http://127.0.0.1:5555")["issuer"] == "http://127.0.0.1:5555/us-east-1_abc"


def test_addresses_of_aws_stay() -> None:
    outputs = make_outputs()
    assert at_live_address(outputs, None) == outputs
    on_aws = make_outputs(jwks_uri=f"{ISSUER}/.well-known/jwks.json")
    assert at_live_address(on_aws, "http://127.0.0.1:5555") == on_aws
