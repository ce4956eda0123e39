"""Revoking a refresh token ("Revoking tokens", RFC 7009)."""

from local.cognito.call import Call
from local.cognito.errors import CognitoError
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.store.sign_ins import RefreshFamily
from local.cognito.tokens import families, jwt


def revoke(call: Call, pool: UserPool, client: AppClient, token: str) -> RefreshFamily | None:
    """Revoke a client's refresh token, and the tokens of its sign-in; what is no token of Cognito's is none's business.

    Raises CognitoError for a token of another kind, or of another client: UnsupportedTokenTypeException,
    UnauthorizedException.
    """
    content = families.unseal(pool, token)
    if content is None:
        if _is_other_token(token):
            raise CognitoError("UnsupportedTokenTypeException", "Token type is not supported for revocation.")
        return None
    if content.client_id != client.id:
        raise CognitoError("UnauthorizedException", "The token was issued to another app client.", 401)
    family = families.family_of(call, pool, content)
    families.end(call, family)
    return family


def _is_other_token(token: str) -> bool:
    """Whether this is an access or ID token of some pool."""
    try:
        return jwt.claims_of(token).get("token_use") in {"access", "id"}
    except jwt.InvalidTokenError:
        return False
