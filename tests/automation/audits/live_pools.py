"""Makes what a description says, at a service: the words of a description are those of the operations that create."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from auditing.pool import DescribedPool, Words

Connect = Callable[[str], Any]
"""Gives a client of a service."""
_ALSO: Mapping[str, Any] = {
    "ProviderType": "OIDC",
    "ProviderDetails": {
        "client_id": "c",
        "client_secret": "hush-hush",
        "attributes_request_method": "GET",
        "oidc_issuer": "https://login.example.com",
        "authorize_scopes": "openid email",
    },
}
"""What an identity provider has besides what checks look at."""


def make(pool: DescribedPool, connect: Connect) -> str:
    """The id of a new user pool that is as described, apart from its web ACL and the age of its secrets."""
    cognito = connect("cognito-idp")
    pool_id: str = cognito.create_user_pool(PoolName="web", **_creation(pool.pool))["UserPool"]["Id"]
    cognito.set_user_pool_mfa_config(UserPoolId=pool_id, **pool.mfa)
    for name, parts in (
        ("create_resource_server", ({"Name": one["Identifier"], **one} for one in _servers(pool))),
        ("create_identity_provider", ({**_ALSO, **one} for one in _providers(pool))),
        ("create_group", pool.groups),
    ):
        for words in parts:
            getattr(cognito, name)(UserPoolId=pool_id, **words)
    ids = {client["ClientId"]: _client(cognito, pool_id, client) for client in pool.clients}
    for policy in pool.metadata_policies:
        cognito.create_cimd_policy(UserPoolId=pool_id, **{**policy, "ClientId": ids[policy["ClientId"]]})
    for risk in pool.risk:
        named = {"ClientId": ids[risk["ClientId"]]} if "ClientId" in risk else {}
        cognito.set_risk_configuration(UserPoolId=pool_id, **{**risk, **named})
    if pool.logs:
        cognito.set_log_delivery_configuration(UserPoolId=pool_id, LogConfigurations=pool.logs)
    for identity_pool in pool.identity_pools:
        providers = [
            {**one, "ProviderName": f"cognito-idp.us-east-1.amazonaws.com/{pool_id}", "ClientId": ids[one["ClientId"]]}
            for one in identity_pool["CognitoIdentityProviders"]
        ]
        connect("cognito-identity").create_identity_pool(**{**identity_pool, "CognitoIdentityProviders": providers})
    return pool_id


def _creation(pool: Words) -> Mapping[str, Any]:
    """CreateUserPool's parameters."""
    attributes = pool["SchemaAttributes"]
    schema = [{**one, "Name": one["Name"].removeprefix("custom:")} for one in attributes]
    return {**{name: value for name, value in pool.items() if name not in {"Id", "SchemaAttributes"}}, "Schema": schema}


def _servers(pool: DescribedPool) -> Iterator[Words]:
    for server in pool.resource_servers:
        scopes = [{"ScopeDescription": one["ScopeName"], **one} for one in server["Scopes"]]
        yield {**server, "Scopes": scopes}


def _providers(pool: DescribedPool) -> Iterator[Words]:
    """Those of the description, and those that only a client names."""
    yield from pool.providers
    described = {one["ProviderName"] for one in pool.providers} | {"COGNITO"}
    named = {name for client in pool.clients for name in client.get("SupportedIdentityProviders", ())}
    yield from ({"ProviderName": name} for name in sorted(named - described))


def _client(cognito: Any, pool_id: str, client: Words) -> str:
    """The id of a new client."""
    parameters = {name: value for name, value in client.items() if name not in {"ClientId", "ClientSecret"}}
    secret = {"GenerateSecret": True} if client.get("ClientSecret") else {}
    made = cognito.create_user_pool_client(UserPoolId=pool_id, **parameters, **secret)
    return str(made["UserPoolClient"]["ClientId"])
