"""How unknown applications can become clients of a user pool, according to its discovery document."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from automation.environment import Environment
from automation.errors import DriverError
from automation.tokens.discovery import CONFIGURATION, description_at

if TYPE_CHECKING:
    import requests

KEYS: Final = ".well-known/jwks.json"


@dataclass(frozen=True, slots=True)
class ClientRegistration:
    """The ways of registering that a pool offers to unknown applications."""

    endpoint: str = ""
    """Where they register (RFC 7591); empty where they can't."""
    takes_metadata_documents: bool = False
    """Whether the address of their metadata document is an id of theirs (OAuth Client ID Metadata Document)."""


def discovery_url(environment: Environment) -> str:
    """The address of the pool's discovery document: next to its keys, whatever the issuer in its tokens."""
    return f"{environment.jwks_uri.removesuffix(KEYS)}{CONFIGURATION}"


def is_found_by_issuer(environment: Environment) -> bool:
    """Whether the document is at the address that follows from the issuer (OpenID Connect Discovery section 4)."""
    return environment.jwks_uri == f"{environment.issuer}/{KEYS}"


def registration_of(http: "requests.Session", environment: Environment) -> ClientRegistration:
    """Read the discovery document. Raises DriverError if it isn't the pool's, or refers to another server."""
    url = discovery_url(environment)
    found = description_at(http, url, environment.user_pool_id, url.partition(f"/{environment.user_pool_id}/")[0])
    if found.get("issuer") != environment.issuer:
        raise DriverError(
            f"The server at {url} isn't the user pool {environment.user_pool_id}: it names another issuer. Nothing "
            "was written."
        )
    endpoint = found.get("registration_endpoint", "")
    places = {_origin(environment.token_endpoint), _origin(found.get("token_endpoint"))} - {""}
    if endpoint and _origin(endpoint) not in places:
        raise DriverError(
            f"The discovery document at {url} has a registration endpoint on another server than its token endpoint. "
            "Nothing was written."
        )
    return ClientRegistration(str(endpoint or ""), found.get("client_id_metadata_document_supported") is True)


def _origin(address: object) -> str:
    """Scheme and authority of a web address; empty for anything else."""
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
    except ValueError:
        parts = None
    return f"{parts.scheme}://{parts.netloc}" if parts and parts.netloc else ""
