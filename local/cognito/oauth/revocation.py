"""POST /oauth2/revoke ("The token revocation endpoint"; RFC 7009)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from local.cognito.errors import CognitoError
from local.cognito.oauth.answers import Answer, OAuthError, OAuthRequest, refuse_method
from local.cognito.oauth.client_authentication import authenticate
from local.cognito.tokens.revocation import revoke

if TYPE_CHECKING:
    from local.cognito.engine import Engine

ERRORS: Final[Mapping[str, str]] = {
    "UnsupportedTokenTypeException": "unsupported_token_type",
    "UnauthorizedException": "unauthorized_client",
}


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
    with engine.calling(asking.pool) as call:
        try:
            revoke(call, asking.pool, asking.client, given)
        except CognitoError as error:
            raise OAuthError(ERRORS[error.code]) from error
    return Answer(None)
