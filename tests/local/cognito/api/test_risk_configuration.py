"""API reference: SetRiskConfiguration, DescribeRiskConfiguration, RiskConfigurationType."""

import copy
from typing import Any

import pytest

from tests.local.cognito.world import World, error_of

RISK: dict[str, Any] = {
    "CompromisedCredentialsRiskConfiguration": {"EventFilter": ["SIGN_IN"], "Actions": {"EventAction": "BLOCK"}},
    "AccountTakeoverRiskConfiguration": {"Actions": {"HighAction": {"Notify": False, "EventAction": "BLOCK"}}},
    "RiskExceptionConfiguration": {"BlockedIPRangeList": ["10.0.0.0/8"]},
}


def configure(world: World, **settings: Any) -> dict[str, Any]:
    return dict(world.of_pool("SetRiskConfiguration", **copy.deepcopy(settings))["RiskConfiguration"])


def describe(world: World, **names: str) -> dict[str, Any]:
    return dict(world.of_pool("DescribeRiskConfiguration", **names)["RiskConfiguration"])


def test_what_was_set_is_described(world: World) -> None:
    made = configure(world, **RISK)
    assert made == {"UserPoolId": world.pool_id, **RISK, "LastModifiedDate": made["LastModifiedDate"]}
    assert describe(world) == made


def test_compromised_credentials_are_looked_for_in_all_events_by_default(world: World) -> None:
    made = configure(world, CompromisedCredentialsRiskConfiguration={"Actions": {"EventAction": "NO_ACTION"}})
    described = made["CompromisedCredentialsRiskConfiguration"]
    assert set(described["EventFilter"]) == {"SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"}


def test_a_configuration_replaces_the_one_before(world: World) -> None:
    configure(world, **RISK)
    exception = {"SkippedIPRangeList": ["10.1.0.0/16"]}
    configure(world, RiskExceptionConfiguration=exception)
    described = describe(world)
    assert described.keys() == {"UserPoolId", "RiskExceptionConfiguration", "LastModifiedDate"}
    assert described["RiskExceptionConfiguration"] == exception


def test_a_request_with_nothing_but_names_resets_to_the_defaults(world: World) -> None:
    configure(world, **RISK)
    configure(world)
    assert describe(world) == {"UserPoolId": world.pool_id, "RiskExceptionConfiguration": {}}


def test_a_client_has_a_configuration_of_its_own(world: World) -> None:
    configure(world, **RISK)
    exception = {"BlockedIPRangeList": ["192.0.2.0/24"]}
    configure(world, ClientId=world.client_id, RiskExceptionConfiguration=exception)
    own = describe(world, ClientId=world.client_id)
    assert own["ClientId"] == world.client_id
    assert own["RiskExceptionConfiguration"] == exception
    assert "AccountTakeoverRiskConfiguration" not in own
    assert describe(world)["RiskExceptionConfiguration"] == RISK["RiskExceptionConfiguration"]


@pytest.mark.parametrize("names", [{"UserPoolId": "us-east-1_Nowhere00"}, {"ClientId": "nowhere"}])
def test_pool_and_client_must_exist(world: World, names: dict[str, str]) -> None:
    for operation in ("SetRiskConfiguration", "DescribeRiskConfiguration"):
        code, _ = error_of(world.call, operation, **{"UserPoolId": world.pool_id, **names})
        assert code == "ResourceNotFoundException"
