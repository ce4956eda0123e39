"""Running checks over a described pool."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from auditing.attempt import Attempt, Verdict
from auditing.check import Check, Finding, Severity
from auditing.checks import CHECKS
from auditing.partly_known import UnknownValueError
from auditing.pool import DescribedPool, Part


class Status(StrEnum):
    """How a check ended."""

    FAILED = "failed"
    UNKNOWN = "unknown"
    """What it looks at couldn't be read: no pass, and no finding either."""
    ACCEPTED = "accepted"
    """Whatever it found is in the baseline."""
    UNSEEN = "unseen"
    """Whoever describes the pool has no words for it, such as a configuration for the age of secrets: no pass."""
    SKIPPED = "skipped"
    NOT_APPLICABLE = "not applicable"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a baseline accepts: a check's finding at one place, or, without `where`, all of its findings."""

    check: str
    reason: str
    where: str = ""
    pool: str = ""
    """Of that pool alone, where it is named."""

    def covers(self, pool: str, check: str, finding: Finding) -> bool:
        """Whether a finding is accepted by it."""
        return check == self.check and self.where in ("", finding.where) and self.pool in ("", pool)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which checks run, and what of their findings is known already."""

    checks: Sequence[Check] = CHECKS
    skipped: Mapping[str, str] = field(default_factory=dict)
    """A check's id to the reason why it doesn't run."""
    accepted: Sequence[Accepted] = ()

    @property
    def parts(self) -> frozenset[Part]:
        """What the checks that run look at."""
        return frozenset(part for check in self.checks if check.id not in self.skipped for part in check.needs)

    def accepting(self, more: Iterable[Accepted]) -> "Selection":
        """The same, with more that is accepted."""
        return replace(self, accepted=(*self.accepted, *more))


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one check."""

    check: Check
    status: Status
    findings: Sequence[Finding] = ()
    """What is wrong."""
    accepted: Sequence[tuple[Finding, str]] = ()
    """What is wrong and accepted, with the reason."""
    reason: str = ""
    """Why it is unknown, unseen, skipped or not applicable; of a failed one, what else of it is unknown."""
    attempts: Sequence[Attempt] = ()
    """What came of trying what it claims, where that was asked for."""

    def attempts_at(self, where: str) -> Iterator[Attempt]:
        """Those at the place of a finding."""
        return (attempt for attempt in self.attempts if attempt.where == where)

    @property
    def other_attempts(self) -> Sequence[Attempt]:
        """Those at places of no finding."""
        places = {finding.where for finding in self.findings}
        return [attempt for attempt in self.attempts if attempt.where not in places]

    @property
    def missed(self) -> Sequence[Attempt]:
        """What the check found nothing wrong with, and is wrong all the same."""
        if self.status not in (Status.FAILED, Status.PASSED, Status.UNSEEN, Status.NOT_APPLICABLE):
            return ()
        known = {finding.where for finding, _ in self.accepted}
        found = (one for one in self.other_attempts if one.verdict is Verdict.CONFIRMED)
        return [attempt for attempt in found if attempt.where not in known]

    def counts(self, threshold: Severity) -> bool:
        """Whether it makes the audit fail at this severity: also where nobody could look."""
        is_wrong = self.status in (Status.FAILED, Status.UNKNOWN) or bool(self.missed)
        return is_wrong and self.check.severity >= threshold


@dataclass(frozen=True, slots=True)
class Report:
    """A pool's audit."""

    pool: str
    results: Sequence[Result]

    def of(self, *statuses: Status) -> Iterator[Result]:
        """The results that ended so, the worst first."""
        found = (result for result in self.results if result.status in statuses)
        return iter(sorted(found, key=lambda result: -result.check.severity))

    def fails(self, threshold: Severity) -> bool:
        """Whether anything is wrong, or unknown, at this severity or above."""
        return any(result.counts(threshold) for result in self.results)

    def tried(self, attempts: Sequence[Attempt]) -> "Report":
        """The same with what came of trying, beside the checks that ran."""
        return replace(
            self,
            results=[
                replace(result, attempts=[one for one in attempts if one.check == result.check.id])
                for result in self.results
            ],
        )


def audit(pool: DescribedPool, selection: Selection = Selection()) -> Report:
    """Run the selected checks, in their order."""
    return Report(pool.name, [_result(check, pool, selection) for check in selection.checks])


def _result(check: Check, pool: DescribedPool, selection: Selection) -> Result:
    if check.id in selection.skipped:
        return Result(check, Status.SKIPPED, reason=selection.skipped[check.id])
    absent = [pool.absent[part] for part in check.needs if part in pool.absent]
    refused = [absence.reason for absence in absent if absence.refused]
    if refused:
        return Result(check, Status.UNKNOWN, reason=" ".join(dict.fromkeys(refused)))
    if absent:
        return Result(check, Status.UNSEEN, reason=absent[0].reason)
    try:
        exempt = check.exempt(pool)
    except UnknownValueError as error:
        return Result(check, Status.UNKNOWN, reason=str(error))
    if exempt:
        return Result(check, Status.NOT_APPLICABLE, reason=exempt)
    found, unknown = _found(check, pool)
    findings, accepted = [], []
    for finding in found:
        known = next((one for one in selection.accepted if one.covers(pool.name, check.id, finding)), None)
        if known:
            accepted.append((finding, known.reason))
        else:
            findings.append(finding)
    if findings:
        status = Status.FAILED
    elif unknown:
        status = Status.UNKNOWN
    else:
        status = Status.ACCEPTED if accepted else Status.PASSED
    return Result(check, status, findings, accepted, " ".join(unknown))


def _found(check: Check, pool: DescribedPool) -> tuple[Sequence[Finding], Sequence[str]]:
    """What is wrong for certain, and why more than that can't be told: a sentence for each value that isn't known."""
    unknown: list[str] = []
    left: DescribedPool | None = pool
    found: list[Finding] = []
    while left is not None:
        found = []
        try:
            for finding in check.find(left):
                found.append(finding)  # what came before an unknown value counts
        except UnknownValueError as error:
            unknown.append(str(error))
            left = left.without(error.element)
        else:
            break
    return found, unknown
