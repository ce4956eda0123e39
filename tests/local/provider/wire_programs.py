"""The configurations that the recordings in `tests/local/wire` were made with, as Pulumi has them.

Each takes the step (`create` or `update`) and what deploys a resource, by its name in the program, type and inputs.
"""

from typing import Any, Protocol

from tests.local.provider.harness import Held

POOL = "aws:cognito/userPool:UserPool"
DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain"
CLIENT = "aws:cognito/userPoolClient:UserPoolClient"
SERVER = "aws:cognito/resourceServer:ResourceServer"
GROUP = "aws:cognito/userGroup:UserGroup"
USER = "aws:cognito/user:User"
IN_GROUP = "aws:cognito/userInGroup:UserInGroup"
CUSTOMIZATION = "aws:cognito/userPoolUICustomization:UserPoolUICustomization"
IDENTITY_POOL = "aws:cognito/identityPool:IdentityPool"
ROLES = "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment"
PRINCIPAL_TAG = "aws:cognito/identityPoolProviderPrincipalTag:IdentityPoolProviderPrincipalTag"

Inputs = dict[str, Any]
LOGO = (
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAAAgCAIAAAAt/+nTAAAATUlEQVR4nO3PQQkAMAzAwCqpfymTNRF7HINABFzm7H7dcEEDWtCAFjSgBQ1o"
    "QQNa0IAWNKAFDWhBA1rQgBY0oAUNaEEDWtCAFjSgBY9dJuMgeSsv6agAAAAASUVORK5CYII="
)


class Deploy(Protocol):
    """What `pulumi up` does with one resource."""

    def __call__(self, name: str, kind: str, inputs: Inputs) -> Held: ...


def article(step: str, deploy: Deploy) -> None:
    pool = deploy(
        "p",
        POOL,
        {
            "name": "webapp-user-pool",
            "mfaConfiguration": "OFF",
            "passwordPolicy": {
                "minimumLength": 12 if step == "update" else 8,
                "requireLowercase": True,
                "requireNumbers": True,
                "requireSymbols": False,
                "requireUppercase": False,
                "temporaryPasswordValidityDays": 7,
            },
            "autoVerifiedAttributes": ["email"],
            "usernameAttributes": ["email"],
            "emailConfiguration": {"emailSendingAccount": "COGNITO_DEFAULT"},
        },
    )
    deploy("d", DOMAIN, {"domain": "webapp12", "userPoolId": pool.id})
    client: Inputs = {
        "name": "webapp",
        "userPoolId": pool.id,
        "generateSecret": True,
        "callbackUrls": ["http://localhost:8585"],
        "allowedOauthFlows": ["code"],
        "allowedOauthFlowsUserPoolClient": True,
        "allowedOauthScopes": ["openid", "email", "profile"],
        "supportedIdentityProviders": ["COGNITO"],
        "explicitAuthFlows": [
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        ],
    }
    if step == "update":
        client |= {
            "logoutUrls": ["https://app.example.com/bye"],
            "defaultRedirectUri": "http://localhost:8585",
            "callbackUrls": ["http://localhost:8585", "https://app.example.com/callback"],
        }
    deploy("c", CLIENT, client)


def m2m_resource_server(step: str, deploy: Deploy) -> None:
    second = "admin" if step == "update" else "write"
    pool = deploy("p", POOL, {"name": "m2m"})
    deploy("d", DOMAIN, {"domain": "m2m-example", "userPoolId": pool.id, "managedLoginVersion": 1})
    deploy(
        "r",
        SERVER,
        {
            "identifier": "https://api.example.com",
            "name": "api",
            "userPoolId": pool.id,
            "scopes": [
                {"scopeName": "read", "scopeDescription": "Read access"},
                {"scopeName": second, "scopeDescription": f"{second.capitalize()} access"},
            ],
        },
    )
    deploy(
        "c",
        CLIENT,
        {
            "name": "service",
            "userPoolId": pool.id,
            "generateSecret": True,
            "allowedOauthFlows": ["client_credentials"],
            "allowedOauthFlowsUserPoolClient": True,
            # The recorded run saw the server's new scopes only after this client's own diff.
            "allowedOauthScopes": ["https://api.example.com/read", "https://api.example.com/write"],
        },
    )


