"""An identity provider's details and attribute mapping, completed as Cognito completes them."""

from typing import TYPE_CHECKING, Final

from cognito_model.identity_providers import SUBJECT_CLAIMS, completed_details
from local.cognito.errors import invalid
from local.cognito.tokens.certificates import certificate

if TYPE_CHECKING:
    from local.cognito.engine import Engine
    from local.cognito.store.pools import UserPool

NAMESPACE: Final = "{urn:oasis:names:tc:SAML:2.0:metadata}"
REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
SERVICES: Final = {"SingleSignOnService": "SSORedirectBindingURI", "SingleLogoutService": "SLORedirectBindingURI"}
"""Elements of SAML metadata (SAML 2.0 Metadata, section 2.4.3), and the details that tell where they are."""
ANSWERED_ONLY: Final = frozenset({"private_key"})
"""Details that are kept and not answered: SignInWithApple's key."""


def provider_details(engine: "Engine", pool: "UserPool", provider_type: str, given: dict[str, str]) -> dict[str, str]:
    """A provider's details. Raises CognitoError for SAML metadata that is none."""
    if provider_type != "SAML":
        return completed_details(provider_type, given)
    services = saml_services(given["MetadataFile"]) if given.get("MetadataFile") else {}
    encryption = {"ActiveEncryptionCertificate": certificate(engine, pool, "saml_encryption")}
    return {**services, **given, **encryption}


def answered(details: dict[str, str]) -> dict[str, str]:
    """What DescribeIdentityProvider tells of a provider's details."""
    return {name: value for name, value in details.items() if name not in ANSWERED_ONLY}


def attribute_mapping(provider_type: str, given: dict[str, str]) -> dict[str, str]:
    """A provider's mapping: `username` is mapped in any case, except with SAML, where it is the NameID."""
    subject = SUBJECT_CLAIMS.get(provider_type)
    return {**given, **({"username": subject} if subject and "username" not in given else {})}


def saml_services(metadata: str) -> dict[str, str]:
    """Where an identity provider's metadata says that it answers to redirects. Raises CognitoError."""
    from xml.etree import ElementTree as ET

    if "<!DOCTYPE" in metadata:  # metadata has none, and entities in one could expand without end
        raise invalid("The SAML metadata must not have a document type declaration.")
    try:
        root = ET.fromstring(metadata)  # noqa: S314 - without a document type there are no entities
    except ET.ParseError as error:
        raise invalid("The SAML metadata is not well-formed XML.") from error
    return {
        detail: element.get("Location", "")
        for service, detail in SERVICES.items()
        for element in root.iter(f"{NAMESPACE}{service}")
        if element.get("Binding") == REDIRECT
    }
