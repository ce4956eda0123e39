"""Tokens of an issuer of the tests' own."""

import base64
import json
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a1B2c3D4e"
CLIENT = "1example23456789"
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}, private=True)
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}, private=True)
KEYS = KeySet.import_key_set(KeySet([KEY]).as_dict(private=False))
NOW = 1_800_000_000.0
ACCESS: dict[str, Any] = {
    "iss": ISSUER,
    "client_id": CLIENT,
    "sub": "ada",
    "token_use": "access",
    "scope": "openid orders/read",
    "iat": int(NOW),
    "exp": int(NOW) + 3600,
}


def token(header: dict[str, Any] | None = None, key: RSAKey = KEY, **changes: Any) -> str:
    """A signed token; a claim of None is left out."""
    claims = {name: value for name, value in {**ACCESS, **changes}.items() if value is not None}
    said = {"alg": "RS256", "kid": "first", **(header or {})}
    return jwt.encode(said, claims, key, algorithms=[said["alg"]])


def current(**changes: Any) -> str:
    """One for now."""
    now = int(time.time())
    return token(**{"iat": now, "exp": now + 3600, **changes})


def forged(header: dict[str, Any], payload: bytes | None = None) -> str:
    """One that nobody signed."""
    parts = json.dumps(header).encode(), payload or json.dumps(ACCESS).encode(), b"signature"
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
