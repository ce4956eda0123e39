"""What is over is destroyed, and nothing that isn't this program's, or that somebody has taken up again."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from automation.errors import DriverError
from automation.inventory import reaping as module
from automation.inventory.reaping import reap
from automation.inventory.survey import Found
from automation.records.ledger import Entry, Ledger
from automation.records.tags import tags_of
from automation.stacks.destructive_changes import USER_POOL
from automation.targets.workspaces import Workspaces, write_project
from automation.terminal.console import Console
from automation.terminal.runtime import Runtime
from automation.terminal.signals import Signals
from local.errors import StorageError
from tests.automation.records.test_ledger import DEAD, entry
from tests.automation.stacks.scripted_target import ScriptedTarget
from tests.automation.stacks.test_orphans import Cognito, pool

OWNER = "jane@here"
NAME = "dev-bcd12345"


@pytest.fixture
def runtime(tmp_path: Path) -> Runtime:
    variables = {"XDG_STATE_HOME": str(tmp_path / "state")}
    return Runtime(tmp_path, Console(stream=io.StringIO()), Signals(), variables)


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedTarget:
    made = ScriptedTarget(tmp_path)
    monkeypatch.setattr(module, "target_of", lambda *_: made)
    return made


def expired(runtime: Runtime, **changes: Any) -> Entry:
    facts = {"kind": "kept", "owner": OWNER, "checkout": str(runtime.root), "backend": "file:///state"}
    return entry(**{**facts, **changes})


def noted(runtime: Runtime, **changes: Any) -> Found:
    """One that the ledger knows of, with its folder."""
    made = expired(runtime, **changes)
    Ledger.of_user(runtime.variables).write(made)
    own = Workspaces(runtime.root).kept(made.target, made.name, made.backend)
    write_project(own, runtime.root, {}, {})
    return Found(made, "expired", ("ledger",))


def ledger(runtime: Runtime) -> list[Entry]:
    return Ledger.of_user(runtime.variables).entries()


def state(*pools: dict[str, Any], pending: tuple[dict[str, Any], ...] = ()) -> str:
    resources = [{"type": USER_POOL, **one} for one in pools]
    operations = [{"resource": {"type": USER_POOL, **one}} for one in pending]
    return json.dumps({"deployment": {"resources": resources, "pending_operations": operations}})


def its(one: Entry, **changes: Any) -> dict[str, Any]:
    return {"id": "us-east-1_1", "inputs": {"name": one.pool_name, "tags": tags_of(one)}, **changes}


def test_what_is_over_is_destroyed_and_forgotten(runtime: Runtime, target: Any) -> None:
    found = noted(runtime)
    target.cognito = Cognito(pool(1, UserPoolTags=tags_of(found.entry)))
    target.cli.says("stack-export", stdout=state(its(found.entry)))
    outcome = reap(found, runtime)
    assert (outcome.action, outcome.reason) == ("destroyed", "")
    assert [call.split()[0] for call in target.cli.calls] == ["stack", "destroy", "stack"]
    assert target.cognito.pools == {}
    assert ledger(runtime) == []
    assert Workspaces(runtime.root).find("aws", NAME, "file:///state") is None
    assert outcome.row()["action"] == "destroyed"
    assert outcome.row()["reason"] is None


def test_what_is_at_work_under_another_process_is_left_to_it(runtime: Runtime, target: Any) -> None:
    found = noted(runtime)
    with Ledger.of_user(runtime.variables).held(found.entry.key):
        assert reap(found, runtime).action == "busy"
    assert len(ledger(runtime)) == 1


def test_what_another_has_destroyed_meanwhile_is_gone(runtime: Runtime, target: Any) -> None:
    found = noted(runtime)
    Ledger.of_user(runtime.variables).remove(found.entry.key)
    assert reap(found, runtime).action == "gone"
    assert target.cli.calls == []


def test_what_somebody_deploys_again_meanwhile_stays(runtime: Runtime, target: Any) -> None:
    found = noted(runtime)
    Ledger.of_user(runtime.variables).write(found.entry.living_until(None))
    assert reap(found, runtime).action == "busy"
    assert len(ledger(runtime)) == 1
    assert target.cli.calls == []


def test_what_belongs_to_others_is_refused(runtime: Runtime, target: Any) -> None:
    outcome = reap(noted(runtime, owner="arn:aws:iam::2:user/eve"), runtime)
    assert (outcome.action, "belongs to arn:aws:iam::2:user/eve" in outcome.reason) == ("refused", True)
    assert len(ledger(runtime)) == 1
    assert target.cli.calls == []


@pytest.mark.parametrize(
    "wrong",
    [
        lambda one: state(its(one, inputs={"name": "another", "tags": tags_of(one)})),
        lambda one: state(its(one, inputs={"name": one.pool_name, "tags": {}})),
        lambda one: state(pending=(its(one, id=None, inputs={"name": "another", "tags": tags_of(one)}),)),
    ],
    ids=["name", "tags", "pending"],
)
def test_a_stack_whose_pool_isnt_the_environments_is_refused_with_what_to_do(
    runtime: Runtime, target: Any, wrong: Callable[[Entry], str]
) -> None:
    found = noted(runtime)
    target.cli.says("stack-export", stdout=wrong(found.entry))
    outcome = reap(found, runtime)
    assert outcome.action == "refused"
    assert f"destroy --stack {NAME} --target aws" in outcome.reason
    assert not [call for call in target.cli.calls if call.startswith("destroy")]
    assert len(ledger(runtime)) == 1


def test_a_pool_that_has_other_tags_on_aws_than_in_the_state_is_refused(runtime: Runtime, target: Any) -> None:
    found = noted(runtime)
    target.cognito = Cognito(pool(1, UserPoolTags={"team": "web"}))
    target.cli.says("stack-export", stdout=state(its(found.entry)))
    assert reap(found, runtime).action == "refused"
    assert list(target.cognito.pools) == ["us-east-1_1"]


def test_where_ledger_and_state_are_lost_tags_alone_dont_make_it_ours(runtime: Runtime, target: Any) -> None:
    made = expired(runtime)
    target.cognito = Cognito(pool(1, UserPoolTags=tags_of(made)))
    target.cli.says("stack-export", stdout=state())
    outcome = reap(Found(made, "expired", ("tags",)), runtime)
    assert outcome.action == "refused"
    assert "tags alone don't prove that the user pool belongs to it" in outcome.reason
    assert list(target.cognito.pools) == ["us-east-1_1"]


def test_where_the_stack_is_lost_the_pool_with_its_tags_goes_and_no_folder_stays(runtime: Runtime, target: Any) -> None:
    made = expired(runtime, checkout=str(runtime.root / "gone"))
    target.cognito = Cognito(pool(1, UserPoolTags=tags_of(made)))
    missing = f"error: no stack named '{NAME}' found\n"
    for command in ("stack-export", "destroy"):
        target.cli.says(command, stderr=missing, code=255)
    assert reap(Found(made, "expired", ("tags",)), runtime).action == "destroyed"
    assert target.cognito.pools == {}
    assert Workspaces(runtime.root).find("aws", NAME, "file:///state") is None


def test_a_local_one_shot_whose_process_died_has_nothing_left_but_its_note(runtime: Runtime, target: Any) -> None:
    made = expired(runtime, target="local", kind="one-shot", process=DEAD)
    here = Ledger.of_checkout(runtime.root)
    here.write(made)
    assert reap(Found(made, "abandoned", ("ledger",)), runtime).action == "destroyed"
    assert here.entries() == []
    assert target.cli.calls == []


@pytest.mark.parametrize("failure", [DriverError("AWS refused it."), StorageError("the disk is full.")])
def test_one_that_fails_is_told_and_kept_for_the_next_time(
    runtime: Runtime, target: Any, failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = noted(runtime)

    def fail() -> None:
        raise failure

    monkeypatch.setattr(target, "check", fail)
    outcome = reap(found, runtime)
    assert (outcome.action, outcome.reason) == ("failed", str(failure))
    assert outcome.row()["reason"] == str(failure)
    assert len(ledger(runtime)) == 1


def test_an_environment_is_told_by_what_the_ledger_says_now(runtime: Runtime, target: Any) -> None:
    found = noted(runtime, pool_name="webapp-new")
    stale = Found(replace(found.entry, pool_name="webapp-old"), "expired", ("ledger",))
    target.cognito = Cognito(pool(1, Name="webapp-new", UserPoolTags=tags_of(found.entry)))
    target.cli.says("stack-export", stdout=state(its(found.entry)))
    assert reap(stale, runtime).action == "destroyed"
    assert target.cognito.pools == {}
