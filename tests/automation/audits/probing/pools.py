"""A pool of which all is true that a probe tries, and one of which nothing is."""

from dataclasses import dataclass
from typing import Any

ROLE = "arn:aws:iam::123456789012:role/guests"
CALLBACK = "https://app.example.com/callback"


@dataclass(frozen=True)
class Made:
    """A pool with one app client, `web`, and an identity pool, `guests`, that trusts it."""

    pool_id: str
    identity_pool_id: str


def open_pool(cognito: Any, identity: Any) -> Made:
    """Strangers sign up, users write `custom:tenant`, names are told, guests get credentials, tokens go anywhere."""
    return _made(
        cognito,
        identity,
        "open",
        {},
        {
            "WriteAttributes": ["email", "custom:tenant"],
            "PreventUserExistenceErrors": "LEGACY",
            "AllowedOAuthFlows": ["code", "implicit"],
            "CallbackURLs": ["http://localhost:8585", "https://preview.vercel.app/callback"],
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        },
        guests=True,
    )


def closed_pool(cognito: Any, identity: Any) -> Made:
    """The opposite."""
    return _made(
        cognito,
        identity,
        "closed",
        {"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}},
        {
            "GenerateSecret": True,
            "WriteAttributes": ["email"],
            "PreventUserExistenceErrors": "ENABLED",
            "AllowedOAuthFlows": ["code"],
            "CallbackURLs": [CALLBACK],
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        },
        guests=False,
    )


def _made(
    cognito: Any, identity: Any, name: str, pool: dict[str, Any], client: dict[str, Any], *, guests: bool
) -> Made:
    schema = [{"Name": "tenant", "AttributeDataType": "String", "Mutable": True, "StringAttributeConstraints": {}}]
    pool_id = cognito.create_user_pool(
        PoolName=name, UsernameAttributes=["email"], AutoVerifiedAttributes=["email"], Schema=schema, **pool
    )["UserPool"]["Id"]
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain=f"{name}-under-test")
    client_id = cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="web",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["openid", "email"],
        SupportedIdentityProviders=["COGNITO"],
        **client,
    )["UserPoolClient"]["ClientId"]
    provider = {"ProviderName": f"cognito-idp.us-east-1.amazonaws.com/{pool_id}", "ClientId": client_id}
    identity_pool_id = identity.create_identity_pool(
        IdentityPoolName="guests", AllowUnauthenticatedIdentities=guests, CognitoIdentityProviders=[provider]
    )["IdentityPoolId"]
    identity.set_identity_pool_roles(IdentityPoolId=identity_pool_id, Roles={"unauthenticated": ROLE})
    return Made(pool_id, identity_pool_id)
