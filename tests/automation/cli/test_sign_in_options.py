import stat

import pytest

from automation.cli.command_line import parse
from automation.cli.context import Context
from automation.cli.sign_in_options import answers_of, flow_options
from automation.errors import UsageError
from automation.targets.workspaces import Workspace
from automation.tokens.challenges.answers import RememberedDevice
from automation.tokens.flows import Credentials, FlowOptions
from automation.users.store import UserStore
from automation.users.test_user import TestUser

POOL = "us-east-1_abc"
JANE = Credentials("jane", "Passw0rd!")


class Stdin:
    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)

    def readline(self) -> str:
        return f"{self.lines.pop(0)}\n"

    def isatty(self) -> bool:
        return False


def run_nothing(_arguments: list[str]) -> int:
    raise AssertionError


def context(*argv: str, stdin: Stdin | None = None) -> Context:
    return Context(None, parse(["token", *argv]), None, stdin or Stdin(), None, None, {}, run_nothing)


@pytest.fixture
def workspace(tmp_path):
    made = Workspace(tmp_path, "local", "dev")
    for pool in ("us-east-1_other", POOL):
        with UserStore.of(made).creating(pool, TestUser("jane", "", "old")):
            pass
    return made


def test_secrets_come_from_stdin_in_the_order_of_their_options(workspace):
    asked = context("--totp-secret", "-", "--code", "-", "--code", "2", stdin=Stdin("MFRGGZDF", "1"))

    answers = answers_of(asked, workspace, POOL, JANE)

    assert answers.totp_secret == "MFRGGZDF"
    assert answers.codes == ("1", "2")
    assert answers.ask is None
    assert "MFRGGZDF" not in repr(answers)


def test_factors_have_cognitos_names(workspace):
    answers = answers_of(context("--first-factor", "email-otp", "--mfa", "totp"), workspace, POOL, JANE)

    assert (answers.first_factor, answers.mfa) == ("EMAIL_OTP", "SOFTWARE_TOKEN_MFA")


def test_what_a_sign_in_brought_about_is_there_for_the_next_one_and_for_nobody_else(workspace):
    device = {"key": "k", "group_key": "g", "password": "p"}

    answers_of(context(), workspace, POOL, JANE).keep("jane", {"totp_secret": "MFRGGZDF", "device": device})

    answers = answers_of(context(), workspace, POOL, JANE)
    assert answers.totp_secret == "MFRGGZDF"
    assert answers.device == RememberedDevice("k", "g", "p")
    assert "totp_secret" not in (UserStore.of(workspace).find("us-east-1_other", "jane") or {})
    assert stat.S_IMODE(workspace.users_file.stat().st_mode) == 0o600


def test_a_user_whom_somebody_else_created_is_noted_with_the_authenticator(workspace):
    answers_of(context(), workspace, POOL, Credentials("john", "His0wn!")).keep("john", {"totp_secret": "MFRGGZDF"})

    assert UserStore.of(workspace).find(POOL, "john") == {
        "username": "john",
        "email": "",
        "password": "His0wn!",
        "groups": [],
        "user_pool_id": POOL,
        "totp_secret": "MFRGGZDF",
    }


def test_options_of_flows_reach_the_request():
    asked = context("--client-auth", "post", "--refresh-token", "-", "--refresh-at", "endpoint", stdin=Stdin("r"))

    assert flow_options(asked) == FlowOptions(
        client_authentication="client_secret_post", refresh_token="r", refresh_at="endpoint"
    )


def test_an_attribute_without_a_value_is_wrong_usage(workspace):
    with pytest.raises(UsageError, match="isn't NAME=VALUE"):
        answers_of(context("--attribute", "nickname"), workspace, POOL, JANE)