def groups_users(step: str, deploy: Deploy) -> None:
    updated = step == "update"
    name = {"name": "Jane"} if updated else {}
    pool = deploy("p", POOL, {"name": "users", "usernameAttributes": ["email"], "autoVerifiedAttributes": ["email"]})
    deploy(
        "u",
        USER,
        {
            "userPoolId": pool.id,
            "username": "jane@example.com",
            "password": "Passw0rd!y" if updated else "Passw0rd!x",
            "messageAction": "SUPPRESS",
            "attributes": {"email": "jane@example.com", "email_verified": "true", **name},
        },
    )
    deploy(
        "t",
        USER,
        {
            "userPoolId": pool.id,
            "username": "temp@example.com",
            "temporaryPassword": "Temp0rary!x",
            "desiredDeliveryMediums": ["EMAIL"],
            "attributes": {"email": "temp@example.com"},
            "clientMetadata": {"source": "test"},
        },
    )
    deploy(
        "g",
        GROUP,
        {
            "name": "admins",
            "userPoolId": pool.id,
            "description": "Administrators",
            "precedence": 2 if updated else 1,
            "roleArn": "arn:aws:iam::000000000000:role/admins",
        },
    )
    deploy("ug", IN_GROUP, {"userPoolId": pool.id, "groupName": "admins", "username": "jane@example.com"})


def passwordless_webauthn(step: str, deploy: Deploy) -> None:
    updated = step == "update"
    pool = deploy(
        "p",
        POOL,
        {
            "name": "wire",
            "usernameAttributes": ["email"],
            "autoVerifiedAttributes": ["email"],
            "signInPolicy": {
                "allowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]
                if updated
                else ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]
            },
            "webAuthnConfiguration": {
                "relyingPartyId": "login.example.com" if updated else "auth.example.com",
                "userVerification": "required" if updated else "preferred",
            },
        },
    )
    flows = ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    deploy("c", CLIENT, {"name": "app", "userPoolId": pool.id, "explicitAuthFlows": flows})


def identity_pool_roles(step: str, deploy: Deploy) -> None:
    updated = step == "update"
    role = "arn:aws:iam::000000000000:role/wire-authenticated"
    pool = deploy("p", POOL, {"name": "wire"})
    endpoint = pool.outputs["endpoint"]
    client = deploy("c", CLIENT, {"name": "app", "userPoolId": pool.id, "generateSecret": False})
    identity_pool = deploy(
        "i",
        IDENTITY_POOL,
        {
            "identityPoolName": "wire pool",
            "allowUnauthenticatedIdentities": not updated,
            "allowClassicFlow": updated,
            "supportedLoginProviders": {"graph.facebook.com": "7346241598935555"},
            "cognitoIdentityProviders": [
                {"clientId": client.id, "providerName": endpoint, "serverSideTokenCheck": True}
            ],
            "tags": {"a": "two" if updated else "one"},
        },
    )
    mappings: list[Inputs] = [
        {
            "identityProvider": "graph.facebook.com",
            "ambiguousRoleResolution": "AuthenticatedRole",
            "type": "Rules",
            "mappingRules": [{"claim": "isAdmin", "matchType": "Equals", "roleArn": role, "value": "paid"}],
        }
    ]
    if updated:
        provider = f"{endpoint}:{client.id}"
        mappings.append({"identityProvider": provider, "ambiguousRoleResolution": "Deny", "type": "Token"})
    deploy(
        "r",
        ROLES,
        {
            "identityPoolId": identity_pool.id,
            "roles": {
                "authenticated": role,
                "unauthenticated": "arn:aws:iam::000000000000:role/wire-unauthenticated",
            },
            "roleMappings": mappings,
        },
    )
    deploy(
        "t",
        PRINCIPAL_TAG,
        {
            "identityPoolId": identity_pool.id,
            "identityProviderName": endpoint,
            "useDefaults": False,
            "principalTags": {"department": "two" if updated else "one"},
        },
    )


def ui_customization(step: str, deploy: Deploy) -> None:
    updated = step == "update"
    pool = deploy("p", POOL, {"name": "wire"})
    client = deploy("c", CLIENT, {"name": "app", "userPoolId": pool.id})
    deploy("d", DOMAIN, {"domain": "wire-ui", "userPoolId": pool.id})
    weight = 700 if updated else 400
    css = f".label-customizable {{font-weight: {weight};}}"
    deploy("all", CUSTOMIZATION, {"userPoolId": pool.id, "css": css})
    of_client: Inputs = {"css": ".label-customizable {font-weight: 100;}", "imageFile": LOGO}
    if updated:
        of_client = {"css": ".label-customizable {font-weight: 200;}"}
    deploy("client", CUSTOMIZATION, {"userPoolId": pool.id, "clientId": client.id, **of_client})


def custom_domain(step: str, deploy: Deploy) -> None:
    certificate = "e95e0ade-fa2d-4baf-9dae-96b638874bc8" if step == "update" else "44b98322-202d-4ef6-a4ab-576205181a24"
    pool = deploy("p", POOL, {"name": "wire"})
    deploy(
        "d",
        DOMAIN,
        {
            "domain": "auth.example.com",
            "userPoolId": pool.id,
            "certificateArn": f"arn:aws:acm:us-east-1:000000000000:certificate/{certificate}",
        },
    )
