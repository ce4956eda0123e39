"""Authorizers of Bedrock AgentCore, held against its service model."""

import json
from dataclasses import replace
from typing import Any

import botocore.session
import pytest
import regex
from botocore.validate import ParamValidator

from automation.environment import Environment
from automation.errors import UsageError
from automation.exports import Export, export_remark, export_text
from tests.automation.environments import ISSUER, POOL_ID
from tests.automation.exports.exports import make_export

MODEL = botocore.session.get_session().get_service_model("bedrock-agentcore-control")
ACCESS = {
    "inboundTokenClaimName": "token_use",
    "inboundTokenClaimValueType": "STRING",
    "authorizingClaimMatchValue": {"claimMatchOperator": "EQUALS", "claimMatchValue": {"matchValueString": "access"}},
}


def agentcore(**changes: Any) -> Export:
    return replace(make_export(), **changes)


def authorizer(**changes: Any) -> dict[str, Any]:
    found = json.loads(export_text("agentcore", agentcore(**changes)))
    check(MODEL.shape_for("AuthorizerConfiguration"), found)
    assert list(found) == ["customJWTAuthorizer"]
    return dict(found["customJWTAuthorizer"])


def check(shape: Any, value: Any) -> None:
    """As AWS would: types and minima are botocore's, patterns and maxima are not."""
    report = ParamValidator().validate(value, shape)
    assert not report.has_errors(), report.generate_report()
    if shape.type_name == "structure":
        for name, member in value.items():
            check(shape.members[name], member)
    elif shape.type_name == "list":
        for member in value:
            check(shape.member, member)
    elif shape.type_name == "string":
        assert regex.fullmatch(shape.metadata.get("pattern", ".*"), value), (shape.name, value)
        assert len(value) <= shape.metadata.get("max", len(value))
        assert value in (shape.enum or [value])


def on_aws(environment: Environment) -> Environment:
    return replace(environment, jwks_uri=f"{ISSUER}/.well-known/jwks.json")


def test_it_lets_in_access_tokens_of_the_pools_clients_with_a_scope_of_a_resource_server() -> None:
    environment = on_aws(agentcore().environment)
    assert authorizer(environment=environment) == {
        "discoveryUrl": f"{ISSUER}/.well-known/openid-configuration",
        "allowedClients": ["7kq3example", "machine-id"],
        "allowedScopes": ["orders/read", "orders/write"],
        "customClaims": [ACCESS],
    }
    assert export_remark("agentcore", agentcore(environment=environment)) == ""


def test_a_client_that_is_named_is_the_only_one() -> None:
    found = authorizer(is_client_chosen=True)
    assert found["allowedClients"] == ["7kq3example"]
    assert "allowedScopes" not in found, "its users have no other scopes than OpenID Connect's"
    assert authorizer(is_client_chosen=True, scopes=("email",))["allowedScopes"] == ["email"]


def test_tokens_of_a_resource_are_let_in_whoever_their_client_is() -> None:
    found = authorizer(resource="https://mcp.example.com/mcp")
    assert found["allowedAudience"] == ["https://mcp.example.com/mcp"]
    assert "allowedClients" not in found
    both = authorizer(resource="orders", is_client_chosen=True)
    assert (both["allowedAudience"], both["allowedClients"]) == (["orders"], ["7kq3example"])


def test_users_of_a_group_alone_are_let_in() -> None:
    groups = authorizer(groups=("staff", "admins", "staff"))["customClaims"][1]
    assert groups["inboundTokenClaimName"] == "cognito:groups"
    assert groups["authorizingClaimMatchValue"] == {
        "claimMatchOperator": "CONTAINS_ANY",
        "claimMatchValue": {"matchValueStringList": ["staff", "admins"]},
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"groups": ("staff", "Très bien")}, "--group 'Très bien': AgentCore only accepts letters"),
        ({"groups": ("x" * 256,)}, "at most 255"),
        ({"scopes": ("orders read",)}, "--scope 'orders read' isn't a scope"),
        ({"resource": "https://a b"}, "--resource 'https://a b' can't be a token's audience"),
    ],
)
def test_what_no_authorizer_can_ask_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        export_text("agentcore", agentcore(**changes))


def test_an_address_that_aws_can_not_read_is_said() -> None:
    assert authorizer()["discoveryUrl"] == f"http://127.0.0.1:4566/{POOL_ID}/.well-known/openid-configuration"
    assert "deploy with --target aws" in export_remark("agentcore", agentcore())
