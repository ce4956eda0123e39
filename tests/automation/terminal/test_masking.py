"""Under GitHub Actions every secret that is printed is masked first, on stderr."""

import io
import json
from typing import Any

import pytest

from automation.stacks.program_runner import run_program
from automation.terminal import masking
from automation.terminal.masking import mask, secrets_in
from automation.terminal.reports import print_columns, print_json, print_raw, print_rows, print_secret, print_table

REPORT: dict[str, Any] = {
    "outputs": {"client_id": "7k", "client_secret": "s3cret", "clients": {"web": {"client_secret": "other"}}},
    "user": {"username": "jane", "password": "Correct-h0rse"},
    "tokens": {"access_token": "a.b.c", "id_token": None, "refresh_token": "", "token_type": "Bearer"},
    "claims": {"access_token": {"sub": "1"}},
}


@pytest.fixture
def in_github(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")


def masks(text: str) -> list[str]:
    return [line.removeprefix("::add-mask::") for line in text.splitlines() if line.startswith("::add-mask::")]


def test_secrets_are_found_however_deep_and_nothing_else_is() -> None:
    assert list(secrets_in([REPORT])) == ["s3cret", "other", "Correct-h0rse", "a.b.c"]
    variables = {"COGNITO_PASSWORD": "p", "COGNITO_ACCESS_TOKEN": "t", "COGNITO_TOKEN_ENDPOINT": "http://127.0.0.1"}
    assert list(secrets_in(variables)) == ["p", "t"]


def test_the_secret_of_every_client_is_one_whatever_the_client_is_called() -> None:
    ids = {"COGNITO_CLIENT_ID": "1", "COGNITO_CLIENT_WEB_ID": "2", "COGNITO_CLIENT_SECRET_ID": "3"}
    secrets = {"COGNITO_CLIENT_SECRET": "a", "COGNITO_CLIENT_WEB_SECRET": "b", "COGNITO_CLIENT___1F_SECRET": "c"}
    assert list(secrets_in({**ids, **secrets})) == ["a", "b", "c"]


@pytest.mark.usefixtures("in_github")
def test_the_answer_on_stdout_is_the_same_and_its_secrets_are_masked_on_stderr(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = io.StringIO()
    print_json(answer, REPORT)
    assert json.loads(answer.getvalue()) == REPORT
    assert masks(capsys.readouterr().err) == ["s3cret", "other", "Correct-h0rse", "a.b.c"]
    print_secret(answer, "d.e.f")
    assert answer.getvalue().endswith("\nd.e.f\n")
    assert capsys.readouterr() == ("", "::add-mask::d.e.f\n")


@pytest.mark.usefixtures("in_github")
def test_a_value_is_told_as_the_runner_reads_it_and_once(capsys: pytest.CaptureFixture[str]) -> None:
    mask("50%", "50%", "", None, "two\nlines")
    assert capsys.readouterr().err == "::add-mask::50%25\n::add-mask::two%0Alines\n"


@pytest.mark.usefixtures("in_github")
@pytest.mark.parametrize("form", ["csv", "json"])
def test_rows_are_masked_up_to_as_many_as_a_runner_can_bear(
    form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(masking, "MAX_ROWS", 2)
    answer = io.StringIO()
    print_rows(answer, form, ({"username": f"u{n}", "password": f"secret-{n}"} for n in range(4)), "Users")
    told = capsys.readouterr().err
    assert masks(told) == ["secret-0", "secret-1"]
    assert told.count("::warning::") == 1
    assert "secret-3" in answer.getvalue()


@pytest.mark.usefixtures("in_github")
def test_what_shows_no_secret_masks_none(capsys: pytest.CaptureFixture[str]) -> None:
    answer = io.StringIO()
    print_table(answer, "Test user", list(REPORT["user"].items()))
    print_columns(answer, "table", "username", [REPORT["user"]])
    print_raw(answer, "verified")
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("in_github")
def test_what_a_program_gets_in_its_variables_is_masked_before_it_can_print_it(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run_program(["sh", "-c", "echo $COGNITO_PASSWORD >&2"], {"COGNITO_PASSWORD": "Correct-h0rse"}) == 0
    assert capfd.readouterr().err == "::add-mask::Correct-h0rse\nCorrect-h0rse\n"


def test_elsewhere_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(io.StringIO(), REPORT)
    print_secret(io.StringIO(), "a.b.c")
    print_rows(io.StringIO(), "csv", [{"password": "p"}], "Users")
    assert capsys.readouterr().err == ""
