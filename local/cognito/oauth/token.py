"""POST /oauth2/token ("The token issuer endpoint"; RFC 6749 section 3.2)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from local.cognito.oauth import grants, token_exchange
from local.cognito.oauth.answers import Answer, OAuthError, OAuthRequest, refuse_method
from local.cognito.oauth.client_authentication import authenticate

if TYPE_CHECKING:
    from local.cognito.engine import Engine

GRANTS: Final[Mapping[str, grants.GrantHandler]] = {
    "authorization_code": grants.authorization_code,
    "refresh_token": grants.refresh_token,
    "client_credentials": grants.client_credentials,
}


def answer(engine: "Engine", request: OAuthRequest) -> Answer:
    """Tokens for a grant. Raises OAuthError."""
    if request.method != "POST":
        refuse_method("POST")
    grant_type = request.form.get("grant_type", "")
    if not grant_type:
        raise OAuthError("invalid_request")
    if grant_type not in GRANTS and grant_type != token_exchange.GRANT_TYPE:
        raise OAuthError("unsupported_grant_type")
    asking = authenticate(engine, request)
    if grant_type == token_exchange.GRANT_TYPE:
        return Answer(token_exchange.exchange(engine, asking, request))
    with engine.calling(asking.pool) as call:
        call.context = request.context
        return Answer(GRANTS[grant_type](call, asking, request))
