"""Tokens of a sign-in and of its renewals."""

import time
from collections.abc import Mapping
from typing import Any, Final

from local.former.operations.authentication import ministack
from local.former.state import Client, Pool, User

AUTHENTICATION: Final = "TokenGeneration_Authentication"
NEW_PASSWORD: Final = "TokenGeneration_NewPasswordChallenge"  # noqa: S105 - a trigger's source
REFRESH: Final = "TokenGeneration_RefreshTokens"
USES: Final = {"AccessToken": "access", "IdToken": "id", "RefreshToken": "refresh"}


def rotates(client: Client) -> bool:
    """Whether refreshing gives a new refresh token too."""
    return (client.get("RefreshTokenRotation") or {}).get("Feature") == "ENABLED"


def issue(pool: Pool, client: Client, user: User, *, device_key: str = "", **options: Any) -> dict[str, Any]:
    """An AuthenticationResult; `options` are ministack's: nonce, scope, trigger_source, client_metadata."""
    result = ministack.tokens(pool, client, user, **options)
    added = {"device_key": device_key} if device_key else {}
    return _completed(result, pool, user, dict.fromkeys(("access", "refresh"), added))


def renew(
    pool: Pool, client: Client, user: User, refresh_token: str, metadata: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """New tokens for a refresh token that has been checked: of the same sign-in, its time, scopes and device.

    With rotation there is a new refresh token, valid as long as the old one would have been ("Refresh token rotation").
    """
    old = ministack.token_claims(refresh_token)
    result = ministack.tokens(
        pool,
        client,
        user,
        trigger_source=REFRESH,
        client_metadata=dict(metadata or {}),
        origin_jti=old["origin_jti"],
        scope=old.get("scope"),
    )
    signed_in = {"auth_time": old.get("auth_time", old["iat"])}
    device = {"device_key": old["device_key"]} if "device_key" in old else {}
    added = {"id": signed_in, "access": {**signed_in, **device}, "refresh": {**signed_in, **device, "exp": old["exp"]}}
    if not rotates(client):
        del result["RefreshToken"]
    return _completed(result, pool, user, added)


def _completed(
    result: dict[str, Any], pool: Pool, user: User, added: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    for name in USES.keys() & result.keys():
        use = USES[name]
        more = {**(added.get(use) or {}), **(_roles(pool, user) if use == "id" else {})}
        if more:
            claims = {**ministack.token_claims(result[name]), **more}
            result[name] = ministack.sign(claims, pool["Id"], "id" if use == "id" else "access")
    return result


def _roles(pool: Pool, user: User) -> dict[str, Any]:
    """The roles of the user's groups; the preferred one is that of the strongest group ("User pool groups")."""
    groups = [pool.get("_groups", {}).get(name) or {} for name in user.get("_groups", [])]
    with_role = [group for group in groups if group.get("RoleArn")]
    if not with_role:
        return {}
    roles = list(dict.fromkeys(group["RoleArn"] for group in with_role))
    ranked = [group for group in with_role if group.get("Precedence") is not None]
    strongest = {group["RoleArn"] for group in ranked if group["Precedence"] == min(g["Precedence"] for g in ranked)}
    preferred = strongest or set(roles)
    return {
        "cognito:roles": roles,
        **({"cognito:preferred_role": preferred.pop()} if len(preferred) == 1 else {}),
    }


def is_expired(claims: Mapping[str, Any]) -> bool:
    """Whether a token is past its time."""
    return time.time() >= float(claims.get("exp", 0))
