"""What a check says of the resources of a stack, and about which of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from botocore.model import ServiceModel

from auditing.audit import Accepted, Result, Selection, Status, audit
from auditing.check import Check, Finding
from auditing.pool import Absence, DescribedPool, Part
from automation.audits.registrations import client_name, describe, label
from policies.belonging import CLIENTS, PARTS, POOL, PoolOfStack, pools_of
from policies.registered import Registered

_ALONE: Final[Mapping[Part, frozenset[str]]] = {
    Part.POOL: frozenset({POOL}),
    Part.IDENTITY_POOLS: frozenset({"aws:cognito/identityPool:IdentityPool"}),
    **{
        part: frozenset(kind for kind, made in PARTS.items() if made is part)
        for part in (Part.CLIENTS, Part.PROVIDERS, Part.GROUPS)
    },
}
"""The parts of which each resource can be judged without the others, and the kinds of those."""
_SILENT: Final = (Status.NOT_APPLICABLE, Status.UNSEEN)
_Judged: TypeAlias = tuple[Result, Callable[[str], Registered]]
"""A result, and what gives the resource that is meant by a finding's `where`."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that is wrong with a resource."""

    urn: str
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a check says."""

    violations: Sequence[Violation] = ()
    unknown: Sequence[str] = ()
    """Why more than that can't be told yet, a sentence each."""
    not_applicable: str = ""
    """Why it has nothing to say; empty where it has."""


def kinds_judged_alone(check: Check) -> frozenset[str]:
    """The kinds of which a check judges each resource by itself; none where it takes the whole stack."""
    return _ALONE.get(check.needs[0], frozenset()) if len(check.needs) == 1 else frozenset()


def judge_alone(
    check: Check, resource: Registered, accepted: Sequence[Accepted], models: Mapping[str, ServiceModel]
) -> Judgement:
    """Judge one resource of `kinds_judged_alone`. Raises ValueError where an input has a wrong form."""
    others = {part: Absence("It is checked on its own.", refused=False) for part in Part if part not in check.needs}
    pool = describe(resource.name, [resource.registration()], models, others)
    return _judgement([(_result(check, pool), lambda _where: resource)], accepted)


def judge_stack(
    check: Check, resources: Sequence[Registered], accepted: Sequence[Accepted], models: Mapping[str, ServiceModel]
) -> Judgement:
    """Judge every user pool of a stack with all that belongs to it. Raises ValueError as `judge_alone` does."""
    results: list[_Judged] = []
    for found in pools_of(resources):
        pool = describe(found.pool.name, [*found.registrations()], models, found.absent)
        results.append((_result(check, pool), _Places(found)))
    return _judgement(results, accepted)


class _Places:
    """Finds the resource that a finding is about: a client by its name, else the pool."""

    def __init__(self, found: PoolOfStack) -> None:
        self._pool = found.pool
        self._clients = {
            label(one.kind, {"ClientName": client_name(one.registration())}): one
            for one in found.members
            if one.kind in CLIENTS
        }

    def __call__(self, where: str) -> Registered:
        return self._clients.get(where, self._pool)


def _result(check: Check, pool: DescribedPool) -> Result:
    return audit(pool, Selection(checks=[check])).results[0]


def _judgement(results: Sequence[_Judged], accepted: Sequence[Accepted]) -> Judgement:
    if all(result.status in _SILENT for result, _ in results):
        return Judgement(not_applicable=results[0][0].reason if results else "The stack has no user pool.")
    violations = [
        Violation(resource.urn, _text(result.check, finding))
        for result, place in results
        for finding in result.findings
        for resource in [place(finding.where)]
        if not any(one.covers(resource.name, result.check.id, finding) for one in accepted)
    ]
    unknown = [result.reason for result, _ in results if result.reason and result.status not in _SILENT]
    return Judgement(violations, unknown)


def _text(check: Check, finding: Finding) -> str:
    """What is so, why that is wrong, and where it is written; the policy's description is said before it."""
    return f"{finding.where}: {finding.text}\n{check.why}\n{check.documentation}"
