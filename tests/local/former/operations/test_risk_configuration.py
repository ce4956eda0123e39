"""API reference: SetRiskConfiguration, DescribeRiskConfiguration, RiskConfigurationType."""

import pytest

RISK = {
    "CompromisedCredentialsRiskConfiguration": {"EventFilter": ["SIGN_IN"], "Actions": {"EventAction": "BLOCK"}},
    "AccountTakeoverRiskConfiguration": {"Actions": {"HighAction": {"Notify": False, "EventAction": "BLOCK"}}},
    "RiskExceptionConfiguration": {"BlockedIPRangeList": ["10.0.0.0/8"]},
}


def test_what_was_set_is_described(cognito, pool):
    made = cognito.set_risk_configuration(UserPoolId=pool, **RISK)["RiskConfiguration"]
    assert made == {"UserPoolId": pool, **RISK, "LastModifiedDate": made["LastModifiedDate"]}
    assert cognito.describe_risk_configuration(UserPoolId=pool)["RiskConfiguration"] == made


def test_compromised_credentials_are_looked_for_in_all_events_by_default(cognito, pool):
    compromised = {"Actions": {"EventAction": "NO_ACTION"}}
    made = cognito.set_risk_configuration(UserPoolId=pool, CompromisedCredentialsRiskConfiguration=compromised)
    described = made["RiskConfiguration"]["CompromisedCredentialsRiskConfiguration"]
    assert set(described["EventFilter"]) == {"SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"}


def test_a_configuration_replaces_the_one_before(cognito, pool):
    cognito.set_risk_configuration(UserPoolId=pool, **RISK)
    exception = {"SkippedIPRangeList": ["10.1.0.0/16"]}
    cognito.set_risk_configuration(UserPoolId=pool, RiskExceptionConfiguration=exception)
    described = cognito.describe_risk_configuration(UserPoolId=pool)["RiskConfiguration"]
    assert described.keys() == {"UserPoolId", "RiskExceptionConfiguration", "LastModifiedDate"}
    assert described["RiskExceptionConfiguration"] == exception


def test_a_request_with_nothing_but_names_resets_to_the_defaults(cognito, pool):
    cognito.set_risk_configuration(UserPoolId=pool, **RISK)
    cognito.set_risk_configuration(UserPoolId=pool)
    assert cognito.describe_risk_configuration(UserPoolId=pool)["RiskConfiguration"] == {"UserPoolId": pool}


def test_a_client_has_a_configuration_of_its_own(cognito, pool, client):
    cognito.set_risk_configuration(UserPoolId=pool, **RISK)
    exception = {"BlockedIPRangeList": ["192.0.2.0/24"]}
    cognito.set_risk_configuration(UserPoolId=pool, ClientId=client, RiskExceptionConfiguration=exception)
    own = cognito.describe_risk_configuration(UserPoolId=pool, ClientId=client)["RiskConfiguration"]
    assert own["ClientId"] == client
    assert own["RiskExceptionConfiguration"] == exception
    assert "AccountTakeoverRiskConfiguration" not in own
    pools = cognito.describe_risk_configuration(UserPoolId=pool)["RiskConfiguration"]
    assert pools["RiskExceptionConfiguration"] == RISK["RiskExceptionConfiguration"]


@pytest.mark.parametrize("names", [{"UserPoolId": "us-east-1_Nowhere00"}, {"ClientId": "nowhere"}])
def test_pool_and_client_must_exist(cognito, pool, names):
    with pytest.raises(cognito.exceptions.ResourceNotFoundException):
        cognito.set_risk_configuration(**{"UserPoolId": pool, **names}, **RISK)
    with pytest.raises(cognito.exceptions.ResourceNotFoundException):
        cognito.describe_risk_configuration(**{"UserPoolId": pool, **names})
