"""Tokens that anybody can make who has seen a genuine one: no key of the pool is needed.

RFC 8725 ("JSON Web Token Best Current Practices") section 2 has most of these attacks.
"""

import base64
import hashlib
import hmac
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from local.cognito.hostile_tokens.genuine_tokens import ID, GenuineTokens, Kind, encoded
from local.cognito.tokens import jwt

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

NOBODY: Final = "http://127.0.0.1:1"
"""An address on the back end's own machine at which nobody listens: following it harms nobody."""


def _altered_signature(genuine: GenuineTokens) -> str:
    signature = bytearray(jwt.decode(genuine.parts[2]))
    signature[len(signature) // 2] ^= 1
    return f"{genuine.parts[0]}.{genuine.parts[1]}.{jwt.encode(bytes(signature))}"


def _raised_rights(genuine: GenuineTokens) -> str:
    groups = [*genuine.claims.get("cognito:groups", []), genuine.group or "admins", "administrators"]
    return genuine.with_payload(genuine.changed(**{"cognito:groups": groups}))


def _without_algorithm(genuine: GenuineTokens, algorithm: str, signature: str = "") -> str:
    header = encoded({**genuine.header, "alg": algorithm})
    return f"{header}.{genuine.parts[1]}.{signature}"


def _hs256(genuine: GenuineTokens, secret: bytes) -> str:
    signed = f"{encoded({**genuine.header, 'alg': 'HS256'})}.{genuine.parts[1]}"
    return f"{signed}.{jwt.encode(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


def _public_key(genuine: GenuineTokens) -> "RSAPublicKey":
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    n, e = (int.from_bytes(jwt.decode(genuine.key[name]), "big") for name in ("n", "e"))
    return RSAPublicNumbers(e, n).public_key()


def _pem(genuine: GenuineTokens, form: str) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return _public_key(genuine).public_bytes(Encoding.PEM, getattr(PublicFormat, form))


def _own_jwk(genuine: GenuineTokens) -> dict[str, str]:
    return jwt.jwk(genuine.own_key.public_key(), str(genuine.header.get("kid")))


def _own_certificate(genuine: GenuineTokens) -> str:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.x509.oid import NameOID

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cognito-idp.amazonaws.com")])
    now = datetime.fromtimestamp(genuine.now, UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(genuine.own_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .sign(genuine.own_key, hashes.SHA256())
    )
    return base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode()


def _of_other_pool(genuine: GenuineTokens) -> str:
    return genuine.by_own_key(genuine.changed(iss=genuine.other_pool_issuer), kid=_new_kid())


def _new_kid(*_: Any) -> str:
    return base64.b64encode(hashlib.sha256(uuid.uuid4().bytes).digest()).decode()


def _has_bearer(name: str) -> str:
    return f"RFC 6750 section 2.1: a token only counts after the word Bearer, and {name}"


KINDS: Final = (
    Kind("no-token", "There is no token at all", lambda _: "", scheme=""),
    Kind("empty-token", _has_bearer("here nothing follows it"), lambda _: ""),
    Kind("wrong-scheme", _has_bearer("this follows Basic"), lambda m: m.token, scheme="Basic"),
    Kind("no-scheme", _has_bearer("this is on its own"), lambda m: m.token, scheme=""),
    Kind("not-a-jwt", "It isn't a JWT", lambda _: "not-a-jwt"),
    Kind("two-parts", "It isn't a signed JWT: its third part is missing", lambda m: ".".join(m.parts[:2])),
    Kind("four-parts", "It isn't a signed JWT: it has a fourth part", lambda m: f"{m.token}.{m.parts[2]}"),
    Kind(
        "altered-payload",
        "Its subject was changed after it was signed",
        lambda m: m.with_payload(m.changed(sub=str(uuid.uuid4()))),
    ),
    Kind("raised-rights", "Its groups were changed after it was signed", _raised_rights),
    Kind("altered-signature", "One bit of its signature was changed", _altered_signature),
    Kind("no-signature", "Its signature is empty", lambda m: f"{m.parts[0]}.{m.parts[1]}."),
    Kind(
        "signature-of-another-token",
        "Its signature belongs to another genuine token",
        lambda m: f"{m.parts[0]}.{m.parts[1]}.{m.other.rpartition('.')[2]}",
        lambda m: bool(m.other),
    ),
    Kind("alg-none", "Its header says that it isn't signed (alg none)", lambda m: _without_algorithm(m, "none")),
    Kind("alg-none-capitalized", "Its header says alg None", lambda m: _without_algorithm(m, "None")),
    Kind("alg-none-upper-case", "Its header says alg NONE", lambda m: _without_algorithm(m, "NONE")),
    Kind(
        "alg-none-signed",
        "Its header says alg none, and its signature would then not be checked",
        lambda m: _without_algorithm(m, "none", m.parts[2]),
    ),
    Kind(
        "hs256-public-key-pem",
        "HS256 with the pool's public key (PEM) as its secret, which everybody knows",
        lambda m: _hs256(m, _pem(m, "SubjectPublicKeyInfo")),
    ),
    Kind(
        "hs256-public-key-pkcs1",
        "HS256 with the pool's public key (PEM of PKCS #1) as its secret",
        lambda m: _hs256(m, _pem(m, "PKCS1")),
    ),
    Kind(
        "hs256-public-key-jwk",
        "HS256 with the pool's public key (JWK) as its secret",
        lambda m: _hs256(m, json.dumps(dict(m.key), separators=(",", ":")).encode()),
    ),
    Kind(
        "hs256-public-key-modulus",
        "HS256 with the public key's modulus as its secret",
        lambda m: _hs256(m, str(m.key["n"]).encode()),
    ),
    Kind("hs256-empty-secret", "HS256 with an empty secret", lambda m: _hs256(m, b"")),
    Kind("own-key-known-kid", "Signed with an attacker's key under the pool's key ID", lambda m: m.by_own_key()),
    Kind(
        "own-key-unknown-kid",
        "Signed with an attacker's key under a key ID that the pool doesn't have",
        lambda m: m.by_own_key(kid=_new_kid()),
    ),
    Kind("own-key-no-kid", "Signed with an attacker's key, without a key ID", lambda m: m.by_own_key(kid=None)),
    Kind(
        "embedded-jwk",
        "Signed with an attacker's key that is in its header (jwk)",
        lambda m: m.by_own_key(jwk=_own_jwk(m)),
    ),
    Kind(
        "embedded-x5c",
        "Signed with an attacker's key whose certificate is in its header (x5c)",
        lambda m: m.by_own_key(x5c=[_own_certificate(m)]),
    ),
    Kind(
        "foreign-jku",
        "Signed with an attacker's key that its header links to (jku)",
        lambda m: m.by_own_key(kid=_new_kid(), jku=f"{NOBODY}/jwks.json"),
    ),
    Kind(
        "foreign-x5u",
        "Signed with an attacker's key whose certificate its header links to (x5u)",
        lambda m: m.by_own_key(kid=_new_kid(), x5u=f"{NOBODY}/certificate.pem"),
    ),
    Kind("other-pool", "Issued by another user pool: its issuer and its key aren't this pool's", _of_other_pool),
    Kind(
        "id-token-as-access-token",
        "A genuine ID token: it identifies a user and doesn't grant access (token_use)",
        lambda m: m.other,
        lambda m: bool(m.other) and m.use != ID,
    ),
    Kind(
        "access-token-as-id-token",
        "A genuine access token where an ID token is required (token_use)",
        lambda m: m.other,
        lambda m: bool(m.other) and m.use == ID,
    ),
)
