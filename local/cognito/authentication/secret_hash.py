"""How an app client with a secret proves itself with every call for a user ("Computing secret hash values")."""

import base64
import hashlib
import hmac

from local.cognito.call import Call
from local.cognito.errors import invalid, not_authorized
from local.cognito.store.pools import AppClient


def check_secret_hash(call: Call, client: AppClient, given: str | None, *usernames: str) -> None:
    """Raise CognitoError where a call doesn't come with the hash of one of these names.

    Any of the client's secrets will do. Cognito's own pages call without.
    """
    if call.from_pages:
        return
    if not client.is_confidential:
        if given:
            raise invalid(f"App client {client.id} is not configured for secret but secret hash was received")
        return
    if not given:
        raise not_authorized(f"Client {client.id} is configured with secret but SECRET_HASH was not received")
    expected = (secret_hash(secret, name, client.id) for secret in client.secret_values for name in usernames)
    if not any(hmac.compare_digest(each.encode(), given.encode()) for each in expected):
        raise not_authorized(f"Unable to verify secret hash for client {client.id}")


def secret_hash(secret: str, username: str, client_id: str) -> str:
    """Base64 of HMAC-SHA256 over user name and client id."""
    digest = hmac.digest(secret.encode(), f"{username}{client_id}".encode(), hashlib.sha256)
    return base64.b64encode(digest).decode()
