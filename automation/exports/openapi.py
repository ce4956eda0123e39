"""`export openapi`: `components.securitySchemes` of an OpenAPI 3 document, as YAML."""

from typing import Any

import yaml

from automation.exports import Export
from cognito_model.scopes import ADMIN_SCOPE


def text(export: Export) -> str:
    """OpenID Connect and bearer always, OAuth 2.0 flows where there is a domain."""
    environment = export.environment
    schemes: dict[str, Any] = {
        "cognitoOpenId": {
            "type": "openIdConnect",
            "openIdConnectUrl": environment.jwks_uri.replace("jwks.json", "openid-configuration"),
        },
        "cognitoBearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    }
    flows = _flows(export)
    if flows:
        schemes = {"cognitoOAuth": {"type": "oauth2", "flows": flows}, **schemes}
    return yaml.safe_dump({"components": {"securitySchemes": schemes}}, sort_keys=False)


def _flows(export: Export) -> dict[str, Any]:
    environment, machine = export.environment, export.machine_client
    flows: dict[str, Any] = {}
    if environment.token_endpoint and "code" in export.client.allowed_oauth_flows:
        flows["authorizationCode"] = {
            "authorizationUrl": environment.authorize_endpoint,
            "tokenUrl": environment.token_endpoint,
            "refreshUrl": environment.token_endpoint,
            "scopes": _scopes(export.client.allowed_oauth_scopes),
        }
    if environment.token_endpoint and machine:
        flows["clientCredentials"] = {
            "tokenUrl": environment.token_endpoint,
            "scopes": _scopes(machine.allowed_oauth_scopes),
        }
    return flows


def _scopes(scopes: tuple[str, ...]) -> dict[str, str]:
    meanings = {
        "openid": "Sign in; an ID token is issued",
        "email": "The user's e-mail address",
        "phone": "The user's phone number",
        "profile": "All of the user's readable attributes",
        ADMIN_SCOPE: "Read and change the user's own attributes in Amazon Cognito",
    }
    return {scope: meanings.get(scope, f"The custom scope {scope}") for scope in scopes}
