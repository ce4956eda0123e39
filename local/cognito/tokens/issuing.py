"""Issuing tokens: at the end of a sign-in, for a refresh token, for a machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cognito_model.scopes import ADMIN_SCOPE
from cognito_model.token_validity import token_validity_s
from local.cognito import ids
from local.cognito.call import Call
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.store.users import User
from local.cognito.tokens import claims, families, jwt, overriding, scopes, tracking
from local.cognito.tokens.pool_keys import signing_key

AUTHENTICATION: Final = "TokenGeneration_Authentication"
NEW_PASSWORD: Final = "TokenGeneration_NewPasswordChallenge"  # noqa: S105 - a trigger's source
DEVICE: Final = "TokenGeneration_AuthenticateDevice"
HOSTED: Final = "TokenGeneration_HostedAuth"
REFRESH: Final = "TokenGeneration_RefreshTokens"
CLIENT_CREDENTIALS: Final = "TokenGeneration_ClientCredentials"
VERSION: Final = 2
"""The claim `version` of access tokens that come of the token endpoint."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a sign-in that has succeeded grants, and what its tokens tell of it."""

    trigger_source: str = AUTHENTICATION
    """The triggerSource that the pre token generation function is told."""
    scope: str = ADMIN_SCOPE
    hosted: bool = False
    """Whether it came through the pool's pages: `version`, `nonce` and `at_hash` are of their tokens alone."""
    nonce: str = ""
    auth_time: int = 0
    """When the user signed in; 0 for now."""
    device_key: str = ""
    resource: str = ""
    """RFC 8707: the access token's `aud`; empty where none was named."""
    amr: tuple[str, ...] = ()
    acr: str = ""
    """With `amr` in the tokens where a level was asked for (`authentication.levels`); empty where none was."""
    sso_session: str = ""
    """The id of the session of the pool's pages that the user came through."""
    refresh_token: bool = True
    """False for the implicit grant, which gives none."""
    metadata: Mapping[str, str] = field(default_factory=dict, repr=False)
    """ClientMetadata, for the pre token generation function."""


def begin_sign_in(call: Call, pool: UserPool, client: AppClient, user: User, grant: Grant) -> JsonObject:
    """The tokens of a new sign-in: the members of AuthenticationResult, NewDeviceMetadata apart.

    There is an IdToken where the scopes give one. Raises CognitoError where a trigger refuses.
    """
    origin = families.new_origin(user)
    auth_time = grant.auth_time or int(call.now)
    result = _signed(call, pool, client, user, grant, origin, auth_time)
    if grant.refresh_token:
        expires = call.now + token_validity_s(client.settings, "RefreshToken")
        content = families.RefreshToken(
            origin,
            client.id,
            user.sub,
            auth_time,
            expires,
            grant.scope,
            grant.device_key,
            resource=grant.resource,
            hosted=grant.hosted,
            amr=grant.amr,
            acr=grant.acr,
            is_session=tracking.is_on(pool),
        )
        result["RefreshToken"] = families.seal(pool, content)
        if content.is_session:
            tracking.begin(call, pool, content, grant.sso_session)
    return result


def renew_tokens(  # noqa: PLR0913, PLR0917 - what tokens are made of
    call: Call,
    pool: UserPool,
    client: AppClient,
    user: User,
    token: families.RefreshToken,
    metadata: Mapping[str, str],
) -> JsonObject:
    """New access and ID tokens of a sign-in, for a refresh token that has been checked (`tokens.renewal`).

    Raises CognitoError where a trigger refuses.
    """
    grant = Grant(
        REFRESH,
        token.scope,
        hosted=token.hosted,
        device_key=token.device_key,
        resource=token.resource,
        amr=token.amr,
        acr=token.acr,
        metadata=metadata,
    )
    return _signed(call, pool, client, user, grant, token.origin_jti, token.auth_time)


