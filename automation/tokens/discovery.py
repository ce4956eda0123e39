"""Reads a user pool's public discovery document (OpenID Connect Discovery 1.0 section 4).

Cognito has no list of an app client's settings for those who aren't administrators; what a client allows shows when it
is asked for.
"""

import json
import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from automation.errors import DriverError, NetworkError, UsageError
from cognito_model.endpoints import endpoints_of, issuers_of
from cognito_model.regions import is_region, partition_of, region_of_pool

if TYPE_CHECKING:
    import requests

CONFIGURATION: Final = ".well-known/openid-configuration"
TIMEOUT_S: Final = 15
MAX_BYTES: Final = 200_000
POOL_ID: Final = re.compile(r"[a-z0-9-]{1,20}_[0-9a-zA-Z]{1,30}")
"""UserPoolIdType, as ids are made: a region, an underscore, and letters and digits."""
CLIENT_ID: Final = re.compile(r"[0-9a-zA-Z_+]{1,128}")
"""ClientIdType."""
DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
ENDPOINTS: Final[Mapping[str, tuple[str, str]]] = {
    "authorize_endpoint": ("authorization_endpoint", "/oauth2/authorize"),
    "token_endpoint": ("token_endpoint", "/oauth2/token"),
    "userinfo_endpoint": ("userinfo_endpoint", "/oauth2/userInfo"),
    "revoke_endpoint": ("revocation_endpoint", "/oauth2/revoke"),
    "logout_endpoint": ("end_session_endpoint", "/logout"),
}
"""By output: the member of the pool's description, and the path below a domain."""


class PoolMissingError(DriverError):
    """There is no user pool of that id."""

    code = "pool_missing"


def check_ids(user_pool_id: str, client_id: str, domain: str | None, region: str | None) -> None:
    """Raise UsageError for an invalid pool ID, client ID or domain; nothing is sent."""
    if not POOL_ID.fullmatch(user_pool_id) or not is_region_like(region_of_pool(user_pool_id)):
        raise UsageError(f"{user_pool_id[:80]!r} isn't a user pool ID. Give one such as us-east-1_a1B2c3D4e.")
    if region is not None and region != region_of_pool(user_pool_id):
        raise UsageError(f"The user pool {user_pool_id} isn't in the region {region} that --region names.")
    if not CLIENT_ID.fullmatch(client_id):
        raise UsageError(f"{client_id[:80]!r} isn't an app client ID, which has letters and digits only.")
    if domain is not None and not DOMAIN.fullmatch(domain):
        raise UsageError(
            f"{domain[:80]!r} isn't a domain. Give the prefix of a Cognito domain, such as webapp12, or the full "
            "name of a custom domain, such as auth.example.com."
        )


def is_region_like(name: str) -> bool:
    """Whether a name is that of an AWS region, or has the form of one."""
    return is_region(name) or re.fullmatch(partition_of(name).region_pattern, name) is not None


def discover(
    http: "requests.Session", user_pool_id: str, endpoint_url: str | None, domain: str | None
) -> dict[str, Any]:
    """The stack outputs of a user pool that are public; without its clients.

    Raises PoolMissingError, DriverError where what answers can't be this pool's description.
    """
    place = endpoint_url.rstrip("/") if endpoint_url else issuers_of(user_pool_id)[0].rpartition("/")[0]
    url = f"{place}/{user_pool_id}/{CONFIGURATION}"
    description = description_at(http, url, user_pool_id, place)
    issuer = description.get("issuer")
    if issuer not in (*issuers_of(user_pool_id), f"{place}/{user_pool_id}"):
        raise DriverError(
            f"The server at {url} isn't the user pool {user_pool_id}: it names another issuer. Nothing was sent."
        )
    hosts = _hosts(user_pool_id, place, endpoint_url)
    keys = description.get("jwks_uri")
    if not isinstance(keys, str) or not _is_at(keys, hosts):
        raise DriverError(f"The discovery document at {url} names keys on another server. Nothing was sent.")
    region = region_of_pool(user_pool_id)
    return {
        "user_pool_id": user_pool_id,
        "user_pool_arn": f"arn:{partition_of(region).id}:cognito-idp:{region}:*:userpool/{user_pool_id}",
        "region": region,
        "domain": domain,
        "issuer": issuer,
        "jwks_uri": keys,
        **_endpoints(description, user_pool_id, endpoint_url, domain),
    }


