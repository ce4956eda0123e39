"""Threat protection's reactions, for a pool or for one client."""

from collections.abc import Iterator, Mapping
from typing import Any

from local.provider.operation import Operation
from local.provider.resource import Identity, Import, Resource
from local.provider.translation import Naming
from local.provider.values import Properties

_KEYS = {"ClientId": "clientId", "UserPoolId": "userPoolId"}
_RISKS: Mapping[str, str] = {
    "accountTakeoverRiskConfiguration": "AccountTakeoverRiskConfiguration",
    "compromisedCredentialsRiskConfiguration": "CompromisedCredentialsRiskConfiguration",
    "riskExceptionConfiguration": "RiskExceptionConfiguration",
}


class RiskConfiguration(Resource):
    """A risk configuration."""

    kind = "aws:cognito/riskConfiguration:RiskConfiguration"
    label = "risk configuration"
    inputs = (*_RISKS, "clientId", "userPoolId")
    required = frozenset({"userPoolId"})
    computed = frozenset({"compromisedCredentialsRiskConfiguration.eventFilters"})
    naming = Naming(
        paths={
            "compromisedCredentialsRiskConfiguration.eventFilters": ("EventFilter",),
            "riskExceptionConfiguration.blockedIpRangeLists": ("BlockedIPRangeList",),
            "riskExceptionConfiguration.skippedIpRangeLists": ("SkippedIPRangeList",),
        }
    )
    identity = Identity(
        frozenset({"clientId", "userPoolId"}),
        imported=Import(("userPoolId", "clientId"), ":", r"(?P<userPoolId>[^:]+)(?::(?P<clientId>[^:]+))?"),
    )
    create = Operation("SetRiskConfiguration", result="RiskConfiguration")
    reads = (Operation("DescribeRiskConfiguration", keys=_KEYS, result="RiskConfiguration"),)
    update = Operation("SetRiskConfiguration", keys=_KEYS, result="RiskConfiguration")
    delete = Operation("SetRiskConfiguration", keys=_KEYS)

    def mistakes(self, inputs: Properties) -> Iterator[tuple[str, str]]:
        """It configures something."""
        if not _RISKS.keys() & inputs.keys():
            yield "compromisedCredentialsRiskConfiguration", "or another risk configuration must be given"

    def new_id(self, answer: Mapping[str, Any], inputs: Properties) -> str:
        """The pool's id, and the client's where it is of one."""
        del answer
        return ":".join(str(inputs[name]) for name in ("userPoolId", "clientId") if inputs.get(name))

    def exists(self, answer: Mapping[str, Any], properties: Properties) -> bool:
        """Whether anything is configured."""
        del properties
        return any(answer.get(member) for member in _RISKS.values())
