"""Threat protection's settings, of a pool or one of its app clients, as stored configuration: no risk is assessed."""

import time
from collections.abc import Mapping
from typing import Final

from local.former import state
from local.former.operations.lookup import client_of, pool_of
from local.former.operations.types import Handler, Parameters, Result

RISK: Final = "_RiskConfiguration"
SETTINGS: Final = (
    "CompromisedCredentialsRiskConfiguration",
    "AccountTakeoverRiskConfiguration",
    "RiskExceptionConfiguration",
)
ALL_EVENTS: Final = ("SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP")


def set_risk_configuration(parameters: Parameters) -> Result:
    """SetRiskConfiguration: replaces the settings; with none of them it resets the pool or the client."""
    settings = {name: parameters[name] for name in SETTINGS if parameters.get(name)}
    compromised = settings.get("CompromisedCredentialsRiskConfiguration")
    if compromised and not compromised.get("EventFilter"):  # "Defaults to all events"
        settings["CompromisedCredentialsRiskConfiguration"] = {**compromised, "EventFilter": list(ALL_EVENTS)}
    owner = _owner(parameters)
    if settings:
        owner[RISK] = {**settings, "LastModifiedDate": time.time()}
    else:
        owner.pop(RISK, None)
    return describe_risk_configuration(parameters)


def describe_risk_configuration(parameters: Parameters) -> Result:
    """DescribeRiskConfiguration: what was set for the pool, or for the client itself."""
    names = {name: parameters[name] for name in ("UserPoolId", "ClientId") if parameters.get(name)}
    return {"RiskConfiguration": {**names, **_owner(parameters).get(RISK, {})}}


def _owner(parameters: Parameters) -> state.Pool | state.Client:
    pool = pool_of(parameters)
    return client_of(pool, parameters) if parameters.get("ClientId") else pool


ADDED: Final[Mapping[str, Handler]] = {
    "SetRiskConfiguration": set_risk_configuration,
    "DescribeRiskConfiguration": describe_risk_configuration,
}
