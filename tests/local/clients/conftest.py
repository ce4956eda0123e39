"""A user pool on the emulator, as a back end's team would have it, for clients that know nothing of this project."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.credentials import CREDENTIALS

REGION = "us-east-1"
CALLBACK = "http://localhost:8585"
PASSWORD = "Correct-h0rse"
USERNAME = "ada"


@dataclass(frozen=True)
class Pool:
    """What a client needs to know."""

    cognito: Any
    endpoint_url: str
    user_pool_id: str
    web: dict[str, Any]
    """A confidential client for people."""
    public: dict[str, Any]
    """A public client, as a browser's."""
    machine: dict[str, Any]

    @property
    def issuer(self) -> str:
        return f"https://cognito-idp.{REGION}.amazonaws.com/{self.user_pool_id}"

    @property
    def jwks_uri(self) -> str:
        return f"{self.endpoint_url}/{self.user_pool_id}/.well-known/jwks.json"


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as emulator:
        emulator.wait_until_ready()
        cognito: Any = boto3.client(
            "cognito-idp",
            endpoint_url=emulator.endpoint_url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        pool_id = cognito.create_user_pool(PoolName="clients", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
        cognito.create_user_pool_domain(UserPoolId=pool_id, Domain="clients")
        cognito.create_resource_server(
            UserPoolId=pool_id,
            Identifier="orders",
            Name="orders",
            Scopes=[{"ScopeName": "read", "ScopeDescription": "Read orders"}],
        )
        people: Any = {
            "UserPoolId": pool_id,
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email", "orders/read"],
            "CallbackURLs": [CALLBACK],
            "SupportedIdentityProviders": ["COGNITO"],
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        }
        made = [
            cognito.create_user_pool_client(ClientName="web", GenerateSecret=True, **people),
            cognito.create_user_pool_client(ClientName="public", **people),
            cognito.create_user_pool_client(
                UserPoolId=pool_id,
                ClientName="machine",
                GenerateSecret=True,
                AllowedOAuthFlowsUserPoolClient=True,
                AllowedOAuthFlows=["client_credentials"],
                AllowedOAuthScopes=["orders/read"],
            ),
        ]
        cognito.admin_create_user(
            UserPoolId=pool_id,
            Username=USERNAME,
            UserAttributes=[
                {"Name": "email", "Value": "ada@example.com"},
                {"Name": "email_verified", "Value": "true"},
            ],
            MessageAction="SUPPRESS",
        )
        cognito.admin_set_user_password(UserPoolId=pool_id, Username=USERNAME, Password=PASSWORD, Permanent=True)
        yield Pool(cognito, emulator.endpoint_url, pool_id, *[one["UserPoolClient"] for one in made])
