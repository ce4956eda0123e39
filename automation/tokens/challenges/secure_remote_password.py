"""The Secure Remote Password protocol (SRP-6a, RFC 5054 section 2.5) as Cognito speaks it, client's side.

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

N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
"""RFC 3526 section 4."""
G = 2
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
        return pow(G, self.secret, N)

    @property
    def srp_a(self) -> str:
        """The `SRP_A` parameter."""
        return f"{self.public:x}"


@dataclass(frozen=True)
class Identity:
    """Who proves to know a password: a user of a pool, or a device of a device group."""

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
        return pow(G, self.private_key(salt), N)


def claim(keys: KeyPair, identity: Identity, parameters: Mapping[str, str], now: datetime) -> dict[str, str]:
    """The answer to PASSWORD_VERIFIER and DEVICE_PASSWORD_VERIFIER, whose ChallengeParameters are given.

    `now` is in UTC. Raises DriverError where a parameter can't come from Cognito.
    """
    try:
        salt, server_public = int(parameters["SALT"], 16), int(parameters["SRP_B"], 16)
        secret_block = base64.b64decode(parameters["SECRET_BLOCK"], validate=True)
    except (KeyError, ValueError):
        raise DriverError("Cognito's answer to SRP_A lacks a proper SALT, SRP_B or SECRET_BLOCK.") from None
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
    return pow(b_public - k * pow(g, x, n), a + u * x, n)


def _session_key(keys: KeyPair, identity: Identity, salt: int, server_public: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    u = _hash(_padded(keys.public), _padded(server_public))
    if server_public % N == 0 or u == 0:  # RFC 5054 sections 2.5.4 and 2.6: who sends these knows no verifier
        raise DriverError("The SRP exchange was stopped: the server's public key proves nothing. Is this Cognito?")
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
