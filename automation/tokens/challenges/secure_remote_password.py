"""The client's side of the Secure Remote Password protocol (SRP-6a, RFC 5054 section 2.5), as used by Cognito.

Cognito's own are: the 3072-bit group of RFC 3526 with generator 2, SHA-256, numbers hashed with a leading zero byte
where their highest bit is set, the pool's (or the device group's) name in the identity, a key derived by HKDF
(RFC 5869) with the info string `Caldera Derived Key`, and a proof over Cognito's SECRET_BLOCK and a timestamp instead
of RFC 2945's. Libraries of RFC 5054 therefore compute other numbers, and those made for Cognito come with a sign-in of
their own around it. A test compares this module with one of them, and another with RFC 5054's appendix B.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from automation.errors import DriverError
from cognito_model.srp_group import G, N, g_to

DERIVED_KEY_INFO = b"Caldera Derived Key"
DERIVED_KEY_BYTES = 16
SECRET_BYTES = 40
"""RFC 5054 section 2.5.4 asks for 256 bits at least, RFC 7919 appendix A.2 for 275 in a group of this size; each more
costs time, of which many sign-ins take much."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass
class KeyPair:
    """The client's ephemeral keys, a and A = g^a; one pair per sign-in."""

    secret: int = field(repr=False)

    @classmethod
    def generate(cls) -> "KeyPair":
        """A new pair."""
        return cls(int.from_bytes(secrets.token_bytes(SECRET_BYTES), "big"))

    @cached_property
    def public(self) -> int:
        """A."""
        return g_to(self.secret)

    @property
    def srp_a(self) -> str:
        """The `SRP_A` parameter."""
        return f"{self.public:x}"


@dataclass(frozen=True)
class Identity:
    """The identity that proves its password: a user of a pool, or a device of a device group."""

    group: str
    """The pool's id without its region, or the DeviceGroupKey."""
    name: str
    """USER_ID_FOR_SRP, or the DeviceKey."""
    password: str = field(repr=False)

    def private_key(self, salt: int) -> int:
        """RFC 5054's x = H(salt | H(identity ":" password))."""
        inner = hashlib.sha256(f"{self.group}{self.name}:{self.password}".encode()).digest()
        return _hash(_padded(salt), inner)

    def verifier(self, salt: int) -> int:
        """RFC 5054's v = g^x, which a server keeps instead of the password."""
        return g_to(self.private_key(salt))


def claim(keys: KeyPair, identity: Identity, parameters: Mapping[str, str], now: datetime) -> dict[str, str]:
    """The answer to PASSWORD_VERIFIER and DEVICE_PASSWORD_VERIFIER, whose ChallengeParameters are given.

    `now` is in UTC. Raises DriverError where a parameter can't come from Cognito.
    """
    try:
        salt, server_public = int(parameters["SALT"], 16), int(parameters["SRP_B"], 16)
        secret_block = base64.b64decode(parameters["SECRET_BLOCK"], validate=True)
    except (KeyError, ValueError):
        raise DriverError("Cognito's response to SRP_A lacks a valid SALT, SRP_B or SECRET_BLOCK.") from None
    key = _session_key(keys, identity, salt, server_public)
    timestamp = _timestamp(now)
    message = f"{identity.group}{identity.name}".encode() + secret_block + timestamp.encode()
    return {
        "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
        "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode(),
        "TIMESTAMP": timestamp,
    }


def device_verifier(identity: Identity, salt: bytes) -> dict[str, str]:
    """ConfirmDevice's `DeviceSecretVerifierConfig` for a device's identity."""
    number = int.from_bytes(salt, "big")
    return {
        "PasswordVerifier": base64.b64encode(_padded(identity.verifier(number))).decode(),
        "Salt": base64.b64encode(_padded(number)).decode(),
    }


def premaster_secret(  # noqa: PLR0913, PLR0917 - RFC 5054's own names
    n: int, g: int, k: int, x: int, a: int, u: int, b_public: int
) -> int:
    """RFC 5054 section 2.6: (B - (k * g^x)) ^ (a + (u * x)) % N."""
    verifier = g_to(x) if (g, n) == (G, N) else pow(g, x, n)
    return pow(b_public - k * verifier, a + u * x, n)


def _session_key(keys: KeyPair, identity: Identity, salt: int, server_public: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    u = _hash(_padded(keys.public), _padded(server_public))
    if server_public % N == 0 or u == 0:  # RFC 5054 sections 2.5.4 and 2.6: who sends these knows no verifier
        raise DriverError(
            "The SRP exchange was stopped: the server's public key (SRP_B) is invalid, so the server may not be "
            "Cognito."
        )
    k = _hash(_padded(N), _padded(G))
    secret = premaster_secret(N, G, k, identity.private_key(salt), keys.secret, u, server_public)
    return HKDF(SHA256(), DERIVED_KEY_BYTES, _padded(u), DERIVED_KEY_INFO).derive(_padded(secret))


def _padded(number: int) -> bytes:
    """Big-endian, with a leading zero byte where the highest bit is set, as Java's BigInteger writes it."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def _hash(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest(), "big")


def _timestamp(now: datetime) -> str:
    # `EEE MMM d HH:mm:ss z yyyy` in English, whatever the locale; the day without a leading zero.
    return f"{WEEKDAYS[now.weekday()]} {MONTHS[now.month - 1]} {now.day} {now:%H:%M:%S} UTC {now.year}"
