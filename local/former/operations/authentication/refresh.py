"""New tokens for a refresh token: GetTokensFromRefreshToken, REFRESH_TOKEN_AUTH, and the token endpoint's grant.

"Refresh tokens", "Refresh token rotation".
"""

import hmac
import time
from typing import Any, Final

from local.former import clients
from local.former.errors import CognitoError
from local.former.operations.authentication import ministack, requests, tokens
from local.former.operations.types import Amendment, Handler, Parameters, Result
from local.former.state import Client, Pool, User

ROTATED: Final = "_RotatedTokens"
INVALID: Final = "Invalid Refresh Token"


def with_refresh_token(parameters: Parameters) -> Result:
    """REFRESH_TOKEN_AUTH."""
    pool, client = requests.pool_and_client(parameters)
    if tokens.rotates(client):
        raise CognitoError(
            "InvalidParameterException", "REFRESH_TOKEN_AUTH is not supported when refresh token rotation is enabled."
        )
    given = parameters.get("AuthParameters") or {}
    token = given.get("REFRESH_TOKEN", "")
    user = owner(pool, client, token)
    check_device(token, given.get("DEVICE_KEY", ""))
    return {"AuthenticationResult": tokens.renew(pool, client, user, token, parameters.get("ClientMetadata"))}


def get_tokens_from_refresh_token(parameters: Parameters, _ministack: Handler) -> Result:
    """GetTokensFromRefreshToken."""
    pool, client = requests.pool_and_client(parameters)
    secrets = clients.secrets_of(client)
    given = parameters.get("ClientSecret", "")
    if secrets and not any(hmac.compare_digest(given.encode(), secret.encode()) for secret in secrets):
        raise CognitoError("NotAuthorizedException", "Unable to verify the client secret of the app client")
    token = parameters.get("RefreshToken", "")
    user = owner(pool, client, token)
    check_device(token, parameters.get("DeviceKey", ""))
    return {"AuthenticationResult": rotate(pool, client, user, token, parameters.get("ClientMetadata"))}


def owner(pool: Pool, client: Client, token: Any) -> User:
    """Whose refresh token this is. Raises CognitoError where it can't be used."""
    if not token:
        raise CognitoError("NotAuthorizedException", "Refresh Token is missing.")
    claims = ministack.token_claims(token)
    if (
        claims.get("token_use") != "refresh"
        or str(claims.get("iss", "")).rsplit("/", 1)[-1] != pool["Id"]
        or not ministack.signature_is_valid(token)
    ):
        raise CognitoError("NotAuthorizedException", INVALID)
    if claims.get("client_id") != client["ClientId"]:
        raise CognitoError("NotAuthorizedException", "Refresh Token has different Client")
    if tokens.is_expired(claims):
        raise CognitoError("NotAuthorizedException", "Refresh Token has expired")
    users: list[User] = list(pool["_users"].values())
    user = next((one for one in users if ministack.attributes(one).get("sub") == claims["sub"]), None)
    if user is None:
        raise CognitoError("NotAuthorizedException", "The user has been deleted for the associated refresh token")
    if not user.get("Enabled", True):
        raise CognitoError("NotAuthorizedException", "User is disabled.")
    if is_revoked(user, token):
        raise CognitoError("NotAuthorizedException", "Refresh Token has been revoked")
    return user


def is_revoked(user: User, token: str) -> bool:
    """Whether a refresh token, its sign-in, or all of the user's were revoked."""
    claims, revoked = ministack.token_claims(token), ministack.revoked()
    signed_out_at = int(user.get("_signout_at", 0))
    return token in revoked or claims.get("origin_jti") in revoked or int(claims.get("iat", 0)) < signed_out_at


def check_device(token: str, device_key: str) -> None:
    """A token that was given to a device is good on it only. Raises CognitoError."""
    expected = ministack.token_claims(token).get("device_key")
    if expected and device_key != expected:
        raise CognitoError("NotAuthorizedException", INVALID)


def rotate(
    pool: Pool, client: Client, user: User, token: str, metadata: dict[str, str] | None = None
) -> dict[str, Any]:
    """New tokens; where the client rotates, the token is void after the grace period. Raises CognitoError."""
    if not tokens.rotates(client):
        return tokens.renew(pool, client, user, token, metadata)
    claims, now = ministack.token_claims(token), time.time()
    rotated: dict[str, dict[str, float]] = user.setdefault(ROTATED, {})
    known = rotated.get(claims["jti"])
    grace_s = client["RefreshTokenRotation"].get("RetryGracePeriodSeconds") or 0
    if known and now > known["at"] + grace_s:
        raise CognitoError("RefreshTokenReuseException", "Refresh token reuse detected.")
    result = tokens.renew(pool, client, user, token, metadata)
    live = {jti: one for jti, one in rotated.items() if one["expires_at"] > now}
    user[ROTATED] = {claims["jti"]: {"at": now, "expires_at": claims["exp"]}, **live}
    return result


ADDED: dict[str, Handler] = {}
AMENDED: dict[str, Amendment] = {"GetTokensFromRefreshToken": get_tokens_from_refresh_token}
