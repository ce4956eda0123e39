"""A report as a JSON object, and as rows."""

from collections.abc import Iterator
from typing import Any

from auditing.audit import Report, Result, Status
from auditing.check import Check


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


def rows(report: Report) -> Iterator[dict[str, str]]:
    """A row for every finding, and one for every check without any."""
    for result in report.results:
        check = result.check
        for where, text in [(one.where, one.text) for one in result.findings] or [("", result.reason)]:
            yield {
                "pool": report.pool,
                "check": check.id,
                "severity": str(check.severity),
                "status": result.status.value,
                "where": where,
                "text": text,
            }
