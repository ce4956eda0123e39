"""Time-based one-time passwords, RFC 6238, as Cognito's SOFTWARE_TOKEN_MFA wants them: SHA-1, six digits, 30 s."""

import base64
import binascii
import hashlib
import hmac

from automation.errors import UsageError

STEP_S = 30
DIGITS = 6


def totp(secret: str, now: float) -> str:
    """The code of an authenticator secret (Base32, as AssociateSoftwareToken's `SecretCode`) at a moment.

    `now` is in seconds since the epoch. Raises UsageError for what isn't Base32; never repeats the secret.
    """
    digest = hmac.digest(_key(secret), int(now // STEP_S).to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0xF  # RFC 4226 section 5.3
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def _key(secret: str) -> bytes:
    plain = "".join(secret.split()).rstrip("=").upper()
    try:
        key = base64.b32decode(plain + "=" * (-len(plain) % 8))
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise UsageError(
            "The authenticator secret isn't valid Base32 (letters A to Z and digits 2 to 7). Give --totp-secret the "
            "secret that the set-up page shows with the QR code."
        )
    return key
