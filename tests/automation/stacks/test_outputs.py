"""What a stack's outputs are remembered by, and for how long."""

import io
import re
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from automation.cli.cached_token import quick_token
from automation.stacks.kept_stack import KeptStack
from automation.stacks.output_cache import MINUTES_S, remembered
from automation.stacks.token_cache import SURROUNDINGS, question
from automation.targets.workspaces import Workspaces
from automation.terminal.console import Console

S3 = "s3://bucket"
ASKED = question("ada", None, None, ())
ENTRY = {"expires_at": time.time() + 3600, "tokens": {"access_token": "a.b.c"}, "username": "ada"}


class FakeDeployment:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.says = {"user_pool_id": "us-east-1_one"}

    def outputs(self) -> dict[str, Any]:
        self.asked += 1
        return dict(self.says)


def kept(tmp_path: Path, deployment: Any, **variables: str) -> Any:
    """A kept stack in a bucket, which nobody can look into."""
    surrounding = {"PULUMI_BACKEND_URL": S3, **variables}
    connection: Any = SimpleNamespace(pulumi_variables={}, endpoint_url=None, target="aws", backend=S3)
    workspace = Workspaces(tmp_path).kept("aws", "dev", S3)
    console = Console(stream=io.StringIO())
    ledger: Any = None
    return KeptStack(workspace, connection, lambda: deployment, surrounding, ledger, None, console)


def said(stack: Any) -> str:
    return str(stack.console._stream.getvalue())


def test_outputs_of_a_backend_that_cant_be_looked_into_are_remembered_and_that_is_said(tmp_path: Path) -> None:
    deployment = FakeDeployment()
    stack = kept(tmp_path, deployment)
    assert stack.outputs() == stack.outputs() == deployment.says
    assert deployment.asked == 1
    assert re.search(r"remembered at \d\d:\d\d; --refresh", said(stack))


def test_they_are_asked_for_again_after_some_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = FakeDeployment()
    stack = kept(tmp_path, deployment)
    stack.outputs()
    stack.tokens().put_all([(ASKED, ENTRY)], None)
    later = time.time() + MINUTES_S + 1
    monkeypatch.setattr(time, "time", lambda: later)
    deployment.says = {"user_pool_id": "us-east-1_another"}
    assert stack.outputs() == {"user_pool_id": "us-east-1_another"}
    assert stack.tokens().find(ASKED, 0) is None


def test_the_same_outputs_keep_the_tokens(tmp_path: Path) -> None:
    stack = kept(tmp_path, FakeDeployment())
    stack.outputs()
    stack.tokens().put_all([(ASKED, ENTRY)], None)
    stack.outputs(refresh=True)
    assert stack.tokens().find(ASKED, 0) is not None


def test_a_colleagues_deployment_ends_warm_tokens_within_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def answered(at: float) -> str | None:
        monkeypatch.setattr(time, "time", lambda: at)
        code = quick_token(str(tmp_path), ["token", "--target", "aws", "--user", "ada", "-o", "raw"])
        return capsys.readouterr().out.strip() if code == 0 else None

    for name in SURROUNDINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PULUMI_BACKEND_URL", S3)
    deployment, start = FakeDeployment(), time.time()
    stack = kept(tmp_path, deployment)
    stack.outputs()
    for cache in (stack.tokens(), stack.rows()):
        cache.put_all([(ASKED, ENTRY)], None)

    assert answered(start + MINUTES_S - 60) == "a.b.c"
    assert deployment.asked == 1  # nobody waits for Pulumi at each token
    assert answered(start + MINUTES_S + 60) is None
    assert stack.rows().find(ASKED, time.time()) is None
    stack.outputs()
    assert deployment.asked == 2  # it has not changed: the same tokens are good for minutes again
    assert answered(start + 2 * MINUTES_S - 60) == "a.b.c"
    assert stack.rows().find(ASKED, time.time()) is not None

    deployment.says = {"user_pool_id": "us-east-1_another"}
    assert answered(start + 2 * MINUTES_S + 120) is None
    stack.outputs()
    assert stack.tokens().find_renewable(ASKED) is None


def test_another_account_is_told_neither_outputs_nor_tokens(tmp_path: Path) -> None:
    deployment = FakeDeployment()
    one = kept(tmp_path, deployment, AWS_ACCESS_KEY_ID="AKIAONE")
    one.outputs()
    one.tokens().put_all([(ASKED, ENTRY)], None)
    other = kept(tmp_path, deployment, AWS_ACCESS_KEY_ID="AKIAOTHER")
    assert other.tokens().find(ASKED, 0) is None
    other.outputs()
    assert deployment.asked == 2


def test_what_an_earlier_version_noted_is_asked_for_again(tmp_path: Path) -> None:
    stack = kept(tmp_path, FakeDeployment())
    (stack.workspace.folder / "outputs.json").write_text('{"stamp": "unknown", "outputs": {}}')
    assert remembered(stack.workspace, "unknown", {}, 0) is None
