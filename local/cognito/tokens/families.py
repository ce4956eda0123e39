"""Refresh tokens and their families: all that come of one sign-in ("Refresh tokens", "Refresh token rotation").

A refresh token says itself whose it is, encrypted with a key of its pool, so a sign-in leaves nothing behind: ten
thousand sign-ins take no memory, and no time when an engine starts again. A `RefreshFamily` is kept only of a sign-in
of which there is more to know: that it was revoked, that its token was rotated, or that it is listed as a session.

Signing a user out everywhere ends sign-ins of which there is no list. So each `origin_jti` says which of the user's
sign-outs came before it: its last two bytes are that number, masked with its first two, which are random.
"""

import json
import os
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from cognito_model.token_validity import MAX_ACCESS_TOKEN_S
from local.cognito import ids
from local.cognito.call import Call
from local.cognito.store.pools import UserPool
from local.cognito.store.sign_ins import RefreshFamily
from local.cognito.store.users import User
from local.cognito.tokens import jwt

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HEADER: Final = jwt.encode(b'{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}')
"""As Cognito's refresh tokens begin (RFC 7516)."""
KEY_BYTES: Final = 256
CONTENT_BYTES: Final = 944
"""Refresh tokens are as long as Cognito's, some 1,750 characters: what keeps them has to have room."""
TAG_BYTES: Final = 16
CACHE: Final = "refresh_cipher"
SWEPT: Final = "families_swept"


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """What a refresh token says."""

    origin_jti: str
    client_id: str
    sub: str
    auth_time: int
    expires: float
    scope: str
    device_key: str = ""
    rotation: int = 0
    """How many tokens of the sign-in came before it."""
    resource: str = ""
    """RFC 8707; empty where none was named."""
    hosted: bool = False
    amr: tuple[str, ...] = ()
    acr: str = ""
    is_session: bool = False
    """Whether the pool tracked sessions when it began: then it is over where there is no record of it."""


_FIELDS: Final = tuple(one.name for one in fields(RefreshToken))
_ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode


def new_origin(user: User) -> str:
    """An `origin_jti` for a sign-in that begins now."""
    made = ids.random_uuid()
    return made[:-4] + format(int(made[:4], 16) ^ (user.sign_outs & 0xFFFF), "04x")


def is_signed_out(user: User, origin_jti: str) -> bool:
    """Whether the user was signed out everywhere since the sign-in."""
    return int(origin_jti[:4], 16) ^ int(origin_jti[-4:], 16) != user.sign_outs & 0xFFFF


def is_over(pool: UserPool, user: User, origin_jti: str) -> bool:
    """Whether a sign-in's tokens are over: it was revoked, or the user was signed out everywhere."""
    family = pool.families.get(origin_jti)
    return is_signed_out(user, origin_jti) or (family is not None and family.revoked)


def is_renewable(pool: UserPool, user: User, token: RefreshToken) -> bool:
    """Whether a refresh token's sign-in still stands."""
    is_known = not token.is_session or token.origin_jti in pool.families
    return is_known and not is_over(pool, user, token.origin_jti)


def seal(pool: UserPool, token: RefreshToken) -> str:
    """A refresh token, within RevokeToken's pattern `[A-Za-z0-9-_=.]+`."""
    content = _ENCODE([getattr(token, name) for name in _FIELDS]).encode().ljust(CONTENT_BYTES)
    key, nonce = jwt.encode(os.urandom(KEY_BYTES)), os.urandom(12)
    sealed = _cipher(pool).encrypt(nonce, content, key.encode())
    parts = (HEADER, key, jwt.encode(nonce), jwt.encode(sealed[:-TAG_BYTES]), jwt.encode(sealed[-TAG_BYTES:]))
    return ".".join(parts)


def unseal(pool: UserPool, token: str) -> RefreshToken | None:
    """What a refresh token of a pool says; None for what isn't one."""
    from cryptography.exceptions import InvalidTag

    parts = token.split(".")
    if len(parts) != 5 or parts[0] != HEADER:  # noqa: PLR2004 - RFC 7516's compact form
        return None
    try:
        nonce, content, tag = (jwt.decode(part) for part in parts[2:])
        found: list[Any] = json.loads(_cipher(pool).decrypt(nonce, content + tag, parts[1].encode()))
    except (jwt.InvalidTokenError, InvalidTag, ValueError):
        return None
    named = dict(zip(_FIELDS, found, strict=False))
    return RefreshToken(**{**named, "amr": tuple(named["amr"])})


def family_of(call: Call, pool: UserPool, token: RefreshToken) -> RefreshFamily:
    """The record of a token's sign-in, made now where there is none; saved by whoever changes it."""
    found = pool.families.get(token.origin_jti)
    if found is None:
        found = RefreshFamily(
            pool.id, token.origin_jti, token.client_id, token.sub, token.auth_time, token.expires, token.rotation
        )
        call.add(found)
        sweep(call, pool)
    return found


def revoke(call: Call, pool: UserPool, token: RefreshToken) -> None:
    """End a sign-in's refresh and access tokens."""
    end(call, family_of(call, pool, token))


def end(call: Call, family: RefreshFamily) -> None:
    """End the tokens of a sign-in that has a record, which stays until the last of them is over."""
    family.revoked = True
    if family.is_session:  # its refresh tokens are over without a record as well
        family.is_session = False
        family.expires = min(family.expires, call.now)
    call.save(family)


def sign_out_everywhere(call: Call, pool: UserPool, user: User) -> None:
    """End every sign-in of a user (GlobalSignOut)."""
    user.sign_outs += 1
    user.signed_out_at = call.now
    call.save(user)
    over = [pool.families[origin] for origin in pool.families_of.get(user.sub, ())]
    call.remove(*over)


def sweep(call: Call, pool: UserPool) -> None:
    """Let families go whose last token is over, whenever there are twice as many as were left the last time."""
    if len(pool.families) < 2 * pool.caches.get(SWEPT, 500):
        return
    long_ago = call.now - MAX_ACCESS_TOKEN_S
    call.remove(*[family for family in list(pool.families.values()) if family.expires < long_ago])
    pool.caches[SWEPT] = max(len(pool.families), 500)


def _cipher(pool: UserPool) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    found: AESGCM | None = pool.caches.get(CACHE)
    if found is None:
        found = pool.caches[CACHE] = AESGCM(pool.refresh_key)
    return found
