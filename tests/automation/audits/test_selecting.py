"""The options that choose checks, and the baseline's file."""

import json
from pathlib import Path

import pytest

from auditing.audit import Accepted
from auditing.checks import CHECKS
from automation.audits.selecting import select
from automation.errors import UsageError


def test_all_checks_run_unless_some_are_named() -> None:
    assert list(select([], [], None).checks) == list(CHECKS)
    assert [check.id for check in select(["tags", "mfa"], [], None).checks] == ["mfa", "tags"]


def test_a_skip_has_a_reason() -> None:
    assert select([], ["tags=not ours = yet"], None).skipped == {"tags": "not ours = yet"}
    with pytest.raises(UsageError, match="has no reason"):
        select([], ["tags="], None)


@pytest.mark.parametrize(("only", "skip"), [(["maf"], []), ([], ["maf=why"])])
def test_an_unknown_check_is_refused_with_the_nearest(only: list[str], skip: list[str]) -> None:
    with pytest.raises(UsageError, match="Did you mean mfa"):
        select(only, skip, None)


def test_a_baseline_is_read(tmp_path: Path) -> None:
    file = tmp_path / "accepted.json"
    file.write_text(json.dumps({"accepted": [{"check": "mfa", "where": "user pool", "reason": "kiosks"}]}))
    assert list(select([], [], file).accepted) == [Accepted("mfa", "kiosks", "user pool", "")]


@pytest.mark.parametrize(
    "content",
    [
        "no JSON",
        "[]",
        '{"accepted": {}}',
        '{"accepted": [{"check": "mfa"}]}',
        '{"accepted": [{"check": "mfa", "reason": " "}]}',
        '{"accepted": [{"check": "mfa", "reason": "x", "pools": "y"}]}',
        '{"accepted": [{"check": "mfa", "reason": "x", "where": 1}]}',
        '{"accepted": [{"check": "nothing-like-it", "reason": "x"}]}',
    ],
)
def test_a_baseline_of_another_form_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "accepted.json"
    file.write_text(content)
    with pytest.raises(UsageError):
        select([], [], file)


def test_a_baseline_that_isnt_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read"):
        select([], [], tmp_path / "accepted.json")
