"""Time-based one-time passwords (RFC 6238): six digits, half a minute, HMAC-SHA1, as authenticator apps have them."""

import base64
import hashlib
import hmac
import secrets
from typing import Final

STEP_S: Final = 30
DIGITS: Final = 6
SECRET_BYTES: Final = 32
TOLERANCE: Final = 1
"""Steps to either side that still count (RFC 6238 section 5.2)."""


def new_secret() -> str:
    """A secret for an app, base32 without padding: 52 characters."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode().rstrip("=")


def code_at(secret: str, step: int) -> str:
    """The code of a time step (RFC 4226 section 5.3)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: str, code: str, now: float) -> int | None:
    """The time step that a code belongs to, now or one to either side; None for a wrong code."""
    current = int(now // STEP_S)
    for step in range(current - TOLERANCE, current + TOLERANCE + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None
