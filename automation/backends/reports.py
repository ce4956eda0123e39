"""A check's report: rows, a JSON object, JUnit's XML."""

from collections.abc import Mapping
from typing import Any

from automation.backends.checking import LET_IN, REFUSED, UNCLEAR, Report, Result


def rows(report: Report) -> list[dict[str, Any]]:
    """A row for every token."""
    return [
        {"name": one.name, "result": one.verdict, "status": one.answer.status, "why it must be refused": one.reason}
        for one in report.results
    ]


def to_json(report: Report) -> Mapping[str, Any]:
    """One object, without any token."""
    return {
        "url": str(report.probe.address),
        "method": report.probe.method,
        "passed": report.passed,
        "good_token_status": report.good_status,
        "let_in": [one.name for one in report.of(LET_IN)],
        "unclear": [one.name for one in report.of(UNCLEAR)],
        "results": [
            {
                "name": one.name,
                "result": one.verdict,
                "status": one.answer.status,
                "reason": one.reason,
                **({"problem": one.answer.problem} if one.answer.problem else {}),
            }
            for one in report.results
        ],
    }


def summary(report: Report) -> str:
    """One sentence."""
    total, let_in, unclear = len(report.results), report.of(LET_IN), report.of(UNCLEAR)
    if report.passed:
        return f"All {total} hostile tokens were refused, and the good one got in."
    parts = []
    if let_in:
        parts.append(f"{len(let_in)} of {total} hostile tokens got in: {', '.join(one.name for one in let_in)}.")
    if unclear:
        said = ", ".join(f"{one.name} ({_said(one)})" for one in unclear)
        parts.append(
            f"{len(unclear)} weren't clearly refused: {said}. If one of these statuses is a refusal, name it with "
            "--refused."
        )
    return " ".join(parts)


def to_junit(report: Report) -> str:
    """A test suite with a case for every token: one that got in is a failure, an unclear answer an error."""
    from xml.etree import ElementTree as ET

    counts = {verdict: len(report.of(verdict)) for verdict in (REFUSED, LET_IN, UNCLEAR)}
    suite = ET.Element(
        "testsuite",
        name="hostile tokens",
        tests=str(len(report.results)),
        failures=str(counts[LET_IN]),
        errors=str(counts[UNCLEAR]),
        skipped="0",
    )
    for one in report.results:
        case = ET.SubElement(suite, "testcase", classname="check-backend", name=one.name)
        if one.verdict == LET_IN:
            ET.SubElement(case, "failure", message=f"It got in ({_said(one)}). {one.reason}.")
        elif one.verdict == UNCLEAR:
            ET.SubElement(case, "error", message=f"No clear refusal ({_said(one)}). {one.reason}.")
    suites = ET.Element("testsuites")
    suites.append(suite)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _said(result: Result) -> str:
    return f"HTTP {result.answer.status}" if result.answer.status else result.answer.problem
