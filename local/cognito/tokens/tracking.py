"""Which sign-ins are kept as sessions: those of pools that track them ("Managing user sessions")."""

from collections.abc import Mapping
from typing import Any, Final

from local.cognito.call import Call
from local.cognito.store.pools import UserPool
from local.cognito.store.sign_ins import RefreshFamily
from local.cognito.tokens import families

ENABLED: Final = "ENABLED"
DEFAULT: Final[Mapping[str, Any]] = {"UserSessionTracking": "DISABLED", "TokenSession": {"MaxPerUser": 20}}
"""GetUserPoolSessionConfiguration of a pool that was told nothing."""


def configuration(pool: UserPool) -> Mapping[str, Any]:
    """UserSessionTracking and TokenSession of a pool."""
    return pool.session_configuration or DEFAULT


def is_on(pool: UserPool) -> bool:
    """Whether a pool tracks sessions."""
    return pool.session_configuration is not None and pool.session_configuration["UserSessionTracking"] == ENABLED


def begin(call: Call, pool: UserPool, token: families.RefreshToken, sso_session: str = "") -> None:
    """Keep a sign-in as a session; beyond so many the user's least recently used ones end."""
    most = int(configuration(pool)["TokenSession"]["MaxPerUser"])
    active = sorted(sessions_of(call, pool, token.sub), key=lambda one: one.last_active)
    for oldest in active[: max(len(active) - most + 1, 0)]:
        families.end(call, oldest)
    family = families.family_of(call, pool, token)
    family.is_session = True
    family.sso_session = sso_session
    _touch(call, family)


def touch(call: Call, pool: UserPool, origin_jti: str) -> None:
    """Note that a sign-in's tokens have been renewed."""
    family = pool.families.get(origin_jti)
    if family is not None and family.is_session:
        _touch(call, family)


def sessions_of(call: Call, pool: UserPool, sub: str) -> list[RefreshFamily]:
    """A user's token sessions that are neither revoked nor expired."""
    found = (pool.families[origin] for origin in pool.families_of.get(sub, ()))
    return [one for one in found if one.is_session and not one.revoked and one.expires > call.now]


def _touch(call: Call, family: RefreshFamily) -> None:
    family.last_active = call.now
    family.address = call.context.get("address", "")
    family.user_agent = call.context.get("user_agent", "")[:1024]
    call.save(family)
