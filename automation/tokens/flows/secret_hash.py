"""SECRET_HASH, which every user operation of a confidential client requires."""

import base64
import hashlib
import hmac

from automation.environment import AppClient


def secret_hash(client: AppClient, username: str) -> dict[str, str]:
    """The `SECRET_HASH` parameter for a confidential client, nothing for a public one.

    Base64(HMAC-SHA256(secret, username + client id)): the developer guide, "Computing secret hash values".
    """
    if client.client_secret is None:
        return {}
    digest = hmac.digest(client.client_secret.encode(), (username + client.client_id).encode(), hashlib.sha256)
    return {"SECRET_HASH": base64.b64encode(digest).decode()}
