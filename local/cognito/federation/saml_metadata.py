"""What an identity provider's metadata says (SAML 2.0 Metadata section 2.4.3)."""

import base64
import binascii
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography import x509
from lxml import etree

from local.cognito.federation import loopback
from local.cognito.federation.errors import FederationError
from local.cognito.federation.places import check_local, stand_in
from local.cognito.federation.saml_xml import METADATA, NAMESPACES, POST, REDIRECT, parse, text_of

if TYPE_CHECKING:
    from local.cognito.engine import Engine
    from local.cognito.store.pools import IdentityProvider


@dataclass(frozen=True, slots=True)
class Metadata:
    """An identity provider."""

    entity_id: str
    certificates: tuple[x509.Certificate, ...] = field(repr=False)
    """Of the keys that it signs with."""
    sso_redirect: str = ""
    sso_post: str = ""
    slo_redirect: str = ""


def metadata_of(engine: "Engine", provider: "IdentityProvider") -> Metadata:
    """A provider's metadata: of who stands for it, of its address, or as it was given. Raises FederationError."""
    instead = stand_in(engine, provider)
    if instead is not None:
        return read(loopback.get(f"{instead}/metadata"))
    if provider.details.get("MetadataURL"):
        return read(loopback.get(check_local(provider, provider.details["MetadataURL"])))
    found = read(provider.details.get("MetadataFile", "").encode())
    check_local(provider, found.sso_redirect or found.sso_post)
    return found


def read(document: bytes) -> Metadata:
    """Metadata of its written form. Raises FederationError."""
    root = parse(document)
    entities = (
        [root] if root.tag == f"{{{METADATA}}}EntityDescriptor" else root.findall("md:EntityDescriptor", NAMESPACES)
    )
    with_role = [one for one in entities if one.find("md:IDPSSODescriptor", NAMESPACES) is not None]
    if len(with_role) != 1:
        raise FederationError("The SAML metadata doesn't describe exactly one identity provider.")
    entity = with_role[0]
    role = entity.find("md:IDPSSODescriptor", NAMESPACES)
    assert role is not None
    certificates = tuple(_certificates(role))
    if not entity.get("entityID") or not certificates:
        raise FederationError("The SAML metadata has no entity id, or no signing certificate.")
    return Metadata(
        str(entity.get("entityID")),
        certificates,
        _location(role, "SingleSignOnService", REDIRECT),
        _location(role, "SingleSignOnService", POST),
        _location(role, "SingleLogoutService", REDIRECT),
    )


def _certificates(role: etree._Element) -> list[x509.Certificate]:
    found = []
    for key in role.findall("md:KeyDescriptor", NAMESPACES):
        if key.get("use", "signing") != "signing":
            continue
        for written in key.findall("ds:KeyInfo/ds:X509Data/ds:X509Certificate", NAMESPACES):
            try:
                content = base64.b64decode("".join(text_of(written).split()), validate=True)
                found.append(x509.load_der_x509_certificate(content))
            except (binascii.Error, ValueError) as error:
                raise FederationError("A certificate in the SAML metadata can't be read.") from error
    return found


def _location(role: etree._Element, service: str, binding: str) -> str:
    found = role.findall(f"md:{service}", NAMESPACES)
    return next((str(one.get("Location", "")) for one in found if one.get("Binding") == binding), "")
