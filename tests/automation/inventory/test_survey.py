"""Which environments exist, and what is thought of each."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from automation.errors import UsageError
from automation.inventory import survey as module
from automation.inventory.survey import Found, Survey, SurveyRequest, judge, survey
from automation.records.ledger import Entry, Ledger
from automation.records.processes import ProcessId, host_name
from automation.records.tags import tags_of
from automation.terminal.console import Console
from automation.terminal.runtime import Runtime
from automation.terminal.signals import Signals
from tests.automation.stacks.scripted_target import ScriptedTarget

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def entry(**changes: Any) -> Entry:
    facts: dict[str, Any] = {
        "name": "local-dev", "target": "local", "kind": "kept", "region": "us-east-1", "owner": "me@here",
        "host": host_name(), "created": "2026-06-01T10:00:00+00:00", "expires": None, "pool_name": "webapp",
        "backend": "file:///x", "endpoint": None, "passphrase_file": None, "checkout": "/c", "process": None,
    }  # fmt: skip
    return Entry(**{**facts, **changes})


def at(hours: float) -> str:
    return (NOW + timedelta(hours=hours)).isoformat()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "kept"),
        ({"expires": at(1)}, "kept"),
        ({"expires": at(-1)}, "expired"),
        ({"adopted": True, "expires": at(-1)}, "adopted"),
        ({"kind": "one-shot", "expires": at(1), "host": "elsewhere"}, "running"),
        ({"kind": "one-shot", "expires": at(-1), "host": "elsewhere"}, "expired"),
        ({"kind": "one-shot", "expires": at(-1), "process": ProcessId.of_this_process()}, "running"),
        ({"kind": "one-shot", "expires": at(1), "process": ProcessId(2**22 + 1, "never")}, "abandoned"),
        ({"kind": "one-shot", "host": "elsewhere", "process": ProcessId(2**22 + 1, "never")}, "running"),
    ],
)
def test_what_is_thought_of_an_environment_that_is_written_down(changes: dict[str, Any], status: str) -> None:
    assert judge(entry(**changes), NOW) == status


def write_stack(root: Path, name: str, *resources: str, pending: int = 0, zipped: bool = False) -> None:
    folder = root / ".local" / "state" / ".pulumi" / "stacks" / "cognito-access-token"
    folder.mkdir(parents=True, exist_ok=True)
    latest = {"resources": [{"type": one} for one in resources], "pending_operations": [{}] * pending}
    content = json.dumps({"version": 3, "checkpoint": {"latest": latest}}).encode()
    (folder / f"{name}.json{'.gz' if zipped else ''}").write_bytes(gzip.compress(content) if zipped else content)


def look(root: Path) -> dict[str, str]:
    request = SurveyRequest(("local",), "local", lambda: "us-east-1")
    found = survey(request, Runtime(root, Console(quiet=True), Signals(), {}), NOW)
    assert found.problems == []
    return {one.entry.name: one.status for one in found.found}


def test_a_local_stack_is_listed_while_it_holds_something(tmp_path: Path) -> None:
    write_stack(tmp_path, "local-full", "pulumi:pulumi:Stack", "aws:cognito/userPool:UserPool")
    write_stack(tmp_path, "local-zipped", "aws:cognito/userPool:UserPool", zipped=True)
    write_stack(tmp_path, "local-pending", "pulumi:pulumi:Stack", pending=1)
    write_stack(tmp_path, "local-destroyed", "pulumi:pulumi:Stack")
    write_stack(tmp_path, "local-new")

    assert look(tmp_path) == {"local-full": "unknown", "local-zipped": "unknown", "local-pending": "unknown"}


def test_a_stack_that_can_not_be_read_is_listed(tmp_path: Path) -> None:
    write_stack(tmp_path, "local-broken")
    (tmp_path / ".local/state/.pulumi/stacks/cognito-access-token/local-broken.json").write_text("{")
    assert look(tmp_path) == {"local-broken": "unknown"}


def test_looking_changes_nothing(tmp_path: Path) -> None:
    ledger = Ledger.of_checkout(tmp_path)
    ledger.write(entry(expires=at(-1)))
    before = sorted(path for path in tmp_path.rglob("*"))
    assert look(tmp_path) == {"local-dev": "expired"}
    assert sorted(path for path in tmp_path.rglob("*")) == before


class Pools:
    """An account's user pools."""

    def __init__(self, *pools: dict[str, Any]) -> None:
        self._pools = {pool["Id"]: pool for pool in pools}

    def get_paginator(self, _name: str) -> Any:
        return SimpleNamespace(paginate=lambda **_: [{"UserPools": list(self._pools.values())}])

    def describe_user_pool(self, UserPoolId: str) -> dict[str, Any]:
        return {"UserPool": self._pools[UserPoolId]}


