"""A report as SARIF 2.1.0 (OASIS), which code scanning reads."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from tempfile import SpooledTemporaryFile
from typing import Any, Final

from auditing.audit import Report, Result, Status
from auditing.check import Check, Finding, Severity
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


_NUMBERS: Final = {check.id: number for number, check in enumerate(CHECKS)}
_IN_MEMORY: Final = 1 << 20
"""Bytes of notifications; what goes beyond is in a file without a name."""


class Sarif:
    """One run with all pools' results; a check that could not look is a notification, not a result.

    Notifications stand after the results, so that they wait for the end.
    """

    def __init__(self, version: str) -> None:
        """`version`: of the program."""
        self._version = version
        self._separator = ""
        self._notifications: SpooledTemporaryFile[str] | None = None
        self._is_successful = True

    def beginning(self) -> str:
        """The rules, and the opening bracket of the results."""
        driver = {
            "name": "cognito-access-token audit",
            "semanticVersion": self._version,
            "rules": [_rule(check) for check in CHECKS],
        }
        return (
            f'{{"$schema": {json.dumps(SCHEMA)}, "version": "2.1.0", "runs": [{{\n'
            f'"tool": {json.dumps({"driver": driver})},\n"results": ['
        )

    def of(self, report: Report) -> str:
        """The pool's results, a line each."""
        for note in _notifications(report):
            self._note(note)
        return "".join(self._result(found) for result in report.results for found in _results(report, result))

    def ending(self, incomplete: str) -> Iterator[str]:
        """The notifications; with an error among them the invocation was no success."""
        if incomplete:
            self._note({"level": "error", "message": {"text": incomplete}})
        successful = json.dumps(self._is_successful)
        with self._notifications or nullcontext(()) as noted:
            yield f'\n],\n"invocations": [{{"executionSuccessful": {successful}, "toolExecutionNotifications": ['
            if self._notifications is not None:
                self._notifications.seek(0)
            yield from noted
            yield "\n]}]\n}]}\n"

    def _result(self, found: dict[str, Any]) -> str:
        before, self._separator = self._separator, ","
        return f"{before}\n{json.dumps(found)}"

    def _note(self, note: dict[str, Any]) -> None:
        self._is_successful = self._is_successful and note["level"] != "error"
        before = ","
        if self._notifications is None:
            before = ""
            self._notifications = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115 - `ending` does
        self._notifications.write(f"{before}\n{json.dumps(note)}")


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


def _results(report: Report, result: Result) -> Iterator[dict[str, Any]]:
    found = [(one, "") for one in result.findings] + list(result.accepted)
    found += [(Finding(one.where, one.text), "") for one in result.missed]
    for finding, reason in found:
        entry: dict[str, Any] = {
            "ruleId": result.check.id,
            "ruleIndex": _NUMBERS[result.check.id],
            "level": _LEVELS[result.check.severity],
            "message": {"text": f"{finding.where}: {finding.text}"},
            "locations": [_location(report.pool, finding.where)],
            "partialFingerprints": {"poolCheckWhere/v1": f"{report.pool}:{result.check.id}:{finding.where}"},
        }
        attempts = [str(attempt) for attempt in result.attempts_at(finding.where)]
        if attempts:
            entry["properties"] = {"tried": attempts}
            entry["message"]["text"] += f" Tried: {' '.join(attempts)}"
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
    for result in report.of(Status.UNKNOWN, Status.UNSEEN):
        yield {
            "level": "error" if result.status is Status.UNKNOWN else "note",
            "message": {"text": f"{report.pool}: {result.reason}"},
            "associatedRule": {"id": result.check.id},
        }