def check_domain(http: "requests.Session", domain: str, hosted_ui_url: str) -> None:
    """Raise DriverError if nothing responds at a domain. A sign-in shows whether it belongs to the pool."""
    import requests  # slow, and needed for its errors alone

    try:
        http.get(hosted_ui_url, timeout=TIMEOUT_S, allow_redirects=False, stream=True).close()
    except requests.RequestException as error:
        raise NetworkError(
            f"The domain {domain} can't be reached at {hosted_ui_url} ({type(error).__name__}). Check its name. "
            "Nothing was created."
        ) from None


def description_at(http: "requests.Session", url: str, user_pool_id: str, place: str) -> Mapping[str, Any]:
    """The discovery document at an address; follows no redirect. Raises PoolMissingError, DriverError."""
    import requests  # slow, and needed for its errors alone

    try:
        with http.get(url, timeout=TIMEOUT_S, allow_redirects=False, stream=True) as answer:
            status, content = answer.status_code, _content(answer)
    except (requests.RequestException, OSError) as error:
        raise NetworkError(
            f"Reading the discovery document of the user pool {user_pool_id} failed: {place} didn't respond."
        ) from error
    except Exception as error:  # urllib3's own, of a body that breaks off
        if type(error).__module__.partition(".")[0] != "urllib3":
            raise
        raise NetworkError(
            f"Reading the discovery document of the user pool {user_pool_id} failed: {place} closed the connection."
        ) from None
    if status in {400, 404}:
        raise PoolMissingError(
            f"There is no user pool {user_pool_id} at {place}. Check its ID and --target. Nothing was created."
        )
    if status != requests.codes.ok:
        raise NetworkError(
            f"Reading the discovery document of the user pool {user_pool_id} failed: {place} responded with HTTP "
            f"{status}."
        )
    try:
        found = json.loads(content) if len(content) <= MAX_BYTES else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise DriverError(f"The response at {url} isn't the discovery document of a user pool. Nothing was sent.")
    return found


def _content(answer: "requests.Response") -> bytes:
    """Read the content up to a size and a total time, however slowly it is sent. Raises TimeoutError."""
    content, deadline = b"", time.monotonic() + TIMEOUT_S
    while len(content) <= MAX_BYTES and (part := answer.raw.read1(MAX_BYTES, decode_content=True)):
        content += part
        if time.monotonic() > deadline:
            raise TimeoutError
    return content


def _hosts(user_pool_id: str, place: str, endpoint_url: str | None) -> set[str]:
    official = () if endpoint_url else issuers_of(user_pool_id)
    return {place, *(one.rpartition("/")[0] for one in official)}


def _is_at(address: str, places: set[str]) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" in places


def _endpoints(
    description: Mapping[str, Any], user_pool_id: str, endpoint_url: str | None, domain: str | None
) -> dict[str, str | None]:
    """The endpoints at the given domain or, without one, those in the discovery document."""
    named = endpoints_of(user_pool_id, domain, endpoint_url)
    if domain or endpoint_url:  # an endpoint of the target's own has them all, and nothing goes elsewhere
        found = {name: named.at(path) for name, (_, path) in ENDPOINTS.items()}
        return {"hosted_ui_url": named.hosted_ui_url, **found}
    found = {name: _secure(description.get(member)) for name, (member, _) in ENDPOINTS.items()}
    authorize = found["authorize_endpoint"]
    return {"hosted_ui_url": authorize and authorize.removesuffix("/oauth2/authorize"), **found}


def _secure(address: object) -> str | None:
    """The address, if it is https with a valid host; otherwise None, as for a pool without a domain."""
    try:
        parts = urlsplit(str(address))
    except ValueError:
        return None
    is_plain = parts.netloc == parts.hostname and DOMAIN.fullmatch(parts.netloc or ".") is not None
    return str(address) if parts.scheme == "https" and is_plain else None
