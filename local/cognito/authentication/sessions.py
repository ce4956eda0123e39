"""What Cognito remembers between a challenge and its answer.

A session lives for the app client's AuthSessionValidity (CreateUserPoolClient), and is good for one right answer.
"""

import base64
import os
from itertools import islice
from typing import Any, Final

from cognito_model.token_validity import DEFAULT_AUTH_SESSION_MINUTES
from local.cognito import ids
from local.cognito.call import Call
from local.cognito.errors import invalid, not_authorized
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.store.sign_ins import AuthSession

TOKEN_BYTES: Final = 48
SWEPT_AT_ONCE: Final = 8
WRONG: Final = "Invalid session for the user."


def begin(call: Call, client: AppClient, username: str, challenge: str, **remembered: Any) -> str:
    """A new session, and the text that stands for it; what is remembered are JSON values and bytes."""
    pool = call.engine.store.pools[client.pool_id]
    _sweep(call, pool)
    token = base64.b64encode(os.urandom(TOKEN_BYTES)).decode()  # clients decode SECRET_BLOCK
    minutes = client.settings.get("AuthSessionValidity") or DEFAULT_AUTH_SESSION_MINUTES
    expires = call.now + 60 * int(minutes)
    call.add(AuthSession(ids.digest(token), pool.id, client.id, username, challenge, expires, remembered))
    return token


def find(call: Call, pool: UserPool, token: str | None, *challenges: str) -> AuthSession:
    """The session of one of these challenges, which it stays until it is taken. Raises CognitoError."""
    if not token:
        raise invalid("Missing required parameter Session")
    session = pool.sessions.get(ids.digest(token))
    if session is None or session.challenge not in challenges:
        raise not_authorized(WRONG)
    if session.used:
        raise not_authorized("Invalid session for the user, session can only be used once.")
    if call.now > session.expires:
        raise not_authorized("Invalid session for the user, session is expired.")
    return session


def latest(pool: UserPool, client: AppClient, username: str, challenge: str) -> AuthSession | None:
    """A user's latest open session of a challenge, for clients that send none where Cognito finds it by itself."""
    return next(
        (
            session
            for session in reversed(pool.sessions.values())
            if session.username == username
            and session.challenge == challenge
            and session.client_id == client.id
            and not session.used
        ),
        None,
    )


def take(call: Call, session: AuthSession) -> None:
    """The session has had its answer: nobody finds it again."""
    session.used = True
    session.remembered = {}
    call.save(session)


def _sweep(call: Call, pool: UserPool) -> None:
    """Let go of what has expired, a few at a time: the oldest come first."""
    oldest = list(islice(pool.sessions.values(), SWEPT_AT_ONCE))
    call.remove(*[session for session in oldest if session.expires < call.now])
