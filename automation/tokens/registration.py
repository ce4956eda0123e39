"""How an application that nobody has configured becomes a client of a user pool, as the pool's description says it."""

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
    """What a pool offers to applications that it doesn't know."""

    endpoint: str = ""
    """Where they register (RFC 7591); empty where they can't."""
    takes_metadata_documents: bool = False
    """Whether the address of their metadata document is an id of theirs (OAuth Client ID Metadata Document)."""


def discovery_url(environment: Environment) -> str:
    """Where the pool's description answers: beside its keys, whatever its tokens name as their issuer."""
    return f"{environment.jwks_uri.removesuffix(KEYS)}{CONFIGURATION}"


def is_found_by_issuer(environment: Environment) -> bool:
    """Whether the description is where the issuer says that it is (OpenID Connect Discovery section 4)."""
    return environment.jwks_uri == f"{environment.issuer}/{KEYS}"


def registration_of(http: "requests.Session", environment: Environment) -> ClientRegistration:
    """Ask the pool. Raises DriverError where what answers isn't its description, or leads elsewhere."""
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
    """Scheme and authority of an address on the web; empty for what is none."""
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
    except ValueError:
        parts = None
    return f"{parts.scheme}://{parts.netloc}" if parts and parts.netloc else ""
