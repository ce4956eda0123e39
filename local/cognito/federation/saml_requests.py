"""What a user pool asks of a SAML provider: AuthnRequest, LogoutRequest; signed where the provider's details say so.

SAML 2.0 Core sections 3.4.1 and 3.7.1, Bindings section 3.4.4.1 ("SAML signing and encryption" of the developer guide).
"""

import base64
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from local.cognito.federation.saml_xml import ASSERTION, POST, PROTOCOL, SERVICE_PROVIDER, deflate, time_text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
PERSISTENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"


def new_id() -> str:
    """An ID of a message: an XML name."""
    return f"_{secrets.token_hex(16)}"


def authn_request(message_id: str, pool_id: str, destination: str, return_to: str, now: float) -> bytes:
    """An AuthnRequest."""
    return (
        f'<samlp:AuthnRequest xmlns:samlp="{PROTOCOL}" xmlns:saml="{ASSERTION}" ID="{message_id}" Version="2.0" '
        f'IssueInstant="{time_text(now)}" Destination={quoteattr(destination)} ProtocolBinding="{POST}" '
        f"AssertionConsumerServiceURL={quoteattr(return_to)}>"
        f"<saml:Issuer>{escape(SERVICE_PROVIDER + pool_id)}</saml:Issuer>"
        f'<samlp:NameIDPolicy AllowCreate="true" Format="{PERSISTENT}"/></samlp:AuthnRequest>'
    ).encode()


def logout_request(  # noqa: PLR0913, PLR0917 - what the message has
    message_id: str, pool_id: str, destination: str, name_id: str, session_index: str, now: float
) -> bytes:
    """A LogoutRequest."""
    index = f"<samlp:SessionIndex>{escape(session_index)}</samlp:SessionIndex>" if session_index else ""
    return (
        f'<samlp:LogoutRequest xmlns:samlp="{PROTOCOL}" xmlns:saml="{ASSERTION}" ID="{message_id}" Version="2.0" '
        f'IssueInstant="{time_text(now)}" Destination={quoteattr(destination)}>'
        f"<saml:Issuer>{escape(SERVICE_PROVIDER + pool_id)}</saml:Issuer>"
        f"<saml:NameID>{escape(name_id)}</saml:NameID>{index}</samlp:LogoutRequest>"
    ).encode()


def redirect_url(destination: str, message: bytes, relay_state: str, key: "RSAPrivateKey | None") -> str:
    """The address with a request, by the HTTP-Redirect binding; signed where there is a key."""
    query = f"SAMLRequest={quote(deflate(message), safe='')}&RelayState={quote(relay_state, safe='')}"
    if key is not None:
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        query += f"&SigAlg={quote(RSA_SHA256, safe='')}"
        signature = base64.b64encode(key.sign(query.encode(), PKCS1v15(), SHA256())).decode()
        query += f"&Signature={quote(signature, safe='')}"
    return f"{destination}{'&' if '?' in destination else '?'}{query}"
