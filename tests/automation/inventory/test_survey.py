"""Which environments exist, and what is thought of each."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from automation.inventory.survey import SurveyRequest, judge, survey
from automation.records.ledger import Entry, Ledger
from automation.records.processes import ProcessId, host_name
from automation.terminal.console import Console
from automation.terminal.runtime import Runtime
from automation.terminal.signals import Signals

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
