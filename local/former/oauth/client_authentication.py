"""How an app client says who it is: client_secret_basic, client_secret_post, or its id alone where it has no secret."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from urllib.parse import unquote_plus

from local.former import clients
from local.former.oauth.answers import OAuthError, Request
from local.former.operations.authentication import ministack
from local.former.state import Client, Pool


def authenticate(request: Request, *, status: int = 400) -> tuple[Pool, Client]:
    """The app client that asks, and its pool; the request goes on in their account and region.

    Raises OAuthError, with this HTTP status where the client isn't known or doesn't prove itself.
    """
    client_id, secret = _credentials(request.headers, request.form)
    if not client_id:
        raise OAuthError("invalid_request")
    found = ministack.enter_client(client_id)
    if found is None:
        raise OAuthError("invalid_client", status=status)
    pool, client = found
    known = clients.secrets_of(client)
    right = any(hmac.compare_digest(secret.encode(), one.encode()) for one in known) if known else not secret
    if not right:
        raise OAuthError("invalid_client", "invalid_client_secret" if secret else "", status)
    return pool, client


def _credentials(headers: Mapping[str, str], form: Mapping[str, str]) -> tuple[str, str]:
    in_form = form.get("client_id", ""), form.get("client_secret", "")
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return in_form
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise OAuthError("invalid_client") from error
    client_id, _, secret = (unquote_plus(part) for part in decoded.partition(":"))  # RFC 6749 section 2.3.1
    if in_form[1] or in_form[0] not in {"", client_id}:
        raise OAuthError("invalid_request")  # one way only (RFC 6749 section 2.3)
    return client_id, secret
