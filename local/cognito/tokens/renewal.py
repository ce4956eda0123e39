"""New tokens for a refresh token: GetTokensFromRefreshToken, REFRESH_TOKEN_AUTH, the token endpoint's grant."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from local.cognito.call import Call
from local.cognito.errors import CognitoError, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.store.users import User
from local.cognito.tokens import families, issuing, tracking
from local.cognito.tokens.families import RefreshToken

INVALID: Final = "Invalid Refresh Token"


def rotates(client: AppClient) -> bool:
    """Whether refreshing gives a new refresh token too."""
    return (client.settings.get("RefreshTokenRotation") or {}).get("Feature") == "ENABLED"


def renew(  # noqa: PLR0913 - what a renewal is made of
    call: Call,
    pool: UserPool,
    client: AppClient,
    refresh_token: str,
    *,
    device_key: str = "",
    metadata: Mapping[str, str] | None = None,
) -> JsonObject:
    """An AuthenticationResult of the same sign-in, its time, scopes and device.

    Where the client rotates there is a RefreshToken in it, valid as long as the one before would have been, which is
    void after the grace period. Raises CognitoError.
    """
    token, user = owner(call, pool, client, refresh_token, device_key)
    _check_unused(call, pool, token)
    result = issuing.renew_tokens(call, pool, client, user, token, metadata or {})
    if rotates(client):
        token, _ = owner(call, pool, client, refresh_token, device_key)  # others may have been here meanwhile
        result["RefreshToken"] = families.seal(pool, _rotated(call, pool, client, token))
    tracking.touch(call, pool, token.origin_jti)
    return result


def owner(
    call: Call, pool: UserPool, client: AppClient, refresh_token: str, device_key: str = ""
) -> tuple[RefreshToken, User]:
    """What a refresh token says, and whose it is. Raises CognitoError where it can't be used, its rotation apart."""
    token = families.unseal(pool, refresh_token)
    if token is None:
        raise not_authorized(INVALID)
    if token.client_id != client.id:
        raise not_authorized("Refresh Token has different Client")
    user = pool.users.by_sub(token.sub)
    if user is None:
        raise not_authorized("The user has been deleted for the associated refresh token")
    if not families.is_renewable(pool, user, token):
        raise not_authorized("Refresh Token has been revoked")
    if call.now >= token.expires:
        raise not_authorized("Refresh Token has expired")
    if not user.enabled:
        raise not_authorized("User is disabled.")
    if token.device_key and token.device_key != device_key:
        raise not_authorized(INVALID)  # whether the device was confirmed or not
    return token, user


def names_of_owner(pool: UserPool, refresh_token: str) -> tuple[str, ...]:
    """The names that an app client's secret hash may be over when it renews tokens: user name and sub.

    Empty for what is no token of somebody's.
    """
    token = families.unseal(pool, refresh_token)
    user = None if token is None else pool.users.by_sub(token.sub)
    return () if user is None else (user.username, user.sub)


def _check_unused(call: Call, pool: UserPool, token: RefreshToken) -> None:
    """Raise CognitoError for a token that was rotated, but for the one before the last rotation in its grace period."""
    family = pool.families.get(token.origin_jti)
    if family is None or token.rotation == family.rotations:
        return
    if token.rotation != family.rotations - 1 or call.now > family.previous_until:
        raise CognitoError("RefreshTokenReuseException", "Refresh token reuse detected.")


def _rotated(call: Call, pool: UserPool, client: AppClient, token: RefreshToken) -> RefreshToken:
    """The token that comes after this one, which is taken once. Raises CognitoError."""
    _check_unused(call, pool, token)
    family = families.family_of(call, pool, token)
    if token.rotation == family.rotations:
        family.rotations += 1
        grace_s = client.settings["RefreshTokenRotation"].get("RetryGracePeriodSeconds")
        family.previous_until = call.now + grace_s if grace_s else 0.0
        call.save(family)
    return replace(token, rotation=family.rotations)
