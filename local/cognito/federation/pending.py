"""Sign-ins that are at an identity provider: what the state parameter, or SAML's RelayState, stands for."""

from dataclasses import dataclass, field

from local.cognito.pages.authorization import Authorization


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in at a provider. It belongs to one browser, and is taken once."""

    request: Authorization
    provider: str
    """Its name in the pool."""
    browser: str = field(repr=False)
    """The browser's token (its cookie): who begins a sign-in has to be who ends it."""
    return_to: str
    """The address that the provider sends the browser back to."""
    nonce: str = field(default="", repr=False)
    """OpenID Connect Core section 3.1.2.1."""
    verifier: str = field(default="", repr=False)
    """PKCE (RFC 7636); empty where the provider doesn't say that it knows S256."""
    request_id: str = ""
    """The ID of SAML's AuthnRequest, which the response is in answer to."""
