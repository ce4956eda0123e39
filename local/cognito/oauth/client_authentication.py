"""How an app client says who it is: client_secret_basic, client_secret_post, or its id alone where it has no secret."""

import base64
import binascii
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from local.cognito.oauth.answers import OAuthError, OAuthRequest
from local.cognito.oauth.clients import OAuthClient, find_client

if TYPE_CHECKING:
    from local.cognito.engine import Engine


def authenticate(engine: "Engine", request: OAuthRequest, *, status: int = 400) -> OAuthClient:
    """The app client that asks. Raises OAuthError, with this HTTP status where it is unknown or proves nothing.

    Raises ClientMetadataError where it is described by a document that isn't right.
    """
    client_id, secret = credentials(request.headers, request.form)
    if not client_id:
        raise OAuthError("invalid_request")
    found = find_client(engine, client_id, request.headers.get("host", ""))
    if found is None:
        raise OAuthError("invalid_client", status=status)
    right = found.client.is_secret(secret) if found.client.secret_values else not secret
    if not right:
        raise OAuthError("invalid_client", "invalid_client_secret" if secret else "", status)
    return found


def credentials(headers: Mapping[str, str], form: Mapping[str, str]) -> tuple[str, str]:
    """The client's id and secret, each empty where it isn't given. Raises OAuthError."""
    in_form = form.get("client_id", ""), form.get("client_secret", "")
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return in_form
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise OAuthError("invalid_client") from error
    client_id, _, secret = (unquote_plus(part) for part in decoded.partition(":"))  # RFC 6749 section 2.3.1
    if in_form[1] or in_form[0] not in {"", client_id}:
        raise OAuthError("invalid_request")  # one way only (RFC 6749 section 2.3)
    return client_id, secret
