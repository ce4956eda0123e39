"""A report as a JSON object, and as rows."""

import json
from collections.abc import Iterator
from textwrap import indent
from typing import Any, Final

from auditing.audit import Report, Result, Status
from auditing.check import Check


class JsonObject:
    """The one pool's object."""

    def beginning(self) -> str:
        """Nothing."""
        return ""

    def of(self, report: Report) -> str:
        """The object."""
        return json.dumps(to_json(report), indent=2) + "\n"

    def ending(self, incomplete: str) -> Iterator[str]:
        """Nothing: one pool is there or it isn't."""
        del incomplete
        return iter(())


class JsonList:
    """A list with an object for each pool; where pools are missing, the last says why: `{"error": {code, text}}`."""

    def __init__(self) -> None:
        self._separator = ""

    def beginning(self) -> str:
        """The list's opening bracket."""
        return "["

    def of(self, report: Report) -> str:
        """One element."""
        return self._element(to_json(report))

    def ending(self, incomplete: str) -> Iterator[str]:
        """What is missing, and the closing bracket."""
        if incomplete:
            yield self._element({"error": {"code": "incomplete", "text": incomplete}})
        yield "\n]\n" if self._separator else "]\n"

    def _element(self, value: dict[str, Any]) -> str:
        before, self._separator = self._separator, ","
        return f"{before}\n{indent(json.dumps(value, indent=2), '  ')}"


def to_json(report: Report) -> dict[str, Any]:
    """One object: the pool, how many checks ended how, and each check's result."""
    return {
        "pool": report.pool,
        "counts": {status.value: sum(1 for _ in report.of(status)) for status in Status},
        "results": [_result(result) for result in report.results],
    }


def _result(result: Result) -> dict[str, Any]:
    check = result.check
    found: dict[str, Any] = {
        "check": check.id,
        "title": check.title,
        "severity": str(check.severity),
        "status": result.status.value,
    }
    if result.reason:
        found["reason"] = result.reason
    if result.findings:
        found["findings"] = [{"where": one.where, "text": one.text} for one in result.findings]
    if result.accepted:
        found["accepted"] = [
            {"where": one.where, "text": one.text, "reason": reason} for one, reason in result.accepted
        ]
    if result.attempts:
        found["attempts"] = [
            {"where": one.where, "verdict": one.verdict.value, "text": one.text} for one in result.attempts
        ]
    return found


def described(check: Check) -> dict[str, Any]:
    """A check without any result."""
    return {
        "id": check.id,
        "title": check.title,
        "severity": str(check.severity),
        "why": check.why,
        "documentation": check.documentation,
        "fix": {
            "configuration": check.fix.configuration,
            "aws": check.fix.aws,
            "terraform": check.fix.terraform,
        },
        "answers": {tool: list(ids) for tool, ids in check.answers.items()},
    }


COLUMNS: Final = ("pool", "check", "severity", "status", "where", "text", "tried")
"""Of `rows`; the last says what came of trying it."""


def rows(report: Report) -> Iterator[tuple[str, ...]]:
    """A row for every finding, one for every check without any, and one for what was tried where nothing was found."""
    for result in report.results:
        check = result.check
        found = [
            (one.where, one.text, "; ".join(str(attempt) for attempt in result.attempts_at(one.where)))
            for one in result.findings
        ]
        tried = [(one.where, result.reason, str(one)) for one in result.other_attempts]
        for cells in [*found, *tried] or [("", result.reason, "")]:
            yield report.pool, check.id, str(check.severity), result.status.value, *cells
