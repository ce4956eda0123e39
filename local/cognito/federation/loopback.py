"""HTTP to identity providers of this machine: bounded in size and time, no redirects followed, no names looked up."""

import http.client
import json
import ssl
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit

from local.cognito.federation.errors import FederationError
from local.cognito.json_types import JsonObject
from local.cognito.origin_policy import is_loopback

TIMEOUT_S: Final = 10.0
MAX_BYTES: Final = 1_000_000
OK: Final = 200
ADDRESSES: Final = {"::1": "::1"}
DEFAULT_ADDRESS: Final = "127.0.0.1"
"""Of every loopback name (RFC 6761 section 6.3)."""


def is_local(address: str) -> bool:
    """Whether an address is one of this machine."""
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and is_loopback(parts.netloc)


def get(address: str, headers: Mapping[str, str] | None = None) -> bytes:
    """What an address answers with. Raises FederationError."""
    status, body = _ask("GET", address, {"Accept": "*/*", **(headers or {})})
    if status != OK:
        raise FederationError(f"{address} responded with HTTP {status}.")
    return body


def get_json(address: str, headers: Mapping[str, str] | None = None) -> JsonObject:
    """A JSON object at an address. Raises FederationError."""
    return _object(address, get(address, {"Accept": "application/json", **(headers or {})}))


def post_form(
    address: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> tuple[int, JsonObject]:
    """Status and JSON object that a form is answered with. Raises FederationError."""
    sent = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
    status, body = _ask("POST", address, sent, urlencode(form).encode())
    return status, _object(address, body)


def _ask(method: str, address: str, headers: Mapping[str, str], body: bytes | None = None) -> tuple[int, bytes]:
    if not is_local(address):
        raise FederationError(f"{address} is not on this machine, and the local target sends nothing elsewhere.")
    parts = urlsplit(address)
    host = parts.hostname or ""
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    connection = _connection(parts.scheme, ADDRESSES.get(host, DEFAULT_ADDRESS), parts.port)
    try:
        connection.request(method, target, body, {"Host": parts.netloc, "Connection": "close", **headers})
        response = connection.getresponse()
        content = response.read(MAX_BYTES + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FederationError(f"{parts.scheme}://{parts.netloc} didn't respond: {type(error).__name__}.") from error
    finally:
        connection.close()
    if len(content) > MAX_BYTES:
        raise FederationError(f"The response of {parts.netloc} is larger than {MAX_BYTES} bytes.")
    return response.status, content


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
    # A server of this machine has a certificate of its own making, if any; who it is, its address says.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=context)


def _object(address: str, body: bytes) -> JsonObject:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FederationError(f"The response of {address} isn't JSON.") from error
    if not isinstance(found, dict):
        raise FederationError(f"The response of {address} isn't a JSON object.")
    return found
