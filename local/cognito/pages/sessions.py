"""Who is signed in on a pool's pages in which browser ("Managed login session cookie": an hour, not to be changed)."""

import secrets
from collections.abc import Iterable
from itertools import islice
from typing import Final

from local.cognito import ids
from local.cognito.call import Call
from local.cognito.oauth.clients import OAuthClient
from local.cognito.pages.visit import Visit
from local.cognito.store.pools import UserPool
from local.cognito.store.sign_ins import HostedUiSession
from local.cognito.tokens import session_ids

LIFETIME_S: Final = 3600
SWEPT_AT_ONCE: Final = 8


def cookie_name(pool: UserPool) -> str:
    """All pools' pages have one host here, and a cookie doesn't know ports: each pool's has a name of its own."""
    return f"cognito-{pool.id}"


def start_session(call: Call, asking: OAuthClient, sub: str, methods: Iterable[str]) -> tuple[HostedUiSession, str]:
    """Remember that a browser's user has signed in now, and how (RFC 8176); the cookie's value."""
    _sweep(call)
    token = secrets.token_urlsafe(32)
    session = HostedUiSession(
        digest=ids.digest(token),
        pool_id=asking.pool.id,
        client_id=asking.app_client_id,
        sub=sub,
        auth_time=call.now,
        expires=call.now + LIFETIME_S,
        details={"amr": list(methods)},
    )
    call.add(session)
    return session, token


def find_session(visit: Visit, pool: UserPool) -> HostedUiSession | None:
    """The session of a browser whose user may still sign in; None where there is none any more."""
    token = visit.cookies.get(cookie_name(pool), "")
    session = visit.engine.store.hosted_sessions.get(ids.digest(token)) if token else None
    if session is None or session.pool_id != pool.id or session.expires <= visit.engine.clock.now():
        return None
    with pool.lock:
        user = pool.users.by_sub(session.sub)
    return session if user is not None and user.enabled else None


def end_session(call: Call, pool: UserPool, token: str) -> None:
    """Forget a browser's session."""
    session = call.engine.store.hosted_sessions.get(ids.digest(token))
    if session is not None and session.pool_id == pool.id:
        call.remove(session)


def sso_session_id(session: HostedUiSession) -> str:
    """The id under which ListUserSessions tells of a session."""
    return session_ids.of_hosted_session(session.digest)


def _sweep(call: Call) -> None:
    """Let go of what has expired, a few at a time: the oldest come first."""
    store = call.engine.store
    with store.lock:
        oldest = list(islice(store.hosted_sessions.values(), SWEPT_AT_ONCE))
        call.remove(*[session for session in oldest if session.expires <= call.now])
