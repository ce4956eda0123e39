"""POST /oauth2/revoke ("The token revocation endpoint"; RFC 7009)."""

from typing import TYPE_CHECKING

from local.cognito.oauth.answers import Answer, OAuthError, OAuthRequest, refuse_method
from local.cognito.oauth.client_authentication import authenticate
from local.cognito.tokens import families, jwt

if TYPE_CHECKING:
    from local.cognito.engine import Engine


def answer(engine: "Engine", request: OAuthRequest) -> Answer:
    """Revoke a refresh token, and the access tokens of its sign-in; what is no token is as good as revoked.

    Raises OAuthError.
    """
    if request.method != "POST":
        refuse_method("POST")
    given = request.form.get("token", "")
    if not given:
        raise OAuthError("invalid_request")
    asking = authenticate(engine, request, status=401)
    if not asking.client.settings.get("EnableTokenRevocation", True):
        raise OAuthError("invalid_request")
    if _is_signed_token(given):
        raise OAuthError("unsupported_token_type")
    with engine.calling(asking.pool) as call:
        token = families.unseal(asking.pool, given)
        if token is not None and token.client_id != asking.client.id:
            raise OAuthError("unauthorized_client")
        if token is not None:
            families.revoke(call, asking.pool, token)
    return Answer(None)


def _is_signed_token(given: str) -> bool:
    """Whether it is an access or ID token: they are JWTs, refresh tokens are encrypted."""
    try:
        jwt.claims_of(given)
    except jwt.InvalidTokenError:
        return False
    return True
