"""A user pool for agents: clients register themselves, or are known by the address of their metadata document.

    python pool.py DOMAIN_PREFIX          prints what server.py needs, as lines for a shell

On AWS, or wherever AWS_ENDPOINT_URL leads. `pulumi_aws` knows neither registration nor metadata documents; the
component of this project knows the first.
"""

import shlex
import sys
from typing import Any

import boto3

SCOPE = "orders/read"
URL_PATTERNS = ["https://agent.example.com/*"]
CALLBACK = "http://127.0.0.1:33418/callback"


def make_pool(cognito: Any, domain: str) -> dict[str, str]:
    """The pool, its domain, a resource server, and the two app clients. Variables for server.py; secret."""
    pool = cognito.create_user_pool(PoolName="agents")["UserPool"]["Id"]
    cognito.create_user_pool_domain(UserPoolId=pool, Domain=domain)
    resource, _, name = SCOPE.partition("/")
    scopes = [{"ScopeName": name, "ScopeDescription": "Read orders"}]
    cognito.create_resource_server(UserPoolId=pool, Identifier=resource, Name=resource, Scopes=scopes)
    # Open: anybody may register an app client, which can do nothing before somebody signs in with it. UpdateUserPool
    # resets what it isn't told; nothing has been set yet.
    registration = {"OpenDcrEnabled": True, "OpenDcrGrantTypes": ["code"], "AllowedScopes": [SCOPE]}
    cognito.update_user_pool(UserPoolId=pool, DcrConfiguration=registration)
    let_documents_in(cognito, pool)
    server = exchanging_client(cognito, pool)
    description = f"https://cognito-idp.{cognito.meta.region_name}.amazonaws.com"
    if not cognito.meta.endpoint_url.startswith(description):
        description = cognito.meta.endpoint_url  # a local engine, whose tokens name it with `--issuer local`
        token_endpoint = f"{description}/oauth2/token"
    else:
        token_endpoint = f"https://{domain}.auth.{cognito.meta.region_name}.amazoncognito.com/oauth2/token"
    return {
        "COGNITO_USER_POOL_ID": pool,
        "COGNITO_ISSUER": f"{description}/{pool}",
        "COGNITO_JWKS_URI": f"{description}/{pool}/.well-known/jwks.json",
        "COGNITO_TOKEN_ENDPOINT": token_endpoint,
        "COGNITO_CLIENT_ID": server["ClientId"],
        "COGNITO_CLIENT_SECRET": server["ClientSecret"],
    }


def let_documents_in(cognito: Any, pool: str) -> None:
    """Clients whose id is an https address come on the terms of this app client."""
    client = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="described",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", SCOPE],
        CallbackURLs=[CALLBACK],  # the documents have their own
        SupportedIdentityProviders=["COGNITO"],
    )["UserPoolClient"]
    cognito.create_cimd_policy(
        UserPoolId=pool, ClientId=client["ClientId"], PolicyName="agents", URLPatterns=URL_PATTERNS
    )


def exchanging_client(cognito: Any, pool: str) -> dict[str, Any]:
    """The MCP server's own app client: for its own token, and for those that it exchanges on its users' behalf."""
    client: dict[str, Any] = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="mcp-server",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=[SCOPE],
        ExplicitAuthFlows=["ALLOW_TOKEN_EXCHANGE_DELEGATION"],
    )["UserPoolClient"]
    return client


if __name__ == "__main__":
    for variable, value in make_pool(boto3.client("cognito-idp"), sys.argv[1]).items():
        sys.stdout.write(f"export {variable}={shlex.quote(value)}\n")
