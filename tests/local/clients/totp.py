"""Codes of an authenticator app (RFC 6238), as a person's phone shows them."""

import base64
import hmac
import time

STEP_S = 30


def totp(secret: str) -> str:
    """The code of this moment for a secret in base32."""
    counter = int(time.time()) // STEP_S
    padded = secret + "=" * (-len(secret) % 8)
    digest = hmac.digest(base64.b32decode(padded), counter.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
