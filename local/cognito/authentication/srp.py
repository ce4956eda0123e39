"""Secure Remote Password, with Cognito's names and parameters (RFC 5054, 3,072-bit group; RFC 5869 for the key).

The server's half only. A user's proof is over pool and user name, a device's over its group key and its key; both are
`identity` here. Numbers are written as Java's BigInteger does: a leading zero byte where the first bit is set.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cognito_model.srp_group import G, N, g_to

B_BITS: Final = 320
"""Of the server's secret: RFC 5054 section 2.5.4 asks for 256 at least, RFC 7919 appendix A.2 for 275 in such a group;
each more costs time, of which many sign-ins take much."""
INFO: Final = b"Caldera Derived Key"
KEY_BYTES: Final = 16
TIMESTAMP: Final = re.compile(
    r"(?i:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<month>(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)) "
    r"(?P<day>\d{1,2}) (?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2}) (?:UTC|GMT) (?P<year>\d{4})",
    re.ASCII,
)
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the server has to remember between its half and the client's proof: hexadecimal numbers."""

    a: str
    """The client's public value, SRP_A."""
    b: str = field(repr=False)
    """The server's secret."""
    b_public: str
    """SRP_B."""


def begin(a: int, verifier: int) -> Exchange:
    """The server's half for a client's public value and what is kept of the secret."""
    b = secrets.randbits(B_BITS) | 1
    b_public = (_K * verifier + g_to(b)) % N
    return Exchange(format(a, "x"), format(b, "x"), format(b_public, "x"))


def verifier_of(x: bytes) -> int:
    """What is kept of a secret: g to the power of x, the hash of salt and secret."""
    return g_to(int.from_bytes(x, "big"))


def nobodys_verifier() -> int:
    """A verifier that nobody knows the secret of (RFC 5054 section 2.5.1.3)."""
    return g_to(secrets.randbits(B_BITS))


def proves(exchange: Exchange, verifier: int, message: bytes, signature: bytes) -> bool:
    """Whether a signature over `message` proves that the client knows the secret behind a verifier."""
    a, b_public = int(exchange.a, 16), int(exchange.b_public, 16)
    u = _hash(padded(a), padded(b_public))
    if a % N == 0 or u == 0:
        return False
    shared = pow(a * pow(verifier, u, N), int(exchange.b, 16), N)
    expected = hmac.digest(_key(shared, u), message, hashlib.sha256)
    return hmac.compare_digest(expected, signature)


def signed_message(identity: str, secret_block: bytes, timestamp: str) -> bytes:
    """What a proof signs."""
    return identity.encode() + secret_block + timestamp.encode()


def canonical_timestamp(given: str) -> str | None:
    """A proof's TIMESTAMP as it is signed, `Tue Apr 5 07:21:03 UTC 2026`; None for one of another form.

    Cognito reads it leniently and signs it strictly, as measurements have it: the weekday that the date
    has, a day without leading zero.
    """
    found = TIMESTAMP.fullmatch(given)
    if found is None:
        return None
    month = found["month"].capitalize()
    try:
        moment = datetime(  # noqa: DTZ001 - its text is all that counts
            int(found["year"]),
            MONTHS.index(month) + 1,
            int(found["day"]),
            int(found["hour"]),
            int(found["minute"]),
            int(found["second"]),
        )
    except ValueError:
        return None
    return f"{WEEKDAYS[moment.weekday()]} {month} {moment.day} {moment:%H:%M:%S} UTC {moment.year:04d}"


def padded(number: int) -> bytes:
    """A positive number in as many bytes as Java's BigInteger takes for it."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def _hash(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest(), "big")


def _key(shared: int, u: int) -> bytes:
    """HKDF with SHA-256 (RFC 5869), one block."""
    extracted = hmac.digest(padded(u), padded(shared), hashlib.sha256)
    return hmac.digest(extracted, INFO + b"\x01", hashlib.sha256)[:KEY_BYTES]


_K: Final = _hash(padded(N), padded(G))
