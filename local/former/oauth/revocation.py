"""POST /oauth2/revoke ("The token revocation endpoint"; RFC 7009)."""

from local.former.errors import CognitoError
from local.former.oauth.answers import Answer, OAuthError, Request
from local.former.oauth.client_authentication import authenticate
from local.former.operations.authentication import sign_out


def answer(request: Request) -> Answer:
    """Revoke a refresh token, and the access tokens of its sign-in; what is no token is as good as revoked.

    Raises OAuthError.
    """
    if request.method != "POST":
        return Answer({"error": "invalid_request"}, 405, {"Allow": "POST"})
    token = request.form.get("token", "")
    if not token:
        raise OAuthError("invalid_request")
    _pool, client = authenticate(request, status=401)
    if not client.get("EnableTokenRevocation", True):
        raise OAuthError("invalid_request")
    try:
        sign_out.revoke(client["ClientId"], token)
    except CognitoError as error:
        raise OAuthError(ERRORS[error.code]) from error
    return Answer(None)


ERRORS = {"UnsupportedTokenTypeException": "unsupported_token_type", "UnauthorizedException": "unauthorized_client"}
