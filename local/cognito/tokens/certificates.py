"""Certificates of a pool's keys for SAML: self-signed, as Cognito's."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from local.cognito.tokens.pool_keys import signing_key

if TYPE_CHECKING:
    from local.cognito.engine import Engine
    from local.cognito.store.pools import UserPool

VALIDITY: Final = timedelta(days=3650)
"""GetSigningCertificate: "valid for 10 years from the date of issue"."""


def certificate(engine: "Engine", pool: "UserPool", use: str) -> str:
    """The certificate of a pool's key for a use (`saml` signs, `saml_encryption` decrypts): DER in base64.

    The same whenever it is asked for; made and written when it is needed first.
    """
    if use not in pool.certificates:
        pool.certificates[use] = _make(engine, pool, use)
        engine.write(pool)
    return pool.certificates[use]


def _make(engine: "Engine", pool: "UserPool", use: str) -> str:
    import base64

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.x509.oid import NameOID

    key, _ = signing_key(engine, pool, use)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, pool.id)])
    now = datetime.fromtimestamp(engine.clock.now(), UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + VALIDITY)
        .sign(key, hashes.SHA256())
    )
    return base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode()
