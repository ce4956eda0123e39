"""TLS for clients that insist on https: an authority of the engine's own, and certificates for this machine's names.

The authority may sign for loopback names and addresses only (RFC 5280 section 4.2.1.10): whoever trusts it trusts no
one else's site. Certificates are made for the very name that a client asks for, as OpenSSL takes no `*.localhost`.
"""

import contextlib
import ipaddress
import os
import re
import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_FILE: Final = "authority.pem"
KEY_FILE: Final = "authority-key.pem"
AUTHORITY_NAME: Final = "cognito-access-token local engine"
AUTHORITY_VALIDITY: Final = timedelta(days=3650)
CERTIFICATE_VALIDITY: Final = timedelta(days=397)
"""The most that browsers take (CA/Browser Forum, ballot SC-31)."""
RENEWAL: Final = timedelta(days=400)
"""An authority that ends sooner is replaced: no certificate of its may outlive it."""
SKEW: Final = timedelta(hours=1)
NAMES: Final = ("localhost",)
ADDRESSES: Final = ("127.0.0.1", "::1")
SUBDOMAIN: Final = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.){1,8}localhost")
MAX_NAMES: Final = 200
"""Certificates for subdomains that are kept; for further ones the handshake is of the plain name's."""


class Authority:
    """Signs server certificates; its own is in a file that clients are told to trust."""

    def __init__(self, folder: Path) -> None:
        """The authority of a folder: that which is there, or a new one. Raises OSError."""
        self.file = folder / AUTHORITY_FILE
        found = _load(self.file, folder / KEY_FILE)
        if found is None:
            found = _new_authority()
            _write(folder / KEY_FILE, _key_pem(found[1]))
            _write(self.file, found[0].public_bytes(serialization.Encoding.PEM))
        self._certificate, self._key = found
        self._server_key = ec.generate_private_key(ec.SECP256R1())
        self._contexts: dict[str, ssl.SSLContext] = {}

    def server_context(self) -> ssl.SSLContext:
        """What a server's handshakes use: this machine's names, and a certificate a subdomain of localhost."""
        context = self._context([*NAMES], [*ADDRESSES])
        context.sni_callback = self._choose
        return context

    def _choose(self, connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        wanted = (name or "").lower()
        if not SUBDOMAIN.fullmatch(wanted):
            return
        if wanted not in self._contexts and len(self._contexts) < MAX_NAMES:
            self._contexts[wanted] = self._context([wanted], [])
        if wanted in self._contexts:
            connection.context = self._contexts[wanted]

    def _context(self, names: list[str], addresses: list[str]) -> ssl.SSLContext:
        certificate = self._sign(names, addresses)
        chain = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (certificate, self._certificate))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        descriptor, path = tempfile.mkstemp(suffix=".pem")  # 0600; OpenSSL's interface takes files only
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(_key_pem(self._server_key) + chain)
            context.load_cert_chain(path)
        finally:
            Path(path).unlink()
        return context

    def _sign(self, names: list[str], addresses: list[str]) -> x509.Certificate:
        now = datetime.now(UTC)
        alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
        alternatives += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
        issuer = self._certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        return (
            x509.CertificateBuilder()
            .subject_name(_name(names[0]))
            .issuer_name(self._certificate.subject)
            .public_key(self._server_key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - SKEW)
            .not_valid_after(now + CERTIFICATE_VALIDITY)
            .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._server_key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )


def _new_authority() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    permitted: list[x509.GeneralName] = [x509.DNSName("localhost")]
    permitted += [x509.IPAddress(ipaddress.ip_network(network)) for network in ("127.0.0.0/8", "::1/128")]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(AUTHORITY_NAME))
        .issuer_name(_name(AUTHORITY_NAME))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + AUTHORITY_VALIDITY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate, key


def _load(file: Path, key_file: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    """The authority that was written; None where there is none that can be used."""
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    except (FileNotFoundError, ValueError, TypeError):
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        return None
    return (certificate, key) if certificate.not_valid_after_utc > datetime.now(UTC) + RENEWAL else None


def _write(path: Path, content: bytes) -> None:
    """Replace a file by one of mode 0600, all at once. Raises OSError."""
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(partial).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(partial).unlink()
        raise


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
