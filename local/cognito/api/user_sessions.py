"""Sessions of users: listed, revoked, configured ("Managing user sessions")."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Final

from cognito_model.tiers import LITE
from local.cognito.api import paging
from local.cognito.authentication import user_sessions
from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, invalid, not_found
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool
from local.cognito.store.sign_ins import RefreshFamily
from local.cognito.store.users import User
from local.cognito.tokens import families, session_ids, sso_sessions, tracking
from local.cognito.tokens.access import signed_in

DEFAULT_SSO_MINUTES: Final = 60
LINKED: Final = "LINKED"


def list_user_sessions(call: Call) -> JsonObject:
    """ListUserSessions."""
    caller = signed_in(call)
    return _listed(call, caller.pool, caller.user, caller.claims.get("origin_jti", ""))


def admin_list_user_sessions(call: Call) -> JsonObject:
    """AdminListUserSessions."""
    return _listed(call, call.pool, call.user, "")


def revoke_user_session(call: Call) -> JsonObject:
    """RevokeUserSession: any but the caller's own."""
    caller = signed_in(call)
    current = caller.claims.get("origin_jti")
    if current and call["SessionId"] == session_ids.of_sign_in(current):
        raise invalid("The current session can't be revoked.")
    return _revoke(call, caller.pool, caller.user)


def admin_revoke_user_session(call: Call) -> JsonObject:
    """AdminRevokeUserSession."""
    return _revoke(call, call.pool, call.user)


def get_user_pool_session_configuration(call: Call) -> JsonObject:
    """GetUserPoolSessionConfiguration."""
    return _pool_configuration(call.pool)


def set_user_pool_session_configuration(call: Call) -> JsonObject:
    """SetUserPoolSessionConfiguration."""
    pool = call.pool
    _check_tier(pool)
    given = {name: deepcopy(call[name]) for name in ("UserSessionTracking", "TokenSession")}
    pool.session_configuration = given
    call.save(pool)
    return _pool_configuration(pool)


def get_user_pool_client_session_configuration(call: Call) -> JsonObject:
    """GetUserPoolClientSessionConfiguration."""
    return _client_configuration(call)


def set_user_pool_client_session_configuration(call: Call) -> JsonObject:
    """SetUserPoolClientSessionConfiguration."""
    pool, client = call.pool, call.client
    _check_tier(pool)
    _check_tracked(pool)
    client.session_configuration = {"SSOSession": deepcopy(call["SSOSession"])}
    call.save(client)
    return _client_configuration(call)


def _listed(call: Call, pool: UserPool, user: User, current_origin: str) -> JsonObject:
    _check_tracked(pool)
    found = user_sessions.described(call, pool, user, current_origin)
    shown, _ = paging.page(found, call.get("NextToken"), user_sessions.MAX_COUNT, "sessions")
    return {"Sessions": shown}


def _revoke(call: Call, pool: UserPool, user: User) -> JsonObject:
    _check_tracked(pool)
    session_id, linked = call["SessionId"], call.get("RevokeAssociatedSessions") == LINKED
    if session_id.startswith(session_ids.TOKEN):
        _revoke_token_session(call, pool, user, session_id, linked=linked)
    else:
        _revoke_sso_session(call, pool, user, session_id, linked=linked)
    return {}


def _revoke_token_session(call: Call, pool: UserPool, user: User, session_id: str, *, linked: bool) -> None:
    origin = session_ids.origin_of(session_id)
    family = next((one for one in _tracked(call, pool, user) if one.origin_jti == origin), None)
    if family is None:
        raise _no_session()
    families.end(call, family)
    if linked and family.sso_session:
        sso_sessions.end(call, pool, family.sso_session)


def _revoke_sso_session(call: Call, pool: UserPool, user: User, session_id: str, *, linked: bool) -> None:
    if sso_sessions.find(call, pool, user.sub, session_id) is None:
        raise _no_session()
    sso_sessions.end(call, pool, session_id)
    if linked:
        for family in _tracked(call, pool, user):
            if family.sso_session == session_id:
                families.end(call, family)


def _tracked(call: Call, pool: UserPool, user: User) -> list[RefreshFamily]:
    return tracking.sessions_of(call, pool, user.sub)


def _pool_configuration(pool: UserPool) -> JsonObject:
    return {"UserPoolId": pool.id, **deepcopy(dict(tracking.configuration(pool)))}


def _client_configuration(call: Call) -> JsonObject:
    client = call.client
    found = client.session_configuration or {"SSOSession": {"MaxValidityMinutes": DEFAULT_SSO_MINUTES}}
    return {"UserPoolId": call.pool.id, "ClientId": client.id, **deepcopy(found)}


def _check_tier(pool: UserPool) -> None:
    if pool.tier == LITE:
        raise CognitoError(
            "FeatureUnavailableInTierException", "User session management is not available in the LITE tier."
        )


def _check_tracked(pool: UserPool) -> None:
    if not tracking.is_on(pool):
        raise CognitoError("OperationNotEnabledException", "User session tracking is not enabled for the user pool.")


def _no_session() -> CognitoError:
    return not_found("Session does not exist.")


OPERATIONS: Final[Mapping[str, Handler]] = {
    "ListUserSessions": list_user_sessions,
    "AdminListUserSessions": admin_list_user_sessions,
    "RevokeUserSession": revoke_user_session,
    "AdminRevokeUserSession": admin_revoke_user_session,
    "GetUserPoolSessionConfiguration": get_user_pool_session_configuration,
    "SetUserPoolSessionConfiguration": set_user_pool_session_configuration,
    "GetUserPoolClientSessionConfiguration": get_user_pool_client_session_configuration,
    "SetUserPoolClientSessionConfiguration": set_user_pool_client_session_configuration,
}
