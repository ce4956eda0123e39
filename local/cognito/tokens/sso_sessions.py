"""Sessions of a pool's pages, as user sessions ("Managing user sessions"): what a browser's cookie stands for."""

from local.cognito.call import Call
from local.cognito.store.pools import UserPool
from local.cognito.store.sign_ins import HostedUiSession
from local.cognito.tokens import session_ids


def of_user(call: Call, pool: UserPool, sub: str) -> list[HostedUiSession]:
    """A user's sessions that haven't expired."""
    store = call.engine.store
    with store.lock:
        found = list(store.hosted_sessions.values())
    return [one for one in found if one.pool_id == pool.id and one.sub == sub and one.expires > call.now]


def find(call: Call, pool: UserPool, sub: str, session_id: str) -> HostedUiSession | None:
    """A user's session by its id."""
    found = of_user(call, pool, sub)
    return next((one for one in found if session_ids.of_hosted_session(one.digest) == session_id), None)


def end(call: Call, pool: UserPool, session_id: str) -> None:
    """End a session, of whomever: the browser has to sign in again."""
    store = call.engine.store
    with store.lock:
        found = [one for one in store.hosted_sessions.values() if one.pool_id == pool.id]
        call.remove(*[one for one in found if session_ids.of_hosted_session(one.digest) == session_id])