def _signed(  # noqa: PLR0913, PLR0917 - what tokens are made of
    call: Call, pool: UserPool, client: AppClient, user: User, grant: Grant, origin: str, auth_time: int
) -> JsonObject:
    """Access and ID token of a sign-in, now."""
    access, identity = _claims(call, pool, client, user, grant, origin, auth_time)
    if pool.triggers:
        access, identity = overriding.of_user(call, pool, user, grant.trigger_source, grant.metadata, access, identity)
    result: JsonObject = {"AccessToken": "", "ExpiresIn": access["exp"] - access["iat"], "TokenType": "Bearer"}
    keys = [signing_key(call.engine, pool, use) for use in ("access", "id")]
    with_identity = scopes.gives_id_token(grant.scope)

    def sign() -> None:
        result["AccessToken"] = jwt.sign(access, *keys[0])
        if with_identity:
            if grant.hosted:
                identity["at_hash"] = jwt.half_hash(result["AccessToken"])
            result["IdToken"] = jwt.sign(identity, *keys[1])

    if call.operation:
        call.afterwards.append(sign)
    else:  # an endpoint or a page: it puts the tokens into an answer of its own
        sign()
    return result


def _claims(  # noqa: PLR0913, PLR0917 - what tokens are made of
    call: Call, pool: UserPool, client: AppClient, user: User, grant: Grant, origin: str, auth_time: int
) -> tuple[JsonObject, JsonObject]:
    now, issuer, event = int(call.now), call.engine.issuer(pool), ids.random_uuid()
    is_revocable = client.settings.get("EnableTokenRevocation", True)
    in_groups = claims.group_claims(pool, user)
    groups = {"cognito:groups": in_groups["cognito:groups"]} if in_groups else {}
    origin_jti = {"origin_jti": origin} if is_revocable else {}
    reached = {"acr": grant.acr, "amr": list(grant.amr)} if grant.acr else {}
    access = {
        "sub": user.sub,
        **({"device_key": grant.device_key} if grant.device_key else {}),
        **groups,
        "iss": issuer,
        **({"version": VERSION} if grant.hosted else {}),
        "client_id": client.id,
        **({"aud": grant.resource} if grant.resource else {}),
        **origin_jti,
        "event_id": event,
        **reached,
        "token_use": "access",
        "scope": grant.scope,
        "auth_time": auth_time,
        "exp": now + token_validity_s(client.settings, "AccessToken"),
        "iat": now,
        "jti": ids.random_uuid(),
        "username": user.username,
    }
    identities = claims.identity_claim(user) if user.identities and claims.readable(client, "identities") else []
    identity = {
        "sub": user.sub,
        **in_groups,
        **claims.attribute_claims(client, user, grant.scope),
        "iss": issuer,
        "cognito:username": user.username,
        **({"nonce": grant.nonce} if grant.nonce else {}),
        **origin_jti,
        "aud": client.id,
        **({"identities": identities} if identities else {}),
        "event_id": event,
        **reached,
        "token_use": "id",
        "auth_time": auth_time,
        "exp": now + token_validity_s(client.settings, "IdToken"),
        "iat": now,
        **({"jti": ids.random_uuid()} if is_revocable else {}),
    }
    return access, identity


def machine_token(  # noqa: PLR0913, PLR0917 - what the token is made of
    call: Call,
    pool: UserPool,
    client: AppClient,
    scope: str,
    metadata: Mapping[str, str] | None = None,
    resource: str = "",
) -> tuple[str, int]:
    """A machine client's access token, and for how many seconds it is valid. Its scopes have been checked.

    Raises CognitoError where a trigger refuses.
    """
    now, valid_s = int(call.now), token_validity_s(client.settings, "AccessToken")
    access = {
        "sub": client.id,
        "token_use": "access",
        "scope": scope,
        "auth_time": now,
        "iss": call.engine.issuer(pool),
        **({"aud": resource} if resource else {}),
        "exp": now + valid_s,
        "iat": now,
        "version": VERSION,
        "jti": ids.random_uuid(),
        "client_id": client.id,
    }
    if pool.triggers:
        access = overriding.of_machine(call, pool, metadata or {}, access)
    return jwt.sign(access, *signing_key(call.engine, pool, "access")), valid_s
