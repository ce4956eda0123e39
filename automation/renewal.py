"""New tokens for those that run out, with their refresh token, and nobody signing in."""

from typing import TYPE_CHECKING, Any

import requests
from botocore.exceptions import BotoCoreError, ClientError

from automation.environment import AppClient, Environment
from automation.tokens import TokenSet

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

HOSTED_UI_FLOWS = ("code", "login")
"""Their tokens carry scopes, which the token endpoint keeps and the API wouldn't."""
TIMEOUT_S = 30


def renewed(  # noqa: PLR0913, PLR0917 - what is renewed, and what it is asked with
    environment: Environment,
    client: AppClient,
    old: TokenSet,
    flow: str,
    cognito: "CognitoIdentityProviderClient",
    http: requests.Session,
) -> TokenSet | None:
    """GetTokensFromRefreshToken, or the token endpoint (RFC 6749 section 6); None where the refresh token is over.

    Where refresh tokens rotate, the answer has the next one; otherwise the old one stays.
    """
    if old.refresh_token is None:
        return None
    if flow in HOSTED_UI_FLOWS and environment.token_endpoint:
        return _by_endpoint(environment.token_endpoint, client, old.refresh_token, http)
    secret: Any = {"ClientSecret": client.client_secret} if client.client_secret else {}
    try:
        result = cognito.get_tokens_from_refresh_token(
            RefreshToken=old.refresh_token, ClientId=client.client_id, **secret
        )["AuthenticationResult"]
    except (ClientError, BotoCoreError):
        return None  # expired, revoked or rotated away: whoever asks signs in anew, and is told what that says
    return TokenSet(
        result["AccessToken"], result.get("IdToken"), result.get("RefreshToken", old.refresh_token), result["ExpiresIn"]
    )


def _by_endpoint(url: str, client: AppClient, refresh_token: str, http: requests.Session) -> TokenSet | None:
    fields = {"grant_type": "refresh_token", "client_id": client.client_id, "refresh_token": refresh_token}
    authentication = (client.client_id, client.client_secret) if client.client_secret else None
    try:
        answer = http.post(url, data=fields, auth=authentication, allow_redirects=False, timeout=TIMEOUT_S)
        if not answer.ok:
            return None
        tokens = answer.json()
        return TokenSet(
            tokens["access_token"],
            tokens.get("id_token"),
            tokens.get("refresh_token", refresh_token),
            int(tokens["expires_in"]),
        )
    except (requests.RequestException, ValueError, KeyError):
        return None
