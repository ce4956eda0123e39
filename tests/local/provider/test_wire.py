"""The calls that change something carry what the official provider's carry, for the same logical configuration."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.local.provider.harness import Endpoint, Engine, EngineError, Held
from tests.local.wire_compare import create_roles, differences, read_recording, recorded_changes

WIRE = Path(__file__).parents[1] / "wire"
Inputs = dict[str, Any]
Program = Callable[[str], dict[str, tuple[str, Callable[[dict[str, Held]], Inputs]]]]

POOL = "aws:cognito/userPool:UserPool"
DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain"
CLIENT = "aws:cognito/userPoolClient:UserPoolClient"
SERVER = "aws:cognito/resourceServer:ResourceServer"
GROUP = "aws:cognito/userGroup:UserGroup"
USER = "aws:cognito/user:User"
IN_GROUP = "aws:cognito/userInGroup:UserInGroup"


def article(step: str) -> dict[str, tuple[str, Callable[[dict[str, Held]], Inputs]]]:
    more: Inputs = {}
    if step == "update":
        more = {
            "logoutUrls": ["https://app.example.com/bye"],
            "defaultRedirectUri": "http://localhost:8585",
            "callbackUrls": ["http://localhost:8585", "https://app.example.com/callback"],
        }
    return {
        "p": (
            POOL,
            lambda _held: {
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
        ),
        "d": (DOMAIN, lambda held: {"domain": "webapp12", "userPoolId": held["p"].id}),
        "c": (
            CLIENT,
            lambda held: {
                "name": "webapp",
                "userPoolId": held["p"].id,
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
                **more,
            },
        ),
    }


def m2m_resource_server(step: str) -> dict[str, tuple[str, Callable[[dict[str, Held]], Inputs]]]:
    second = "admin" if step == "update" else "write"
    return {
        "p": (POOL, lambda _held: {"name": "m2m"}),
        "d": (DOMAIN, lambda held: {"domain": "m2m-example", "userPoolId": held["p"].id, "managedLoginVersion": 1}),
        "r": (
            SERVER,
            lambda held: {
                "identifier": "https://api.example.com",
                "name": "api",
                "userPoolId": held["p"].id,
                "scopes": [
                    {"scopeName": "read", "scopeDescription": "Read access"},
                    {"scopeName": second, "scopeDescription": f"{second.capitalize()} access"},
                ],
            },
        ),
        "c": (
            CLIENT,
            lambda held: {
                "name": "service",
                "userPoolId": held["p"].id,
                "generateSecret": True,
                "allowedOauthFlows": ["client_credentials"],
                "allowedOauthFlowsUserPoolClient": True,
                # The recorded run saw the server's new scopes only after this client's own diff.
                "allowedOauthScopes": ["https://api.example.com/read", "https://api.example.com/write"],
            },
        ),
    }


def groups_users(step: str) -> dict[str, tuple[str, Callable[[dict[str, Held]], Inputs]]]:
    updated = step == "update"
    name = {"name": "Jane"} if updated else {}
    return {
        "p": (
            POOL,
            lambda _held: {"name": "users", "usernameAttributes": ["email"], "autoVerifiedAttributes": ["email"]},
        ),
        "u": (
            USER,
            lambda held: {
                "userPoolId": held["p"].id,
                "username": "jane@example.com",
                "password": "Passw0rd!y" if updated else "Passw0rd!x",
                "messageAction": "SUPPRESS",
                "attributes": {"email": "jane@example.com", "email_verified": "true", **name},
            },
        ),
        "t": (
            USER,
            lambda held: {
                "userPoolId": held["p"].id,
                "username": "temp@example.com",
                "temporaryPassword": "Temp0rary!x",
                "desiredDeliveryMediums": ["EMAIL"],
                "attributes": {"email": "temp@example.com"},
                "clientMetadata": {"source": "test"},
            },
        ),
        "g": (
            GROUP,
            lambda held: {
                "name": "admins",
                "userPoolId": held["p"].id,
                "description": "Administrators",
                "precedence": 2 if updated else 1,
                "roleArn": "arn:aws:iam::000000000000:role/admins",
            },
        ),
        "ug": (
            IN_GROUP,
            lambda held: {"userPoolId": held["p"].id, "groupName": "admins", "username": "jane@example.com"},
        ),
    }


@pytest.mark.parametrize("program", [article, m2m_resource_server, groups_users])
def test_every_change_is_sent_as_the_official_provider_sends_it(
    engine: Engine, endpoint: Endpoint, program: Program
) -> None:
    steps = read_recording(WIRE / f"{program.__name__}.json")
    create_roles(endpoint.emulator_port, steps)
    # The recorded run ended with this refusal.
    endpoint.refuse("UpdateGroup", "InvalidAction", "Unknown Cognito IDP action: UpdateGroup")
    held: dict[str, Held] = {}
    for step in steps:
        if step["action"] == "destroy":
            for resource in reversed(held.values()):
                engine.delete(resource)
        else:
            for name, (kind, inputs) in program(step["action"]).items():
                held[name] = deploy(engine, held.get(name), kind, name, inputs(held))
        assert differences(endpoint.changing(), recorded_changes(step)) == [], step["action"]


def deploy(engine: Engine, old: Held | None, kind: str, name: str, inputs: Inputs) -> Held:
    """What `pulumi up` does with one resource that isn't replaced."""
    if old is None:
        return engine.create(kind, name, inputs)
    if not engine.changes(old, inputs):
        return old
    if kind == GROUP:
        with pytest.raises(EngineError, match="UpdateGroup"):
            engine.update(old, inputs)
        return old
    return engine.update(old, inputs)
