"""A user pool as a back end's team would have it, for clients that know nothing of this project."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.local.clients.engines import Engine

CALLBACK = "http://localhost:8585/callback"
APPLICATION = "http://localhost:5173"
"""Where Vite serves an application while it is developed."""
PASSWORD = "Correct-h0rse"
USERNAME = "ada"
EMAIL = "ada@example.com"
GROUP = "staff"
SCOPE = "openid email orders/read"
MACHINE_SCOPE = "orders/read"


@dataclass(frozen=True)
class Pool:
    """What a client needs to know."""

    engine: Engine
    cognito: Any
    user_pool_id: str
    web: dict[str, Any]
    """A confidential client for people."""
    public: dict[str, Any]
    """A public client, as a browser's."""
    machine: dict[str, Any]

    @property
    def endpoint_url(self) -> str:
        return self.engine.endpoint_url

    @property
    def issuer(self) -> str:
        return f"{self.engine.issuer_base}/{self.user_pool_id}"

    @property
    def jwks_uri(self) -> str:
        return f"{self.endpoint_url}/{self.user_pool_id}/.well-known/jwks.json"


def make_pool(
    engine: Engine, *callbacks: str, managed_login: bool = False, first_factors: Sequence[str] = ("PASSWORD",)
) -> Pool:
    """A pool with a person in it, and three clients; `callbacks` besides the usual ones.

    Its pages are the classic hosted UI's, or managed login's, which alone know OpenID Connect's `prompt`.
    """
    cognito = engine.aws()
    pool_id = cognito.create_user_pool(
        PoolName="clients",
        AutoVerifiedAttributes=["email"],
        Policies={"SignInPolicy": {"AllowedFirstAuthFactors": list(first_factors)}},
    )["UserPool"]["Id"]
    cognito.create_user_pool_domain(
        UserPoolId=pool_id,
        Domain=f"clients-{pool_id.partition('_')[2].lower()}",
        ManagedLoginVersion=2 if managed_login else 1,
    )
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
        "AllowedOAuthScopes": [*SCOPE.split(), "profile"],
        "CallbackURLs": [CALLBACK, f"{APPLICATION}/callback", f"{APPLICATION}/silent", *callbacks],
        "LogoutURLs": [CALLBACK, f"{APPLICATION}/bye"],
        "SupportedIdentityProviders": ["COGNITO"],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
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
            AllowedOAuthScopes=[MACHINE_SCOPE],
        ),
    ]
    if managed_login:
        for one in made[:2]:
            cognito.create_managed_login_branding(
                UserPoolId=pool_id, ClientId=one["UserPoolClient"]["ClientId"], UseCognitoProvidedValues=True
            )
    cognito.admin_create_user(
        UserPoolId=pool_id,
        Username=USERNAME,
        UserAttributes=[{"Name": "email", "Value": EMAIL}, {"Name": "email_verified", "Value": "true"}],
        MessageAction="SUPPRESS",
    )
    cognito.admin_set_user_password(UserPoolId=pool_id, Username=USERNAME, Password=PASSWORD, Permanent=True)
    cognito.create_group(UserPoolId=pool_id, GroupName=GROUP)
    cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=USERNAME, GroupName=GROUP)
    return Pool(engine, cognito, pool_id, *[one["UserPoolClient"] for one in made])
