"""A report as JUnit's XML: a test suite for each pool, a case for each check."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from auditing.audit import Report, Status

_SKIPPED = (Status.UNSEEN, Status.SKIPPED, Status.NOT_APPLICABLE, Status.ACCEPTED)


class JUnit:
    """What is wrong is a failure, what nobody could look at an error."""

    def beginning(self) -> str:
        """The root's opening tag."""
        return "<?xml version='1.0' encoding='utf-8'?>\n<testsuites>"

    def of(self, report: Report) -> str:
        """The pool's suite."""
        return ET.tostring(_suite(report), encoding="unicode")

    def ending(self, incomplete: str) -> Iterator[str]:
        """A suite in which the audit itself is an error, where pools are missing; and the closing tag."""
        if incomplete:
            suite = ET.Element("testsuite", name="audit", tests="1", failures="0", errors="1", skipped="0")
            case = ET.SubElement(suite, "testcase", classname="audit", name="complete")
            ET.SubElement(case, "error", message=incomplete)
            yield ET.tostring(suite, encoding="unicode")
        yield "</testsuites>\n"


def _suite(report: Report) -> ET.Element:
    counts = {status: sum(1 for result in report.of(status) if not result.missed) for status in Status}
    missed = sum(1 for result in report.results if result.missed)
    suite = ET.Element(
        "testsuite",
        name=report.pool,
        tests=str(len(report.results)),
        failures=str(counts[Status.FAILED] + missed),
        errors=str(counts[Status.UNKNOWN]),
        skipped=str(sum(counts[status] for status in _SKIPPED)),
    )
    for result in report.results:
        case = ET.SubElement(suite, "testcase", classname="audit", name=result.check.id)
        if result.status is Status.FAILED or result.missed:
            said = [f"{finding.where}: {finding.text}" for finding in result.findings]
            text = " ".join([*said, *(f"{attempt.where}: {attempt}" for attempt in result.missed)])
            ET.SubElement(case, "failure", type=str(result.check.severity), message=text)
        elif result.status is Status.UNKNOWN:
            ET.SubElement(case, "error", message=result.reason)
        elif result.status in _SKIPPED:
            reason = result.reason or "; ".join(reason for _, reason in result.accepted)
            ET.SubElement(case, "skipped", message=reason)
        if result.attempts:
            lines = (f"{attempt.where}: {attempt}" for attempt in result.attempts)
            ET.SubElement(case, "system-out").text = "\n".join(lines)
    return suite
