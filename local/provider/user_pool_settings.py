"""Settings of a user pool that are resources of their own: threat protection's reactions, and where logs go."""

from collections.abc import Iterator, Mapping
from typing import Any

from local.provider.resource import Operation, Resource
from local.provider.translation import Naming
from local.provider.values import Properties

_RISK_KEYS = {"ClientId": "clientId", "UserPoolId": "userPoolId"}
_RISKS: Mapping[str, str] = {
    "accountTakeoverRiskConfiguration": "AccountTakeoverRiskConfiguration",
    "compromisedCredentialsRiskConfiguration": "CompromisedCredentialsRiskConfiguration",
    "riskExceptionConfiguration": "RiskExceptionConfiguration",
}


def _some_risk(inputs: Properties) -> Iterator[tuple[str, str]]:
    if not _RISKS.keys() & inputs.keys():
        yield "compromisedCredentialsRiskConfiguration", "or another risk configuration must be given"


def _risk_id(inputs: Properties) -> str:
    return ":".join(str(inputs[name]) for name in ("userPoolId", "clientId") if inputs.get(name))


RISK_CONFIGURATION = Resource(
    kind="aws:cognito/riskConfiguration:RiskConfiguration",
    label="risk configuration",
    inputs=(*_RISKS, "clientId", "userPoolId"),
    outputs=(),
    required=frozenset({"userPoolId"}),
    computed=frozenset({"compromisedCredentialsRiskConfiguration.eventFilters"}),
    identity=frozenset({"clientId", "userPoolId"}),
    naming=Naming(
        paths={
            "compromisedCredentialsRiskConfiguration.eventFilters": ("EventFilter",),
            "riskExceptionConfiguration.blockedIpRangeLists": ("BlockedIPRangeList",),
            "riskExceptionConfiguration.skippedIpRangeLists": ("SkippedIPRangeList",),
        }
    ),
    rules=_some_risk,
    create=Operation("SetRiskConfiguration", result="RiskConfiguration"),
    reads=(Operation("DescribeRiskConfiguration", keys=_RISK_KEYS, result="RiskConfiguration"),),
    update=Operation("SetRiskConfiguration", keys=_RISK_KEYS, result="RiskConfiguration"),
    delete=Operation("SetRiskConfiguration", keys=_RISK_KEYS),
    id_from=_risk_id,
    import_names=("userPoolId", "clientId"),
    import_separator=":",
    import_pattern=r"(?P<userPoolId>[^:]+)(?::(?P<clientId>[^:]+))?",
    exists=lambda answer, _known: any(answer.get(member) for member in _RISKS.values()),
)


def _one_destination(inputs: Properties) -> Iterator[tuple[str, str]]:
    logs: Any = inputs.get("logConfigurations")
    if isinstance(logs, list) and not logs:
        yield "logConfigurations", "must not be empty"


LOG_DELIVERY_CONFIGURATION = Resource(
    kind="aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration",
    label="log delivery configuration",
    inputs=("logConfigurations", "userPoolId"),
    outputs=(),
    required=frozenset({"logConfigurations", "userPoolId"}),
    identity=frozenset({"userPoolId"}),
    rules=_one_destination,
    create=Operation("SetLogDeliveryConfiguration", result="LogDeliveryConfiguration"),
    reads=(
        Operation("GetLogDeliveryConfiguration", keys={"UserPoolId": "userPoolId"}, result="LogDeliveryConfiguration"),
    ),
    update=Operation(
        "SetLogDeliveryConfiguration", keys={"UserPoolId": "userPoolId"}, result="LogDeliveryConfiguration"
    ),
    delete=Operation("SetLogDeliveryConfiguration", keys={"UserPoolId": "userPoolId"}, fixed={"LogConfigurations": []}),
    id_from="{userPoolId}",
    import_names=("userPoolId",),
    exists=lambda answer, _known: bool(answer.get("LogConfigurations")),
)
