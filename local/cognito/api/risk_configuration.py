"""Threat protection's settings, of a pool or one of its app clients, as stored configuration: no risk is assessed."""

from collections.abc import Mapping
from typing import Final

from local.cognito.call import Call, Handler
from local.cognito.json_types import JsonObject, copied
from local.cognito.store.pools import AppClient, UserPool

SETTINGS: Final = (
    "CompromisedCredentialsRiskConfiguration",
    "AccountTakeoverRiskConfiguration",
    "RiskExceptionConfiguration",
)
ALL_EVENTS: Final = ("SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP")


def set_risk_configuration(call: Call) -> JsonObject:
    """SetRiskConfiguration: replaces the settings; with none of them it resets the pool or the client."""
    owner = _owner(call)
    settings = {name: copied(call[name]) for name in SETTINGS if call.get(name) is not None}
    compromised = settings.get("CompromisedCredentialsRiskConfiguration")
    if compromised and not compromised.get("EventFilter"):
        compromised["EventFilter"] = list(ALL_EVENTS)  # "Defaults to all events"
    owner.risk_configuration = {**settings, "LastModifiedDate": call.moment} if settings else None
    call.save(owner)
    return describe_risk_configuration(call)


def describe_risk_configuration(call: Call) -> JsonObject:
    """DescribeRiskConfiguration: what was set for the pool, or for the client itself.

    Without settings there are no exceptions: what the official provider's acceptance tests ask for.
    """
    names = {name: call[name] for name in ("UserPoolId", "ClientId") if call.get(name)}
    found = _owner(call).risk_configuration or {"RiskExceptionConfiguration": {}}
    return {"RiskConfiguration": {**names, **copied(found)}}


def _owner(call: Call) -> UserPool | AppClient:
    return call.client if call.get("ClientId") else call.pool


OPERATIONS: Final[Mapping[str, Handler]] = {
    "SetRiskConfiguration": set_risk_configuration,
    "DescribeRiskConfiguration": describe_risk_configuration,
}
