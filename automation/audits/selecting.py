"""Which checks an audit runs, and what it accepts, by the options of the command."""

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from auditing.audit import Accepted, Selection
from auditing.check import Check
from auditing.checks import BY_ID, CHECKS
from automation.errors import UsageError

_MEMBERS = {"check", "where", "pool", "reason"}


def select(only: Sequence[str], skip: Sequence[str], baseline: Path | None) -> Selection:
    """`only`: ids; `skip`: ID=REASON each; `baseline`: a JSON file. Raises UsageError."""
    chosen = {check_named(one).id for one in only}
    return Selection(
        checks=[check for check in CHECKS if not chosen or check.id in chosen],
        skipped=dict(_with_reason(one) for one in skip),
        accepted=_read(baseline) if baseline else (),
    )


def check_named(check_id: str) -> Check:
    """The check of that id. Raises UsageError with the nearest one."""
    if check_id not in BY_ID:
        near = get_close_matches(check_id, BY_ID, n=1)
        hint = f"Did you mean {near[0]}?" if near else "`audit --list` prints them."
        raise UsageError(f"There is no check {check_id!r}. {hint}")
    return BY_ID[check_id]


def _with_reason(text: str) -> tuple[str, str]:
    check_id, _, reason = text.partition("=")
    if not reason.strip():
        raise UsageError(f"--skip takes ID=REASON, and {text!r} has no reason. The report shows the reason.")
    return check_named(check_id).id, reason.strip()


def _read(file: Path) -> Sequence[Accepted]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"The baseline {file} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise UsageError(f"The baseline {file} isn't valid JSON: {error}.") from error
    entries = content.get("accepted") if isinstance(content, Mapping) else None
    if not isinstance(entries, list):
        raise UsageError(
            f'The baseline {file} must have the form {{"accepted": [{{"check", "where"?, "pool"?, "reason"}}, …]}}.'
        )
    return [_accepted(entry, number, file) for number, entry in enumerate(entries)]


def _accepted(entry: Any, number: int, file: Path) -> Accepted:
    is_whole = (
        isinstance(entry, Mapping)
        and set(entry) <= _MEMBERS
        and all(isinstance(value, str) for value in entry.values())
        and entry.get("check")
        and str(entry.get("reason", "")).strip()
    )
    if not is_whole:
        raise UsageError(
            f"accepted[{number}] in the baseline {file} must have the strings check and reason, and may have "
            "where and pool."
        )
    return Accepted(check_named(entry["check"]).id, entry["reason"], entry.get("where", ""), entry.get("pool", ""))
