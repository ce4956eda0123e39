"""Who somebody is to an identity provider."""

from dataclasses import dataclass, field

from local.cognito.json_types import JsonObject


@dataclass(frozen=True, slots=True)
class ProviderIdentity:
    """Somebody who has signed in at a provider, and what it says of them."""

    claims: JsonObject = field(repr=False)
    """Claims of OpenID Connect; attributes of SAML, all of whose values are lists of texts."""
    sent: JsonObject = field(default_factory=dict, repr=False)
    """What the provider has sent, as the inbound federation trigger is told."""
    subject: str = ""
    """SAML's NameID; with OpenID Connect a claim says it."""
    issuer: str | None = None
    """SAML's entity id."""