def tagged(number: int, **changes: Any) -> dict[str, Any]:
    known = entry(**{"target": "aws", "owner": "jane@here", **changes})
    made = {"Id": f"us-east-1_{number}", "Name": known.pool_name, "UserPoolTags": tags_of(known)}
    return {**made, "CreationDate": NOW - timedelta(hours=2)}


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    made: Any = ScriptedTarget(tmp_path)
    made.name = "aws"
    monkeypatch.setattr(module, "make_target", lambda *_: made)
    return made


def look_at_aws(root: Path, contacted: str = "aws") -> Survey:
    request = SurveyRequest(("aws",), contacted, lambda: "us-east-1")
    return survey(request, Runtime(root, Console(quiet=True), Signals(), {}), NOW)


def test_ledger_backend_and_account_are_put_together_by_name(tmp_path: Path, account: Any) -> None:
    account.cognito = Pools(
        tagged(1, name="dev"),
        tagged(2, name="lost", kind="one-shot", expires=at(-1)),
        tagged(3, name="running", kind="one-shot", expires=at(1)),
        tagged(4, name="hers", owner="eve@there"),
        tagged(5, name="kept"),
    )
    account.ledger().write(entry(name="dev", target="aws"))
    account.cli.says("stack-ls", stdout=json.dumps([{"name": "dev"}, {"name": "unknown"}, {"name": "org/p/lost"}]))
    found = look_at_aws(tmp_path)
    assert found.problems == []
    told = {one.entry.name: (one.status, one.sources) for one in found.found}
    assert told["dev"] == ("kept", ("ledger", "backend", "tags"))
    assert told["lost"][0] == "expired"
    assert told["running"] == ("running", ("tags",))
    assert told["hers"] == ("foreign", ("tags",))
    assert told["kept"] == ("kept", ("tags",))
    assert told["unknown"] == ("unknown", ("backend",))
    assert [one.entry.name for one in found.found if one.is_reapable] == ["lost"]


def test_an_account_that_isnt_asked_for_isnt_contacted(tmp_path: Path, account: Any) -> None:
    account.ledger().write(entry(name="dev", target="aws"))
    found = look_at_aws(tmp_path, contacted="local")
    assert [(one.entry.name, one.sources) for one in found.found] == [("dev", ("ledger",))]
    assert (account.checked, account.regions) == (0, [])


def test_where_the_account_doesnt_answer_the_ledger_is_told_with_the_reason(tmp_path: Path, account: Any) -> None:
    account.ledger().write(entry(name="dev", target="aws", expires=at(-1)))
    account.cli.says("stack-ls", stderr="error: the backend is gone\n", code=255)
    found = look_at_aws(tmp_path)
    assert [(one.entry.name, one.status) for one in found.found] == [("dev", "expired")]
    (problem,) = found.problems
    assert problem.endswith("Only environments in the ledger are listed.")
    assert "the backend is gone" in problem


def test_a_target_that_cant_be_used_is_wrong_usage(
    tmp_path: Path, account: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise UsageError("There are no AWS credentials.")

    monkeypatch.setattr(account, "check", refuse)
    with pytest.raises(UsageError, match="no AWS credentials"):
        look_at_aws(tmp_path)


def test_a_note_that_cant_be_read_is_told_by_its_path(tmp_path: Path, account: Any) -> None:
    folder = account.ledger().folder
    folder.mkdir(parents=True)
    (folder / "dev-0123456789.json").write_text("{")
    (problem,) = look_at_aws(tmp_path, contacted="local").problems
    assert "dev-0123456789.json can't be read" in problem


def test_a_row_counts_ages_and_what_is_left_in_seconds() -> None:
    row = Found(entry(expires=at(1)), "kept", ("ledger",)).row(NOW)
    assert (row["age_s"], row["ttl_s"], row["sources"]) == (7200, 3600, ["ledger"])
    unknown = Found(entry(created="", expires=None), "unknown", ("backend",)).row(NOW)
    assert (unknown["age_s"], unknown["ttl_s"], unknown["created"]) == (None, None, None)


def test_a_summary_says_in_words_how_old_and_how_long_yet() -> None:
    assert Found(entry(expires=at(1)), "kept", ("ledger",)).summary(NOW)["time left"] == "1h"
    over = Found(entry(expires=at(-1)), "expired", ("ledger",)).summary(NOW)
    assert (over["age"], over["time left"]) == ("2h", "0s")
    assert Found(entry(created="", region=""), "unknown", ("backend",)).summary(NOW)["age"] is None
