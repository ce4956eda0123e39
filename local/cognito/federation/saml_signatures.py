"""Signatures in SAML documents: what is trusted is what a signature covers, and nothing beside it.

XML Signature (RFC 3275) in the profile of SAML 2.0 Core section 5.4: enveloped, one reference to the element around
it, exclusive canonicalization. Algorithms older than SHA-256 are refused.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from local.cognito.federation.errors import FederationError
from local.cognito.federation.saml_xml import NAMESPACES, SIGNATURE

if TYPE_CHECKING:
    from cryptography import x509

ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
TRANSFORMS: Final = frozenset({ENVELOPED, EXCLUSIVE})
METHODS: Final = ("RSA_SHA256", "RSA_SHA384", "RSA_SHA512", "ECDSA_SHA256", "ECDSA_SHA384", "ECDSA_SHA512")
DIGESTS: Final = ("SHA256", "SHA384", "SHA512")


def is_signed(element: etree._Element) -> bool:
    """Whether an element has a signature of its own."""
    return element.find("ds:Signature", NAMESPACES) is not None


def verified(element: etree._Element, certificates: "Sequence[x509.Certificate]") -> etree._Element:
    """An element as its signature covers it, signed by one of the certificates' keys. Raises FederationError."""
    _check_form(element)
    for certificate in certificates:
        found = _verified(element, certificate)
        if found is not None:
            return found
    raise FederationError("A signature in the SAML response is invalid, or was made with another key.")


def check_ids(root: etree._Element) -> None:
    """Raise FederationError where two elements have the same ID: a signature's reference would mean either."""
    known = [value for element in root.iter() for name, value in element.attrib.items() if str(name).lower() == "id"]
    if len(set(known)) < len(known):
        raise FederationError("The SAML response has two elements with the same ID.")


def _verified(element: etree._Element, certificate: "x509.Certificate") -> etree._Element | None:
    from signxml.algorithms import DigestAlgorithm, SignatureMethod
    from signxml.exceptions import InvalidInput, SignXMLException
    from signxml.verifier import SignatureConfiguration, XMLVerifier

    expected: Any = SignatureConfiguration(
        require_x509=True,
        location="./",
        expect_references=1,
        signature_methods=frozenset(getattr(SignatureMethod, name) for name in METHODS),
        digest_algorithms=frozenset(getattr(DigestAlgorithm, name) for name in DIGESTS),
        ignore_ambiguous_key_info=True,  # the key is the metadata's, whatever the signature says
    )
    try:
        result: Any = XMLVerifier().verify(
            etree.tostring(element), x509_cert=certificate, expect_config=expected, id_attribute="ID"
        )
    except (SignXMLException, InvalidInput, ValueError, KeyError, TypeError, etree.LxmlError):
        return None
    signed: etree._Element | None = result.signed_xml
    if signed is None or signed.tag != element.tag or signed.get("ID") != element.get("ID"):
        return None
    return signed


def _check_form(element: etree._Element) -> None:
    signatures = element.findall("ds:Signature", NAMESPACES)
    if len(signatures) != 1:
        raise FederationError("An element of the SAML response has more than one signature.")
    references = signatures[0].findall("ds:SignedInfo/ds:Reference", NAMESPACES)
    if len(references) != 1 or not element.get("ID") or references[0].get("URI") != f"#{element.get('ID')}":
        raise FederationError("A signature in the SAML response refers to another element.")
    transforms = {one.get("Algorithm") for one in references[0].iter(f"{{{SIGNATURE}}}Transform")}
    if not transforms <= TRANSFORMS or ENVELOPED not in transforms:
        raise FederationError("A signature in the SAML response has transforms that SAML doesn't allow.")
