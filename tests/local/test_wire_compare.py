"""The comparison of a project's calls with a recording."""

import json
import shutil
from pathlib import Path

import pytest

from tests.local.wire_compare import differences, main
from tests.local.wire_recording import Step, read_recording

WIRE = Path(__file__).parent / "wire"
ARTICLE = WIRE / "article.json"


@pytest.fixture
def steps() -> list[Step]:
    return read_recording(ARTICLE)


def test_a_recording_is_the_same_as_itself_in_another_order_with_other_ids(steps: list[Step]) -> None:
    recorded = steps[0].changes()
    text = (
        json.dumps(recorded[::-1])
        .replace("us-east-1_", "us-east-1_other")
        .replace('["openid", "email"', '["email", "openid"')
    )
    assert differences(json.loads(text), recorded) == []
    assert recorded


def test_reads_are_not_compared(steps: list[Step]) -> None:
    operations = [operation for operation, _ in steps[1].changes()]
    assert operations == ["UpdateUserPool", "UpdateUserPoolClient"]


def test_a_difference_is_said_by_operation_and_member() -> None:
    recorded = [("CreateUserPool", {"PoolName": "a", "Policies": {"PasswordPolicy": {"MinimumLength": 8}}})]
    sent = [("CreateUserPool", {"PoolName": "a", "Policies": {"PasswordPolicy": {"MinimumLength": 6}}, "Tier": "LITE"})]
    assert differences(sent, recorded) == [
        "CreateUserPool: Policies.PasswordPolicy.MinimumLength: recorded 8, sent 6",
        'CreateUserPool: Tier: sent "LITE", not recorded',
    ]


def test_calls_of_one_operation_are_paired_by_likeness() -> None:
    recorded = [("CreateGroup", {"GroupName": name, "Precedence": 1}) for name in ("a", "b")]
    sent = [("CreateGroup", {"GroupName": "b", "Precedence": 1}), ("CreateGroup", {"GroupName": "a", "Precedence": 2})]
    assert differences(sent, recorded) == ["CreateGroup: Precedence: recorded 1, sent 2"]


def test_a_call_too_few_and_one_too_many_are_said_without_secrets() -> None:
    recorded = [("AdminSetUserPassword", {"Username": "jane", "Password": "hush-1"})]
    sent = [("CreateIdentityProvider", {"ProviderDetails": {"client_secret": "hush-2"}})]
    assert differences(sent, recorded) == [
        'AdminSetUserPassword: recorded, but not sent: {"Password": "(secret)", "Username": "jane"}',
        'CreateIdentityProvider: sent, but not recorded: {"ProviderDetails": {"client_secret": "(secret)"}}',
    ]


def test_the_same_call_made_twice_is_not_the_same_as_once() -> None:
    call = ("DeleteUserPool", {"UserPoolId": "us-east-1_a"})
    assert differences([call, call], [call]) == ['DeleteUserPool: sent, but not recorded: {"UserPoolId": "…"}']


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "can't be read: No such file or directory"),
        ("{", "is no recording: JSONDecodeError"),
        ('{"scenario": "a"}', "is no recording: KeyError: 'steps'"),
        ('{"steps": [{"action": "create"}]}', "is no recording: KeyError: 'calls'"),
        ('{"steps": []}', "has no steps"),
    ],
)
def test_what_is_no_recording_is_said_and_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, why: str
) -> None:
    path = tmp_path / "recording.json"
    if text is not None:
        path.write_text(text)
    assert main([str(path), str(WIRE / "article")]) == 2
    printed = capsys.readouterr()
    assert why in printed.err
    assert printed.out == ""


def test_a_wrong_call_says_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("usage: python -m tests.local.wire_compare RECORDING ")


@pytest.mark.end_to_end
def test_a_project_that_does_the_same_ends_with_0_and_their_number(capsys: pytest.CaptureFixture[str]) -> None:
    number = sum(len(step.changes()) for step in read_recording(ARTICLE))
    assert main([str(ARTICLE), str(WIRE / "article")]) == 0
    assert capsys.readouterr().out == f"{number} calls that change something, all the same\n"


@pytest.mark.end_to_end
def test_a_project_that_does_something_else_ends_with_1_and_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "article"
    shutil.copytree(WIRE / "article", project)
    settings = project / "Pulumi.update.yaml"
    settings.write_text(settings.read_text().replace("minimum_length: 12", "minimum_length: 13"))
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    assert main([str(ARTICLE), str(project)]) == 1
    assert capsys.readouterr().out == (
        "update: UpdateUserPool: Policies.PasswordPolicy.MinimumLength: recorded 12, sent 13\n"
    )
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


@pytest.mark.end_to_end
def test_a_call_that_nobody_recorded_fails_and_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tmp_path / "article"
    shutil.copytree(WIRE / "article", project)
    with (project / "__main__.py").open("a") as program:
        program.write('cognito.UserGroup("g", name="staff", user_pool_id=pool.id)\n')
    assert main([str(ARTICLE), str(project)]) == 1
    assert capsys.readouterr().out == (
        'create: CreateGroup: sent, but not recorded: {"GroupName": "staff", "UserPoolId": "…"}\n'
    )


@pytest.mark.end_to_end
def test_a_project_that_cannot_be_deployed_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ARTICLE), str(tmp_path)]) == 2
    assert "can't be deployed" in capsys.readouterr().err
