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

N: Final = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
    "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
    "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"
    "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
    "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
"""RFC 5054 appendix A, 3,072 bits (RFC 3526 section 5)."""
G: Final = 2
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
    b_public = (_K * verifier + pow(G, b, N)) % N
    return Exchange(format(a, "x"), format(b, "x"), format(b_public, "x"))


def verifier_of(x: bytes) -> int:
    """What is kept of a secret: g to the power of x, the hash of salt and secret."""
    return pow(G, int.from_bytes(x, "big"), N)


def nobodys_verifier() -> int:
    """A verifier that nobody knows the secret of (RFC 5054 section 2.5.1.3)."""
    return pow(G, secrets.randbits(B_BITS), N)


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
