"""Whose access token a request carries ("Token-authorized user operations")."""

from dataclasses import dataclass, field
from typing import Final

from cognito_model.scopes import ADMIN_SCOPE
from local.cognito.call import Call
from local.cognito.errors import CognitoError, not_authorized, user_not_found
from local.cognito.json_types import JsonObject
from local.cognito.oauth.client_metadata.policies import app_client_of
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.store.users import User
from local.cognito.tokens import families, jwt
from local.cognito.tokens.pool_keys import signing_key

INVALID: Final = "Invalid Access Token"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who calls with an access token."""

    pool: UserPool = field(repr=False)
    client: AppClient
    user: User
    claims: JsonObject = field(repr=False)
    """The token's."""


def signed_in(call: Call, *, scope: str = ADMIN_SCOPE) -> SignedIn:
    """The user whose `AccessToken` a call has; `scope` is what is asked for, empty for none. Raises CognitoError."""
    return owner_of(call, str(call["AccessToken"]), scope=scope)


def owner_of(call: Call, token: str, *, scope: str = "") -> SignedIn:
    """Whose access token this is: genuine, valid now, not revoked, of an enabled user. The pool's lock is held.

    Raises CognitoError: NotAuthorizedException, UserNotFoundException.
    """
    pool = call.engine.pool_of_token(token)
    if pool is None:
        raise not_authorized(INVALID)
    claims = verified_claims(call, pool, token)
    client_id = str(claims.get("client_id"))
    client = pool.clients.get(client_id) or app_client_of(pool, client_id)
    if client is None or "username" not in claims:  # a machine's
        raise not_authorized(INVALID)
    user = pool.users.by_sub(claims["sub"])
    if user is None:
        raise user_not_found()
    if is_revoked(pool, user, claims):
        raise not_authorized("Access Token has been revoked")
    if not user.enabled:
        raise not_authorized("User is disabled.")
    if scope and scope not in str(claims.get("scope", "")).split():
        raise not_authorized("Access Token does not have required scopes")
    return SignedIn(pool, client, user, claims)


def verified_claims(call: Call, pool: UserPool, token: str) -> JsonObject:
    """What an access token of a pool says, a machine's too: it is genuine and hasn't expired. Raises CognitoError."""
    claims = _verified(call, pool, token)
    if claims.get("token_use") != "access":
        raise not_authorized(INVALID)
    if claims["exp"] <= call.now:
        raise not_authorized("Access Token has expired")
    return claims


def is_revoked(pool: UserPool, user: User, claims: JsonObject) -> bool:
    """Whether a user's token of these claims is over before its time.

    Tokens of clients that don't revoke have no `origin_jti`: only signing out everywhere ends them.
    """
    origin = claims.get("origin_jti")
    if origin is None:
        return bool(claims["auth_time"] < int(user.signed_out_at))
    return families.is_over(pool, user, origin)


def _verified(call: Call, pool: UserPool, token: str) -> JsonObject:
    try:
        claims = jwt.claims_of(token)
        use = "id" if claims.get("token_use") == "id" else "access"
        key, kid = signing_key(call.engine, pool, use)
        if jwt.header_of(token).get("kid") != kid:
            raise not_authorized(INVALID)
        return jwt.verify(token, key.public_key())
    except jwt.InvalidTokenError as error:
        raise CognitoError("NotAuthorizedException", "Could not verify signature for Access Token") from error
