"""A pool's signing keys: one for access tokens, one for ID tokens, as its JWKS has two."""

from typing import TYPE_CHECKING, Final

from local.cognito.store.pools import UserPool
from local.cognito.tokens.jwt import jwk
from local.cognito.tokens.signing_keys import from_pem, to_pem

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from local.cognito.engine import Engine

USES: Final = ("id", "access")
CACHE: Final = "signing_keys"


def signing_key(engine: "Engine", pool: UserPool, use: str) -> "tuple[RSAPrivateKey, str]":
    """The key for a token use (`id` or `access`) and its id; made and written when it is needed first."""
    cached: dict[str, tuple[RSAPrivateKey, str]] = pool.caches.setdefault(CACHE, {})
    if use not in cached:
        cached[use] = _load(engine, pool, use)
    return cached[use]


def jwks(engine: "Engine", pool: UserPool) -> dict[str, list[dict[str, str]]]:
    """The pool's public keys (RFC 7517 section 5)."""
    found = (signing_key(engine, pool, use) for use in USES)
    return {"keys": [jwk(key.public_key(), kid) for key, kid in found]}


def _load(engine: "Engine", pool: UserPool, use: str) -> "tuple[RSAPrivateKey, str]":
    kid = _kid(pool, use)
    written = pool.signing_keys.get(use)
    if written is not None:
        return from_pem(written.encode()), kid
    key = engine.key_maker.take()
    if engine.store.is_durable:
        pool.signing_keys[use] = to_pem(key).decode()
        engine.write(pool)
    return key, kid


def write_keys(pool: UserPool) -> None:
    """Have the keys that it signs with among its written fields: an engine that keeps nothing has them in memory."""
    cached: dict[str, tuple[RSAPrivateKey, str]] = pool.caches.get(CACHE, {})
    for use, (key, _) in cached.items():
        if use not in pool.signing_keys:
            pool.signing_keys[use] = to_pem(key).decode()


def _kid(pool: UserPool, use: str) -> str:
    """43 characters and an equals sign, as Cognito's; the same whenever it is asked for."""
    import base64
    import hashlib

    return base64.b64encode(hashlib.sha256(f"{pool.id} {use} {pool.created}".encode()).digest()).decode()
