"""A report as SARIF 2.1.0 (OASIS), which code scanning reads."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from auditing.audit import Report, Result, Status
from auditing.check import Check, Severity
from auditing.checks import CHECKS

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {
    Severity.LOW: "note",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "error",
}
_SCORES: Final = {Severity.LOW: "3.0", Severity.MEDIUM: "5.5", Severity.HIGH: "8.0", Severity.CRITICAL: "9.5"}
"""GitHub's `security-severity`, as CVSS scores."""


def to_sarif(reports: Sequence[Report], version: str) -> dict[str, Any]:
    """One run with all pools' results; a check that could not look is a notification, not a result."""
    numbers = {check.id: number for number, check in enumerate(CHECKS)}
    notifications = [note for report in reports for note in _notifications(report)]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "cognito-access-token audit",
                        "semanticVersion": version,
                        "rules": [_rule(check) for check in CHECKS],
                    }
                },
                "invocations": [
                    {"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}
                ],
                "results": [
                    found
                    for report in reports
                    for result in report.results
                    for found in _results(report, result, numbers)
                ],
            }
        ],
    }


def _rule(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.why},
        "helpUri": check.documentation,
        "help": {"text": f"{check.why} Fix: {check.fix.configuration or check.fix.aws}"},
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
        "properties": {
            "security-severity": _SCORES[check.severity],
            "tags": ["security", *(one for ids in check.answers.values() for one in ids)],
        },
    }


def _results(report: Report, result: Result, numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    found = [(one, "") for one in result.findings] + list(result.accepted)
    for finding, reason in found:
        entry: dict[str, Any] = {
            "ruleId": result.check.id,
            "ruleIndex": numbers[result.check.id],
            "level": _LEVELS[result.check.severity],
            "message": {"text": f"{finding.where}: {finding.text}"},
            "locations": [_location(report.pool, finding.where)],
            "partialFingerprints": {"poolCheckWhere/v1": f"{report.pool}:{result.check.id}:{finding.where}"},
        }
        if reason:
            entry["suppressions"] = [{"kind": "external", "justification": reason}]
        yield entry


def _location(pool: str, where: str) -> dict[str, Any]:
    """A configuration is a file; a live pool has none, and code scanning wants one all the same."""
    return {
        "physicalLocation": {"artifactLocation": {"uri": pool}, "region": {"startLine": 1}},
        "logicalLocations": [{"fullyQualifiedName": f"{pool}/{where}", "kind": "resource"}],
    }


def _notifications(report: Report) -> Iterator[dict[str, Any]]:
    for result in report.of(Status.UNKNOWN):
        yield {
            "level": "error",
            "message": {"text": f"{report.pool}: {result.reason}"},
            "associatedRule": {"id": result.check.id},
        }
