"""A SAML response: whether it is genuine, meant for this sign-in and of now, and what its assertion says.

SAML 2.0 Profiles sections 4.1.4.2 and 4.1.4.3; "Things to know about SAML IdPs" of the developer guide.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lxml import etree

from local.cognito.federation.errors import FederationError
from local.cognito.federation.identity import ProviderIdentity
from local.cognito.federation.saml_encryption import decrypted
from local.cognito.federation.saml_metadata import Metadata
from local.cognito.federation.saml_signatures import check_ids, is_signed, verified
from local.cognito.federation.saml_xml import (
    ASSERTION,
    BEARER,
    NAMESPACES,
    PROTOCOL,
    SERVICE_PROVIDER,
    SIGNATURE,
    SUCCESS,
    find,
    moment_of,
    parse,
    text_at,
    text_of,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

SKEW_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Expected:
    """What a response has to say."""

    metadata: Metadata
    pool_id: str
    return_to: str
    """The address that it was sent to."""
    request_id: str
    """Of the request that it answers; empty for one that begins with the provider."""
    now: float
    encrypted: bool = False
    """Whether its assertion has to be encrypted (EncryptedResponses)."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A response that is right."""

    identity: ProviderIdentity
    assertion_id: str
    session_index: str = field(default="", repr=False)


def accepted(document: bytes, expected: Expected, key: "RSAPrivateKey") -> Accepted:
    """What a response says. `key` decrypts its assertion. Raises FederationError."""
    response, assertion = _trusted(parse(document), expected, key)
    _check_response(response, expected)
    _check_assertion(assertion, expected)
    name_id = find(assertion, "saml:Subject/saml:NameID")
    subject = "" if name_id is None else text_of(name_id)
    if not subject:
        raise FederationError("The SAML assertion has no NameID.")
    attributes = _attributes(assertion)
    sent = {"samlResponse": {name: values[0] if len(values) == 1 else values for name, values in attributes.items()}}
    statement = assertion.find("saml:AuthnStatement", NAMESPACES)
    if statement is None:
        raise FederationError("The SAML assertion has no authentication statement.")
    identity = ProviderIdentity(dict(attributes), sent, subject, expected.metadata.entity_id)
    return Accepted(identity, str(assertion.get("ID")), str(statement.get("SessionIndex") or ""))


def _trusted(root: etree._Element, expected: Expected, key: "RSAPrivateKey") -> tuple[etree._Element, etree._Element]:
    """Response and assertion as signatures cover them; the assertion is covered in any case."""
    if root.tag != f"{{{PROTOCOL}}}Response":
        raise FederationError("The provider didn't send a SAML response.")
    check_ids(root)
    certificates = expected.metadata.certificates
    is_response_signed = is_signed(root)
    response = verified(root, certificates) if is_response_signed else root
    assertion = _one_assertion(response, expected, key)
    if is_signed(assertion):
        assertion = verified(assertion, certificates)
    elif not is_response_signed:
        raise FederationError("Neither the SAML response nor its assertion is signed.")
    return response, assertion


def _one_assertion(response: etree._Element, expected: Expected, key: "RSAPrivateKey") -> etree._Element:
    """The one assertion that there is, anywhere in the response: a second one could be taken for it."""
    plain = response.findall("saml:Assertion", NAMESPACES)
    encrypted = response.findall("saml:EncryptedAssertion", NAMESPACES)
    anywhere = [*response.iter(f"{{{ASSERTION}}}Assertion"), *response.iter(f"{{{ASSERTION}}}EncryptedAssertion")]
    signatures = list(response.iter(f"{{{SIGNATURE}}}Signature"))
    if len(plain) + len(encrypted) != 1 or len(anywhere) != 1:
        raise FederationError("The SAML response doesn't have exactly one assertion.")
    if any(signature.getparent() not in {response, *plain} for signature in signatures):
        raise FederationError("The SAML response has a signature in an unexpected place.")
    if plain:
        if expected.encrypted:
            raise FederationError(
                "The SAML assertion is not encrypted, which the provider's EncryptedResponses asks for."
            )
        return plain[0]
    found = decrypted(encrypted[0], key)
    if found.tag != f"{{{ASSERTION}}}Assertion":
        raise FederationError("The encrypted element isn't a SAML assertion.")
    check_ids(found)
    return found


def _check_response(response: etree._Element, expected: Expected) -> None:
    status = response.find("samlp:Status/samlp:StatusCode", NAMESPACES)
    if status is None or status.get("Value") != SUCCESS:
        raise FederationError("The SAML provider reported that the sign-in failed.")
    issuer = text_at(response, "saml:Issuer")
    if issuer and issuer != expected.metadata.entity_id:
        raise FederationError("The SAML response comes from another provider.")
    destination = response.get("Destination")
    if destination is not None and destination != expected.return_to:
        raise FederationError("The SAML response is for another address.")
    if (response.get("InResponseTo") or "") != expected.request_id:
        raise FederationError("The SAML response answers another request.")


def _check_assertion(assertion: etree._Element, expected: Expected) -> None:
    if text_at(assertion, "saml:Issuer") != expected.metadata.entity_id:
        raise FederationError("The SAML assertion comes from another provider.")
    conditions = find(assertion, "saml:Conditions")
    if conditions is None:
        raise FederationError("The SAML assertion has no conditions.")
    _check_times(conditions, expected.now)
    restrictions = conditions.findall("saml:AudienceRestriction", NAMESPACES)
    own = f"{SERVICE_PROVIDER}{expected.pool_id}"
    if not restrictions or any(own not in _audiences(restriction) for restriction in restrictions):
        raise FederationError(f"The SAML assertion is not for {own}.")
    confirmations = assertion.findall("saml:Subject/saml:SubjectConfirmation", NAMESPACES)
    if not any(_confirms(confirmation, expected) for confirmation in confirmations):
        raise FederationError(
            "The SAML assertion isn't confirmed for this sign-in: recipient, request or time is wrong."
        )


def _audiences(restriction: etree._Element) -> list[str]:
    return [text_of(audience) for audience in restriction.findall("saml:Audience", NAMESPACES)]


def _confirms(confirmation: etree._Element, expected: Expected) -> bool:
    """Whether a bearer's confirmation is for this address, request and time (Profiles section 4.1.4.2)."""
    data = confirmation.find("saml:SubjectConfirmationData", NAMESPACES)
    if confirmation.get("Method") != BEARER or data is None:
        return False
    ends = data.get("NotOnOrAfter")
    if ends is None or moment_of(ends) + SKEW_S <= expected.now or data.get("NotBefore") is not None:
        return False
    return data.get("Recipient") == expected.return_to and (data.get("InResponseTo") or "") == expected.request_id


def _check_times(conditions: etree._Element, now: float) -> None:
    begins, ends = conditions.get("NotBefore"), conditions.get("NotOnOrAfter")
    if begins is not None and moment_of(begins) - SKEW_S > now:
        raise FederationError("The SAML assertion isn't valid yet.")
    if ends is not None and moment_of(ends) + SKEW_S <= now:
        raise FederationError("The SAML assertion has expired.")


def _attributes(assertion: etree._Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for attribute in assertion.findall("saml:AttributeStatement/saml:Attribute", NAMESPACES):
        values = [text_of(value) for value in attribute.findall("saml:AttributeValue", NAMESPACES)]
        found.setdefault(str(attribute.get("Name")), []).extend(values)
    return {name: values for name, values in found.items() if values}
