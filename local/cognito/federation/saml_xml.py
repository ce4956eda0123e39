"""SAML's XML, read by a parser that follows nothing: no document types, so no entities, and nothing from outside."""

import base64
import binascii
import zlib
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from local.cognito.federation.errors import FederationError

ASSERTION: Final = "urn:oasis:names:tc:SAML:2.0:assertion"
PROTOCOL: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
METADATA: Final = "urn:oasis:names:tc:SAML:2.0:metadata"
SIGNATURE: Final = "http://www.w3.org/2000/09/xmldsig#"
ENCRYPTION: Final = "http://www.w3.org/2001/04/xmlenc#"
NAMESPACES: Final = {"saml": ASSERTION, "samlp": PROTOCOL, "md": METADATA, "ds": SIGNATURE, "xenc": ENCRYPTION}
REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SERVICE_PROVIDER: Final = "urn:amazon:cognito:sp:"
"""What a user pool is called, before its id ("Things to know about SAML IdPs")."""
MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 64


def parse(document: bytes) -> etree._Element:
    """A document's root, without its comments. Raises FederationError."""
    if len(document) > MAX_BYTES:
        raise FederationError(f"The SAML document is larger than {MAX_BYTES} bytes.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, remove_comments=True
    )
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FederationError("The SAML document is not well-formed XML.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise FederationError("The SAML document has a document type declaration.")
    if any(not isinstance(element.tag, str) for element in root.iter()):  # entities, processing instructions
        raise FederationError("The SAML document has more than elements and text.")
    return root


def decode(text: str) -> bytes:
    """What stands in base64 in a form. Raises FederationError."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise FederationError("The SAML message is not base64.") from error


def inflate(text: str) -> bytes:
    """What stands in an address (SAML 2.0 Bindings section 3.4.4.1). Raises FederationError."""
    decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = decompressor.decompress(decode(text), MAX_BYTES)
    except zlib.error as error:
        raise FederationError("The SAML message is not compressed as its binding requires.") from error
    if decompressor.unconsumed_tail:
        raise FederationError(f"The SAML document is larger than {MAX_BYTES} bytes.")
    return found


def deflate(document: bytes) -> str:
    """The reverse of `inflate`."""
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return base64.b64encode(compressor.compress(document) + compressor.flush()).decode()


def find(element: etree._Element, path: str) -> etree._Element | None:
    """The one element at a path of children; None where there is none. Raises FederationError where there are more."""
    found = element.findall(path, NAMESPACES)
    if len(found) > 1:
        raise FederationError(f"The SAML document has {path} {len(found)} times.")
    return found[0] if found else None


def text_at(element: etree._Element, path: str) -> str:
    """The text at a path; empty where there is none."""
    found = find(element, path)
    return "" if found is None else text_of(found)


def text_of(element: etree._Element) -> str:
    """All text of an element: comments, which could cut a name short, are gone."""
    return "".join(element.itertext()).strip()


def moment_of(text: str) -> float:
    """Seconds since the epoch of SAML's time values (SAML 2.0 Core section 1.3.3). Raises FederationError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise FederationError(f"{text[:40]!r} in the SAML document isn't a time.") from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def time_text(moment: float) -> str:
    """A time as SAML writes it."""
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
