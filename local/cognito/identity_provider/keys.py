"""The key of the test identity provider: it signs ID tokens and SAML responses, with a certificate for the latter."""

import contextlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.x509.oid import NameOID

from local.cognito.tokens.signing_keys import from_pem, to_pem

if TYPE_CHECKING:
    from local.cognito.engine import Engine

FILE: Final = "identity-provider.pem"
KID: Final = "test-identity-provider"
VALIDITY: Final = timedelta(days=3650)
SKEW: Final = timedelta(days=1)


class ProviderKey:
    """A key and its certificate; the same after a restart where the engine keeps its state."""

    def __init__(self, engine: "Engine") -> None:
        """The key that was written, or a new one. Raises OSError."""
        folder = engine.settings.state_folder
        found = _load(folder / FILE) if folder else None
        if found is None:
            key = engine.key_maker.take()
            found = key, _certificate(key)
            if folder:
                _write(folder / FILE, *found)
        self.key, self.certificate = found

    @property
    def key_pem(self) -> bytes:
        """PKCS #8."""
        return to_pem(self.key)

    @property
    def certificate_pem(self) -> str:
        """The certificate as PEM."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()


def _certificate(key: RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test identity provider")])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + VALIDITY)
        .sign(key, hashes.SHA256())
    )


def _load(path: Path) -> tuple[RSAPrivateKey, x509.Certificate] | None:
    with contextlib.suppress(FileNotFoundError, ValueError, TypeError):
        content = path.read_bytes()
        key = from_pem(content)
        certificate = x509.load_pem_x509_certificate(content)
        if certificate.public_key() == key.public_key():
            return key, certificate
    return None


def _write(path: Path, key: RSAPrivateKey, certificate: x509.Certificate) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(to_pem(key) + certificate.public_bytes(serialization.Encoding.PEM))
    partial.replace(path)
