"""The end of sessions: RevokeToken. GlobalSignOut and AdminUserGlobalSignOut are ministack's."""

import hmac

from local.former import clients
from local.former.errors import CognitoError
from local.former.operations.authentication import ministack, requests
from local.former.operations.types import Amendment, Handler, Parameters, Result


def revoke_token(parameters: Parameters, _ministack: Handler) -> Result:
    """RevokeToken: a refresh token, and the access tokens that came of its sign-in."""
    _pool, client = requests.pool_and_client(parameters)
    given, secrets = parameters.get("ClientSecret") or "", clients.secrets_of(client)
    if secrets and not any(hmac.compare_digest(given.encode(), secret.encode()) for secret in secrets):
        raise CognitoError("UnauthorizedException", "Client authentication failed.", 401)
    if not client.get("EnableTokenRevocation", True):
        raise CognitoError("UnsupportedOperationException", "Token revocation is not enabled for the app client.")
    revoke(client["ClientId"], parameters.get("Token", ""))
    return {}


def revoke(client_id: str, token: str) -> None:
    """Revoke a client's refresh token; what is no token of Cognito's is none of its business.

    Raises CognitoError for a token of another kind, or of another client.
    """
    claims = ministack.token_claims(token)
    if not claims or not ministack.signature_is_valid(token):
        return
    if claims.get("token_use") != "refresh":
        raise CognitoError("UnsupportedTokenTypeException", "Token type is not supported for revocation.")
    if claims.get("client_id") != client_id:
        raise CognitoError("UnauthorizedException", "The token was issued to another app client.", 401)
    ministack.revoked().update({token, claims["origin_jti"]})


ADDED: dict[str, Handler] = {}
AMENDED: dict[str, Amendment] = {"RevokeToken": revoke_token}
