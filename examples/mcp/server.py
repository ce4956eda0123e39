"""An MCP server behind Amazon Cognito, which lets in access tokens that are bound to it, and no others.

    python server.py          with COGNITO_ISSUER, COGNITO_JWKS_URI and MCP_RESOURCE in the environment

The SDK answers with the server's metadata (RFC 9728), by which clients find the user pool. Its tool `orders` calls a
back end on the caller's behalf: with COGNITO_TOKEN_ENDPOINT, COGNITO_CLIENT_ID, COGNITO_CLIENT_SECRET and ORDERS_URL.
"""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx2
import jwt
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver import MCPServer
from on_behalf_of import TokenExchange

SCOPE = "orders/read"
REQUIRED = ["exp", "iss", "aud", "sub", "client_id", "token_use"]


class CognitoTokens:
    """Verifies access tokens of one user pool that are for one resource: the SDK's TokenVerifier."""

    def __init__(self, issuer: str, jwks_uri: str, resource: str) -> None:
        self._issuer, self._resource = issuer, resource
        self._keys = jwt.PyJWKClient(jwks_uri)

    async def verify_token(self, token: str) -> AccessToken | None:
        """What a genuine token says; None for anything else."""
        try:
            claims = await anyio.to_thread.run_sync(self._claims, token)
        except (jwt.PyJWTError, ValueError, TypeError):
            return None
        return AccessToken(
            token=token,
            client_id=claims["client_id"],
            subject=claims["sub"],
            scopes=claims.get("scope", "").split(),
            expires_at=int(claims["exp"]),
            resource=self._resource,
            claims=claims,
        )

    def _claims(self, token: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(
            token,
            self._keys.get_signing_key_from_jwt(token).key,
            algorithms=["RS256"],
            issuer=self._issuer,
            audience=self._resource,  # Cognito's, where the client has asked for this `resource` (RFC 8707)
            options={"require": REQUIRED, "strict_aud": True},
        )
        texts = (claims["client_id"], claims.get("scope", ""))
        if claims["token_use"] != "access" or not all(isinstance(text, str) for text in texts):  # noqa: S105 - a kind
            raise jwt.InvalidTokenError("no access token")
        return claims


def make_server(variables: Mapping[str, str]) -> MCPServer:
    """The server. Raises KeyError for a variable that lacks."""
    issuer, resource = variables["COGNITO_ISSUER"], variables["MCP_RESOURCE"]
    server = MCPServer(
        "orders",
        token_verifier=CognitoTokens(issuer, variables["COGNITO_JWKS_URI"], resource),
        auth=AuthSettings(
            issuer_url=issuer,
            resource_server_url=resource,
            required_scopes=[SCOPE],
            validate_token_resource=True,
        ),
    )

    @server.tool()
    def who() -> dict[str, Any]:
        """Who is calling, and by which client."""
        caller = get_access_token()
        return {"sub": caller.subject, "client_id": caller.client_id, "resource": caller.resource}

    @server.tool()
    async def orders() -> dict[str, Any]:
        """The caller's orders, from the back end that has them."""
        async with httpx2.AsyncClient() as http:
            token = await exchange.on_behalf_of(get_access_token().token, http)
            answer = await http.get(variables["ORDERS_URL"], headers={"Authorization": f"Bearer {token}"})
        return answer.raise_for_status().json()

    exchange = TokenExchange.from_variables(variables)
    return server


if __name__ == "__main__":
    address = urlsplit(os.environ["MCP_RESOURCE"])
    make_server(os.environ).run(
        "streamable-http", host=address.hostname, port=address.port or 8000, streamable_http_path=address.path
    )
