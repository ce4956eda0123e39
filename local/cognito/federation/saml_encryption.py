"""Encrypted assertions (XML Encryption 1.1; "Encrypting SAML assertions" of the developer guide).

The content is encrypted with AES, its key with RSA-OAEP to the pool's certificate (ActiveEncryptionCertificate).
"""

import os
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from local.cognito.federation.errors import FederationError
from local.cognito.federation.saml_xml import ENCRYPTION, NAMESPACES, decode, parse, text_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

OAEP_SHA1: Final = f"{ENCRYPTION}rsa-oaep-mgf1p"
GCM: Final = {f"http://www.w3.org/2009/xmlenc11#aes{bits}-gcm": bits // 8 for bits in (128, 192, 256)}
CBC: Final = {f"{ENCRYPTION}aes{bits}-cbc": bits // 8 for bits in (128, 192, 256)}
NONCE_BYTES: Final = 12
BLOCK_BYTES: Final = 16
FAILED: Final = "The encrypted assertion can't be decrypted with the user pool's key."
"""For whatever goes wrong: which of it did would help to guess."""


def decrypted(encrypted: etree._Element, key: "RSAPrivateKey") -> etree._Element:
    """The assertion in an EncryptedAssertion. Raises FederationError."""
    data = encrypted.find("xenc:EncryptedData", NAMESPACES)
    method = None if data is None else data.find("xenc:EncryptionMethod", NAMESPACES)
    content = None if data is None else data.find("xenc:CipherData/xenc:CipherValue", NAMESPACES)
    wrapped = list(encrypted.iter(f"{{{ENCRYPTION}}}EncryptedKey"))
    if method is None or content is None or len(wrapped) != 1:
        raise FederationError(FAILED)
    algorithm = str(method.get("Algorithm"))
    size = GCM.get(algorithm) or CBC.get(algorithm)
    session_key = _session_key(wrapped[0], key)
    if size is None or len(session_key) != size:
        raise FederationError(FAILED)
    return parse(_decrypt(algorithm, session_key, decode(text_of(content))))


def encrypt(document: bytes, key: "RSAPublicKey") -> etree._Element:
    """An EncryptedAssertion: AES-256-GCM, its key with RSA-OAEP."""
    session_key, nonce = os.urandom(32), os.urandom(NONCE_BYTES)
    content = nonce + AESGCM(session_key).encrypt(nonce, document, None)
    wrapped = key.encrypt(session_key, _oaep())
    return etree.fromstring(_TEMPLATE % (_base64(wrapped), _base64(content)))


def _session_key(wrapped: etree._Element, key: "RSAPrivateKey") -> bytes:
    method = wrapped.find("xenc:EncryptionMethod", NAMESPACES)
    value = wrapped.find("xenc:CipherData/xenc:CipherValue", NAMESPACES)
    if method is None or value is None or method.get("Algorithm") != OAEP_SHA1:
        raise FederationError(FAILED)
    digest = method.find("ds:DigestMethod", NAMESPACES)
    if digest is not None and not str(digest.get("Algorithm")).endswith("#sha1"):
        raise FederationError(FAILED)
    try:
        return key.decrypt(decode(text_of(value)), _oaep())
    except ValueError as error:
        raise FederationError(FAILED) from error


def _decrypt(algorithm: str, key: bytes, content: bytes) -> bytes:
    try:
        if algorithm in GCM:
            return AESGCM(key).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], None)
        decryptor = Cipher(algorithms.AES(key), modes.CBC(content[:BLOCK_BYTES])).decryptor()
        plain = decryptor.update(content[BLOCK_BYTES:]) + decryptor.finalize()
        if not plain or not 1 <= plain[-1] <= BLOCK_BYTES:  # XML Encryption pads with anything but the last byte
            raise FederationError(FAILED)
        return plain[: -plain[-1]]
    except (InvalidTag, ValueError) as error:
        raise FederationError(FAILED) from error


def _oaep() -> OAEP:
    return OAEP(MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303 - what the algorithm's name says


def _base64(content: bytes) -> bytes:
    import base64

    return base64.b64encode(content)


_TEMPLATE: Final = (
    b'<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" '
    b'xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
    b'<xenc:EncryptedData Type="http://www.w3.org/2001/04/xmlenc#Element">'
    b'<xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/>'
    b"<ds:KeyInfo><xenc:EncryptedKey>"
    b'<xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"/>'
    b"<xenc:CipherData><xenc:CipherValue>%b</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo>"
    b"<xenc:CipherData><xenc:CipherValue>%b</xenc:CipherValue></xenc:CipherData>"
    b"</xenc:EncryptedData></saml:EncryptedAssertion>"
)
