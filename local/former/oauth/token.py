"""POST /oauth2/token ("The token issuer endpoint"; RFC 6749 sections 4.1.3, 4.4 and 6, RFC 7636)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from local.former import clients
from local.former.errors import CognitoError
from local.former.oauth.answers import Answer, OAuthError, Request
from local.former.oauth.client_authentication import authenticate
from local.former.operations.authentication import ministack, refresh, tokens
from local.former.state import Client, Pool, User

Form = Mapping[str, str]
HOSTED: Final = "TokenGeneration_HostedAuth"


def answer(request: Request) -> Answer:
    """Tokens for a grant. Raises OAuthError."""
    if request.method != "POST":
        return Answer({"error": "invalid_request"}, 405, {"Allow": "POST"})
    grant_type = request.form.get("grant_type", "")
    if not grant_type:
        raise OAuthError("invalid_request")
    if grant_type not in GRANTS:
        raise OAuthError("unsupported_grant_type")
    pool, client = authenticate(request)
    return Answer(GRANTS[grant_type](pool, client, request.form))


def _authorization_code(pool: Pool, client: Client, form: Form) -> dict[str, Any]:
    if "code" not in _oauth_flows(client):
        raise OAuthError("unauthorized_client")
    code, redirect_uri = form.get("code", ""), form.get("redirect_uri", "")
    if not code or not redirect_uri:
        raise OAuthError("invalid_request")
    grant = ministack.code_grant(code)
    if grant is None or grant["client_id"] != client["ClientId"] or grant["redirect_uri"] != redirect_uri:
        raise OAuthError("invalid_grant")
    _check_pkce(grant, form.get("code_verifier", ""))
    if ministack.take_code(code) is None:  # somebody else has just had it
        raise OAuthError("invalid_grant")
    user: User | None = pool["_users"].get(grant["username"])
    if user is None or not user.get("Enabled", True):
        raise OAuthError("invalid_grant")
    scope = ministack.granted_scopes(client, grant.get("scope") or grant.get("scopes"))
    result = tokens.issue(pool, client, user, nonce=grant.get("nonce", ""), trigger_source=HOSTED, scope=scope)
    return _content(result, scope)


def _refresh_token(pool: Pool, client: Client, form: Form) -> dict[str, Any]:
    token = form.get("refresh_token", "")
    if not token:
        raise OAuthError("invalid_request")
    if not tokens.rotates(client) and "ALLOW_REFRESH_TOKEN_AUTH" not in clients.flows_of(client):
        raise OAuthError("unauthorized_client")
    try:
        user = refresh.owner(pool, client, token)
        result = refresh.rotate(pool, client, user, token)
    except CognitoError as error:
        raise OAuthError("invalid_grant") from error
    return _content(result, ministack.token_claims(token).get("scope"))


def _client_credentials(pool: Pool, client: Client, form: Form) -> dict[str, Any]:
    if not clients.secrets_of(client):
        raise OAuthError("invalid_client")
    asked = form.get("scope")
    allowed = {**client, "AllowedOAuthFlows": _oauth_flows(client)}
    refused = ministack.machine_scope_error(pool, allowed, asked)
    if refused is not None:
        raise OAuthError(str(json.loads(refused[2])["error"]))
    scope = ministack.granted_scopes(client, asked, "client_credentials")
    access_token, valid_s = ministack.machine_token(pool, client, scope, _metadata(form))
    return {"access_token": access_token, "expires_in": valid_s, "token_type": "Bearer"}


def _content(result: Mapping[str, Any], scope: str | None) -> dict[str, Any]:
    """RFC 6749's token response; the ID token is OpenID Connect's, for who asked for it."""
    with_id_token = scope is None or "openid" in scope.split()
    return {
        **({"id_token": result["IdToken"]} if with_id_token else {}),
        "access_token": result["AccessToken"],
        **({"refresh_token": result["RefreshToken"]} if "RefreshToken" in result else {}),
        "expires_in": result["ExpiresIn"],
        "token_type": "Bearer",
    }


def _check_pkce(grant: Mapping[str, Any], verifier: str) -> None:
    """RFC 7636 section 4.6; Cognito knows S256 only."""
    challenge = grant.get("code_challenge")
    if not challenge:
        return
    digest = hashlib.sha256(verifier.encode()).digest()
    computed = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if not verifier or not hmac.compare_digest(computed, challenge):
        raise OAuthError("invalid_grant")


def _oauth_flows(client: Client) -> list[str]:
    """The OAuth flows of a client; none while AllowedOAuthFlowsUserPoolClient is off."""
    return list(client.get("AllowedOAuthFlows") or []) if client.get("AllowedOAuthFlowsUserPoolClient") else []


def _metadata(form: Form) -> dict[str, str]:
    try:
        found = json.loads(form.get("aws_client_metadata") or "{}")
    except ValueError as error:
        raise OAuthError("invalid_request") from error
    return found if isinstance(found, dict) else {}


GRANTS: Final[Mapping[str, Callable[[Pool, Client, Form], dict[str, Any]]]] = {
    "authorization_code": _authorization_code,
    "refresh_token": _refresh_token,
    "client_credentials": _client_credentials,
}
