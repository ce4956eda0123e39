"""Client credentials (RFC 6749 section 4.4), by "The token issuer endpoint" and "Scopes, M2M, and resource servers"."""

import pytest

from tests.local.cognito.oauth.domain import Domain, refusal, tokens_of
from tests.local.cognito.world import World, claims

GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def machine(world: World) -> Domain:
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")]
    world.of_pool("CreateResourceServer", Identifier="orders", Name="orders", Scopes=scopes)
    domain = Domain.with_client(
        world,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["orders/read"],
        CallbackURLs=[],
        GenerateSecret=True,
    )
    domain.make_confidential()
    return domain


def test_a_machine_gets_the_scopes_that_it_asks_for_or_all_its_own(machine):
    for asked in ({}, {"scope": "orders/read"}):
        content = tokens_of(machine.token(machine.basic(), **GRANT, **asked))
        assert set(content) == {"access_token", "expires_in", "token_type"}
        found = claims(content["access_token"])
        assert (found["scope"], found["client_id"]) == ("orders/read", machine.client_id)


@pytest.mark.parametrize(
    ("scope", "error"),
    [
        ("orders/none", "invalid_scope"),
        ("openid", "invalid_scope"),
        ("orders/read openid", "invalid_scope"),
        ("", "invalid_scope"),
        ("orders/write", "invalid_grant"),
    ],
)
def test_a_machine_does_not_get_more_than_it_has(machine, scope, error):
    assert refusal(machine.token(machine.basic(), **GRANT, scope=scope)) == (400, error)


def test_a_machine_proves_itself(machine):
    assert refusal(machine.token(**GRANT)) == (400, "invalid_client")
    machine.client.secrets = []
    assert refusal(machine.token(**GRANT)) == (400, "invalid_client")


def test_a_client_without_the_flow_is_unauthorized_and_one_whose_flows_are_off_has_an_invalid_grant(machine):
    """Reports: of a client made by the API, whose AllowedOAuthFlowsUserPoolClient was left out, invalid_grant."""
    machine.client.settings["AllowedOAuthFlowsUserPoolClient"] = False
    assert refusal(machine.token(machine.basic(), **GRANT)) == (400, "invalid_grant")
    machine.client.settings.update(AllowedOAuthFlowsUserPoolClient=True, AllowedOAuthFlows=["code"])
    assert refusal(machine.token(machine.basic(), **GRANT)) == (400, "unauthorized_client")


def test_client_metadata_is_a_json_object_of_texts(machine):
    assert machine.token(machine.basic(), **GRANT, aws_client_metadata='{"stage": "test"}').status == 200
    for wrong in ("{", "[]", '"a"', '{"a": 1}', "[" * 10_000):
        refused = machine.token(machine.basic(), **GRANT, aws_client_metadata=wrong)
        assert refusal(refused) == (400, "invalid_request")


def test_a_machines_token_may_be_bound_to_a_resource(machine):
    token = tokens_of(machine.token(machine.basic(), **GRANT, resource="https://orders.example.com"))
    assert claims(token["access_token"])["aud"] == "https://orders.example.com"
    assert refusal(machine.token(machine.basic(), **GRANT, resource="orders")) == (400, "invalid_target")
