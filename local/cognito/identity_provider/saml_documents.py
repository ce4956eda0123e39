"""The SAML documents that the test identity provider writes: metadata, signed responses, log-out responses."""

import base64
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import serialization
from lxml import etree
from lxml.builder import ElementMaker

from local.cognito.federation.saml_encryption import encrypt
from local.cognito.federation.saml_xml import (
    ASSERTION,
    BEARER,
    METADATA,
    POST,
    PROTOCOL,
    REDIRECT,
    SIGNATURE,
    SUCCESS,
    time_text,
)

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    from local.cognito.identity_provider.configuration import ProviderUser
    from local.cognito.identity_provider.keys import ProviderKey

VALID_S: Final = 300
NAME_ID_FORMAT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
ATTRIBUTE_FORMAT: Final = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
CONTEXT: Final = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
NAMES: Final = {"saml": ASSERTION, "samlp": PROTOCOL}
SAML = ElementMaker(namespace=ASSERTION, nsmap=NAMES)
SAMLP = ElementMaker(namespace=PROTOCOL, nsmap=NAMES)
MD = ElementMaker(namespace=METADATA, nsmap={"md": METADATA, "ds": SIGNATURE})
DS = ElementMaker(namespace=SIGNATURE, nsmap={"ds": SIGNATURE})


@dataclass(frozen=True, slots=True)
class Response:
    """What a response says."""

    issuer: str
    audience: str
    destination: str
    in_response_to: str
    """Empty where the sign-in begins at the provider."""
    user: "ProviderUser"
    now: float
    session_index: str = field(repr=False)
    encryption_key: "RSAPublicKey | None" = field(default=None, repr=False)
    """Whose assertion is encrypted; None for plain."""


def metadata(entity_id: str, certificate: "x509.Certificate", sso: str, slo: str) -> bytes:
    """SAML 2.0 Metadata section 2.4.3."""
    der = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()
    root = MD.EntityDescriptor(
        MD.IDPSSODescriptor(
            MD.KeyDescriptor(DS.KeyInfo(DS.X509Data(DS.X509Certificate(der))), use="signing"),
            MD.SingleLogoutService(Binding=REDIRECT, Location=slo),
            MD.NameIDFormat(NAME_ID_FORMAT),
            MD.SingleSignOnService(Binding=REDIRECT, Location=sso),
            MD.SingleSignOnService(Binding=POST, Location=sso),
            protocolSupportEnumeration=PROTOCOL,
        ),
        entityID=entity_id,
    )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def signed_response(response: Response, key: "ProviderKey") -> bytes:
    """A response with one assertion, both of which are signed."""
    assertion = sign(_assertion(response), key)
    if response.encryption_key is not None:
        assertion = encrypt(etree.tostring(assertion), response.encryption_key)
    root = SAMLP.Response(
        SAML.Issuer(response.issuer),
        SAMLP.Status(SAMLP.StatusCode(Value=SUCCESS)),
        assertion,
        ID=new_id(),
        Version="2.0",
        IssueInstant=time_text(response.now),
        Destination=response.destination,
        **_in_response_to(response),
    )
    return bytes(etree.tostring(sign(root, key)))


def sign(element: etree._Element, key: "ProviderKey") -> etree._Element:
    """An element with its signature after the issuer, where SAML's schema has it."""
    from signxml.signer import XMLSigner

    place = etree.SubElement(element, f"{{{SIGNATURE}}}Signature", Id="placeholder", nsmap={"ds": SIGNATURE})
    element.remove(place)
    element.insert(1, place)
    signer = XMLSigner(c14n_algorithm=EXCLUSIVE)
    signed: etree._Element = signer.sign(
        element, key=key.key_pem, cert=key.certificate_pem, reference_uri=f"#{element.get('ID')}", id_attribute="ID"
    )
    return signed


def logout_response(issuer: str, destination: str, in_response_to: str, now: float) -> bytes:
    """A LogoutResponse (SAML 2.0 Core section 3.7.2)."""
    root = SAMLP.LogoutResponse(
        SAML.Issuer(issuer),
        SAMLP.Status(SAMLP.StatusCode(Value=SUCCESS)),
        ID=new_id(),
        Version="2.0",
        IssueInstant=time_text(now),
        Destination=destination,
        InResponseTo=in_response_to,
    )
    return bytes(etree.tostring(root))


def new_id() -> str:
    """An ID of a message: an XML name."""
    return f"_{secrets.token_hex(16)}"


def _assertion(response: Response) -> etree._Element:
    ends = time_text(response.now + VALID_S)
    confirmation = SAML.SubjectConfirmationData(
        NotOnOrAfter=ends, Recipient=response.destination, **_in_response_to(response)
    )
    return SAML.Assertion(
        SAML.Issuer(response.issuer),
        SAML.Subject(
            SAML.NameID(str(response.user.claims["sub"]), Format=NAME_ID_FORMAT),
            SAML.SubjectConfirmation(confirmation, Method=BEARER),
        ),
        SAML.Conditions(
            SAML.AudienceRestriction(SAML.Audience(response.audience)),
            NotBefore=time_text(response.now),
            NotOnOrAfter=ends,
        ),
        SAML.AuthnStatement(
            SAML.AuthnContext(SAML.AuthnContextClassRef(CONTEXT)),
            AuthnInstant=time_text(response.now),
            SessionIndex=response.session_index,
        ),
        SAML.AttributeStatement(*[_attribute(name, value) for name, value in response.user.claims.items()]),
        ID=new_id(),
        Version="2.0",
        IssueInstant=time_text(response.now),
    )


def _attribute(name: str, value: object) -> etree._Element:
    values = value if isinstance(value, list) else [value]
    texts = [str(one).lower() if isinstance(one, bool) else str(one) for one in values]
    return SAML.Attribute(
        *[SAML.AttributeValue("".join(letter for letter in text if letter.isprintable())) for text in texts],
        Name=name,
        NameFormat=ATTRIBUTE_FORMAT,
    )


def _in_response_to(response: Response) -> dict[str, str]:
    return {"InResponseTo": response.in_response_to} if response.in_response_to else {}
