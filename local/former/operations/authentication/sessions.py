"""What Cognito remembers between a challenge and its answer.

A session lives for the app client's AuthSessionValidity (CreateUserPoolClient), three minutes by default, and is good
for one right answer.
"""

import base64
import secrets
import time
from typing import Any, Final

from local.former.errors import CognitoError
from local.former.operations.authentication import ministack
from local.former.state import Client, Pool, User

SWEPT_ONE_IN: Final = 64
DEFAULT_VALIDITY_MINUTES: Final = 3


def begin(pool: Pool, client: Client, user: User, challenge: str, **remembered: Any) -> str:
    """A new session's token."""
    known = ministack.sessions()
    now = time.time()
    if secrets.randbelow(SWEPT_ONE_IN) == 0:
        for token in [token for token, session in list(known.items()) if session["expires_at"] < now]:
            known.pop(token, None)
    token = base64.b64encode(secrets.token_bytes(48)).decode()
    known[token] = {
        "pool_id": pool["Id"],
        "client_id": client["ClientId"],
        "username": user["Username"],
        "created_at": now,
        "expires_at": now + 60 * int(client.get("AuthSessionValidity") or DEFAULT_VALIDITY_MINUTES),
        "challenges": [],
        "last_challenge_metadata": None,
        "challenge": challenge,
        **remembered,
    }
    return token


def find(token: Any, *challenges: str) -> ministack.Session:
    """The session of one of these challenges. Raises CognitoError."""
    if not token:
        raise CognitoError("InvalidParameterException", "Missing required parameter Session")
    session: ministack.Session | None = ministack.sessions().get(token)
    if session is None or session.get("challenge") not in challenges:
        raise CognitoError("NotAuthorizedException", "Invalid session for the user.")
    if session.get("used"):
        raise CognitoError("NotAuthorizedException", "Invalid session for the user, session can only be used once.")
    if time.time() > session["expires_at"]:
        raise CognitoError("NotAuthorizedException", "Invalid session for the user, session is expired.")
    return session


def end(session: ministack.Session) -> None:
    """The session has had its answer."""
    session["used"] = True
