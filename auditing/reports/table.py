"""A report for people, as plain text."""

from collections.abc import Iterator, Sequence

from auditing.audit import Report, Status
from auditing.check import Check

_WIDEST = 8
"""Of a severity, `critical`."""


class Table:
    """A block of lines for each pool."""

    def beginning(self) -> str:
        """Nothing."""
        return ""

    def of(self, report: Report) -> str:
        """The pool's block."""
        return to_table(report)

    def ending(self, incomplete: str) -> Iterator[str]:
        """Whether pools are missing."""
        if incomplete:
            yield f"Incomplete: {incomplete}\n"


def to_table(report: Report) -> str:
    """What is wrong first, the worst on top; then what is unknown, unseen, accepted, skipped; then how many passed."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"Audit of {report.pool}"
    for result in report.of(Status.FAILED):
        for finding in result.findings:
            yield f"  {result.check.severity!s:<{_WIDEST}}  {result.check.id}  {finding.where}: {finding.text}"
            yield from (f"  {'':<{_WIDEST}}  {attempt}" for attempt in result.attempts_at(finding.where))
    for result in report.of(Status.UNKNOWN, Status.UNSEEN):
        yield f"  {result.status.value:<{_WIDEST}}  {result.check.id} ({result.check.severity}): {result.reason}"
    for result in report.results:
        for finding, reason in result.accepted:
            yield f"  {'accepted':<{_WIDEST}}  {result.check.id}  {finding.where}: {finding.text} Reason: {reason}"
    for result in report.of(Status.SKIPPED):
        yield f"  {'skipped':<{_WIDEST}}  {result.check.id}: {result.reason}"
    for result in report.results:
        for attempt in result.other_attempts:
            yield f"  {'tried':<{_WIDEST}}  {result.check.id}  {attempt.where}: {attempt}"
    yield f"  {counted(report)}"


def counted(report: Report) -> str:
    """How many checks ended how, in one line."""
    counts = ((status.value, sum(1 for _ in report.of(status))) for status in Status)
    return ", ".join(f"{number} {status}" for status, number in counts if number)


def to_list(checks: Sequence[Check]) -> str:
    """Every check in a line."""
    width = max(len(check.id) for check in checks)
    return "".join(f"{check.id:<{width}}  {check.severity!s:<{_WIDEST}}  {check.title}\n" for check in checks)


def explained(check: Check) -> str:
    """All there is to say of a check."""
    lines = [f"{check.id} ({check.severity}): {check.title}.", "", check.why, f"See {check.documentation}", ""]
    fixes = (("Configuration", check.fix.configuration), ("AWS CLI", check.fix.aws), ("Terraform", check.fix.terraform))
    lines += [f"{where}:\n  {text}" for where, text in fixes if text]
    if "update-user-pool " in check.fix.aws or "update-user-pool-client" in check.fix.aws:
        lines.append("The command resets every setting that it isn't given: pass the other settings as well.")
    if check.answers:
        lines += ["", "Answers " + "; ".join(f"{tool}: {', '.join(ids)}" for tool, ids in check.answers.items())]
    return "\n".join(lines) + "\n"
