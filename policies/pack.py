"""The checks as Pulumi's policies: one that takes a resource by itself, or one that takes the whole stack."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pulumi_policy
from pulumi_policy.proxy import UnknownValueError

from auditing.check import Check
from auditing.check import Severity as CheckSeverity
from auditing.checks import CHECKS
from automation.audits.registrations import LATER, service_models
from policies.belonging import CLIENTS, PARTS, POOL
from policies.judging import Judgement, judge_alone, judge_stack, kinds_judged_alone
from policies.registered import Registered, with_default_tags
from policies.settings import SCHEMA, accepted_in

NAME: Final = "cognito-user-pools"
MANDATORY_FROM: Final = CheckSeverity.HIGH
"""As `audit --fail-on` has it by default."""
_OF_A_POOL: Final = frozenset({POOL, *CLIENTS, *PARTS})


class NotKnownYetError(UnknownValueError):
    """Ends a policy so that Pulumi says, as an advice and whatever the policy's level, what it doesn't know yet."""

    def __init__(self, reasons: Sequence[str]) -> None:
        # The base class takes a path to one value of a type, and makes its message of them.
        Exception.__init__(self)
        self.message = " ".join(reasons)


class _Remembered:
    """The inputs of what was registered, by URN: a stack's policy is shown outputs alone.

    Of those nobody can tell what the program left out from what it takes from elsewhere: both aren't known yet.
    """

    def __init__(self) -> None:
        self.inputs: dict[str, Mapping[str, Any]] = {}


class ResourcePolicy(pulumi_policy.ResourceValidationPolicy):
    """A check that judges each resource by itself, before it is made."""

    def __init__(self, check: Check) -> None:
        super().__init__(**_described(check), validate=self._validate)
        self._check = check
        self._kinds = kinds_judged_alone(check)

    def _validate(self, args: Any, report: Any) -> None:
        if args.resource_type not in self._kinds:
            args.not_applicable()
        accepted = accepted_in(self._check.id, args.get_config())
        _say(judge_alone(self._check, _registered(args), accepted, service_models()), args, report)


class StackPolicy(pulumi_policy.ResourceValidationPolicy, pulumi_policy.StackValidationPolicy):
    """A check that judges a pool with all that belongs to it; it listens to each resource on the way."""

    def __init__(self, check: Check, remembered: _Remembered) -> None:
        pulumi_policy.Policy.__init__(self, **_described(check))
        self._check = check
        self._remembered = remembered

    def validate(self, args: Any, report_violation: Any) -> None:
        """Remember a resource's inputs, or judge the stack."""
        if isinstance(args, pulumi_policy.StackValidationArgs):
            self._judge(args, report_violation)
            return
        if args.resource_type in _OF_A_POOL:
            self._remembered.inputs[args.urn] = _registered(args).inputs
        args.not_applicable("It is checked with the whole stack.")

    def has_validation(self) -> bool:
        """It has, though not as a function that it was given."""
        return True

    def has_remediation(self) -> bool:
        """It changes nothing, whatever level it is given."""
        return False

    def _judge(self, args: Any, report: Any) -> None:
        resources = [self._of_stack(one) for one in args.resources if one.resource_type in _OF_A_POOL]
        # A pool that isn't registered in this run is somebody else's, or left alone by `--target`.
        judged = [one for one in resources if one.kind != POOL or one.urn in self._remembered.inputs]
        accepted = accepted_in(self._check.id, args.get_config())
        _say(judge_stack(self._check, judged, accepted, service_models()), args, report)

    def _of_stack(self, resource: Any) -> Registered:
        outputs = plain(resource.props)
        return Registered(
            resource.resource_type,
            resource.name,
            resource.urn,
            self._remembered.inputs.get(resource.urn, outputs),
            outputs,
            {name: [one.urn for one in found] for name, found in resource.property_dependencies.items()},
        )


def policies() -> list[pulumi_policy.Policy]:
    """A policy for every check."""
    remembered = _Remembered()
    return [ResourcePolicy(check) if kinds_judged_alone(check) else StackPolicy(check, remembered) for check in CHECKS]


def serve() -> None:
    """Answer Pulumi until it interrupts us."""
    pulumi_policy.PolicyPack(NAME, policies(), pulumi_policy.EnforcementLevel.ADVISORY)


def plain(value: Any) -> Any:
    """A value of the SDK's, with LATER for what isn't known; a list with such an element isn't known as a whole."""
    if isinstance(value, Mapping):
        return {name: _member(value, name) for name in value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = [_member(value, number) for number in range(len(value))]
        return LATER if any(item is LATER for item in items) else items
    return value


def _member(value: Any, key: Any) -> Any:
    try:
        return plain(value[key])
    except UnknownValueError:
        return LATER


def _registered(args: Any) -> Registered:
    inputs = {name: value for name, value in plain(args.props).items() if value is not None}
    provider = plain(args.provider.props) if args.provider else {}
    return Registered(args.resource_type, args.name, args.urn, with_default_tags(args.resource_type, inputs, provider))


def _say(judgement: Judgement, args: Any, report: Any) -> None:
    if judgement.not_applicable:
        args.not_applicable(judgement.not_applicable)
    for violation in judgement.violations:
        report(violation.text, violation.urn)
    if judgement.unknown:
        raise NotKnownYetError(judgement.unknown)


def _described(check: Check) -> dict[str, Any]:
    mandatory = check.severity >= MANDATORY_FROM
    return {
        "name": check.id,
        "description": f"{check.title}.",
        "enforcement_level": pulumi_policy.EnforcementLevel("mandatory" if mandatory else "advisory"),
        "config_schema": pulumi_policy.PolicyConfigSchema(SCHEMA),
        "severity": pulumi_policy.Severity(str(check.severity)),
        "remediation_steps": check.fix.terraform or check.fix.aws,
        "url": check.documentation,
    }
