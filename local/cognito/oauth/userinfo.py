"""GET and POST /oauth2/userInfo ("The user attributes endpoint"; OpenID Connect Core section 5.3)."""

from typing import TYPE_CHECKING, Final

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.oauth.answers import Answer, OAuthError, OAuthRequest, refuse_method
from local.cognito.tokens import access, claims, jwt, scopes

if TYPE_CHECKING:
    from local.cognito.engine import Engine

BAD_REQUEST: Final = "Bad OAuth2 request at UserInfo Endpoint"
MALFORMED: Final = "Access token format is not valid"
OVER: Final = "Access token is expired, disabled, or deleted, or the user has globally signed out."
WITHOUT_OPENID: Final = "Access token does not contain the 'openid' scope"


def answer(engine: "Engine", request: OAuthRequest) -> Answer:
    """The attributes of the user whose access token the request carries, as far as its scopes reach.

    Raises OAuthError.
    """
    if request.method not in {"GET", "POST"}:
        refuse_method("GET, POST")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise _refused("invalid_request", BAD_REQUEST, 400)
    try:
        if jwt.claims_of(token).get("token_use") != "access":
            raise _refused("invalid_token", MALFORMED, 401)
    except jwt.InvalidTokenError as error:
        raise _refused("invalid_token", MALFORMED, 401) from error
    return Answer(_attributes(engine, token))


def _attributes(engine: "Engine", token: str) -> JsonObject:
    with engine.calling(engine.pool_of_token(token)) as call:
        try:
            owner = access.owner_of(call, token)
        except CognitoError as error:
            raise _refused("invalid_token", OVER, 401) from error
        scope = str(owner.claims.get("scope", ""))
        if scopes.OPENID not in scope.split():
            raise _refused("invalid_token", WITHOUT_OPENID, 401)
        found = claims.attribute_claims(owner.client, owner.user, scope)
        return {"sub": owner.user.sub, **_as_texts(found), "username": owner.user.username}


def _as_texts(found: JsonObject) -> JsonObject:
    """Flags are texts here, where tokens have booleans."""
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in found.items()}


def _refused(error: str, description: str, status: int) -> OAuthError:
    header = f'Bearer error="{error}", error_description="{description}"'
    return OAuthError(error, description, status, {"WWW-Authenticate": header})
