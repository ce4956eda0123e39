"""A token for a downstream service in exchange for one that is held (RFC 8693, GetDerivedToken)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cognito_model.scopes import ADMIN_SCOPE
from cognito_model.token_validity import token_validity_s
from local.cognito import ids
from local.cognito.call import Call
from local.cognito.errors import invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.store.users import User
from local.cognito.tokens import access, claims, jwt
from local.cognito.tokens.pool_keys import signing_key

ACCESS_TOKEN: Final = "ACCESS_TOKEN"  # noqa: S105 - a token type
ID_TOKEN: Final = "ID_TOKEN"  # noqa: S105 - a token type
USES: Final = {ACCESS_TOKEN: "access", ID_TOKEN: "id"}
INVALID_SUBJECT: Final = "Invalid subject token"
INVALID_ACTOR: Final = "Invalid actor token"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The token that is asked for."""

    kind: str = ACCESS_TOKEN
    scopes: Sequence[str] | None = None
    """None for those of the subject token."""
    audience: str = ""
    """Of the service that it is for: a logical name, or a resource server's identifier."""


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Whom a token of this pool stands for."""

    claims: JsonObject = field(repr=False)
    user: User | None
    """None for a machine."""


def party_of(call: Call, pool: UserPool, token: str, kind: str, refusal: str) -> TokenHolder:
    """Whom a token of a pool stands for: it is genuine, valid now, not revoked. Raises CognitoError."""
    use = USES[kind]
    try:
        found = jwt.verify(token, signing_key(call.engine, pool, use)[0].public_key())
    except jwt.InvalidTokenError as error:
        raise not_authorized(refusal) from error
    if found.get("token_use") != use or found["exp"] <= call.now:
        raise not_authorized(refusal)
    if use == "access" and "username" not in found:
        return TokenHolder(found, None)
    user = pool.users.by_sub(found["sub"])
    if user is None or not user.enabled or access.is_revoked(pool, user, found):
        raise not_authorized(refusal)
    return TokenHolder(found, user)


def derive(  # noqa: PLR0913, PLR0917 - what a derived token is made of
    call: Call, pool: UserPool, client: AppClient, subject: TokenHolder, actor: TokenHolder | None, wanted: Wanted
) -> JsonObject:
    """The members of GetDerivedToken's answer. Raises CognitoError where no scope is left."""
    granted = _scopes(client, subject, wanted)
    now, valid_s = int(call.now), token_validity_s(client.settings, CLIENT_VALIDITY[wanted.kind])
    issued = _access(call, pool, client, subject, granted) if wanted.kind == ACCESS_TOKEN else _id(client, subject)
    issued |= {
        "iss": call.engine.issuer(pool),
        **({"aud": wanted.audience} if wanted.audience else {}),
        **({"act": _actor(actor)} if actor else {}),
        "event_id": ids.random_uuid(),
        "auth_time": subject.claims.get("auth_time", now),
        "exp": now + valid_s,
        "iat": now,
        "jti": ids.random_uuid(),
    }
    return {
        "IssuedToken": jwt.sign(issued, *signing_key(call.engine, pool, USES[wanted.kind])),
        "IssuedTokenType": wanted.kind,
        "TokenType": "Bearer" if wanted.kind == ACCESS_TOKEN else "N_A",
        "ExpiresIn": valid_s,
        **({"Scopes": granted} if granted and wanted.kind == ACCESS_TOKEN else {}),
    }


CLIENT_VALIDITY: Final = {ACCESS_TOKEN: "AccessToken", ID_TOKEN: "IdToken"}


def _scopes(client: AppClient, subject: TokenHolder, wanted: Wanted) -> list[str]:
    """What the request, the subject token and the app client have in common."""
    held = str(subject.claims.get("scope", "")).split()
    if wanted.scopes is None:
        return held
    allowed = [ADMIN_SCOPE, *(client.settings.get("AllowedOAuthScopes") or [])]
    granted = [scope for scope in dict.fromkeys(wanted.scopes) if scope in held and scope in allowed]
    if wanted.scopes and not granted:
        raise invalid("Invalid scope requested")
    return granted


def _access(call: Call, pool: UserPool, client: AppClient, subject: TokenHolder, granted: list[str]) -> JsonObject:
    del call
    user = subject.user
    groups = claims.group_claims(pool, user).get("cognito:groups") if user else None
    origin = subject.claims.get("origin_jti")
    return {
        "sub": subject.claims["sub"],
        **({"cognito:groups": groups} if groups else {}),
        "version": 2,
        "client_id": client.id,
        **({"origin_jti": origin} if origin else {}),
        "token_use": "access",
        **({"scope": " ".join(granted)} if granted else {}),
        **({"username": user.username} if user else {}),
    }


def _id(client: AppClient, subject: TokenHolder) -> JsonObject:
    user = subject.user
    if user is None:
        raise invalid("An ID token can't be issued for a machine.")
    origin = subject.claims.get("origin_jti")
    return {
        "sub": user.sub,
        **claims.attribute_claims(client, user, ADMIN_SCOPE),
        "cognito:username": user.username,
        **({"origin_jti": origin} if origin else {}),
        "aud": client.id,
        "token_use": "id",
    }


def _actor(actor: TokenHolder) -> JsonObject:
    """RFC 8693 section 4.1; an actor that acts for another keeps its own chain."""
    before = actor.claims.get("act")
    client_id = actor.claims.get("client_id") or actor.claims.get("aud")
    return {
        "sub": actor.claims["sub"],
        "iss": actor.claims["iss"],
        **({"client_id": client_id} if client_id else {}),
        **({"act": before} if before else {}),
    }
