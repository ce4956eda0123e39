"""The scopes that a machine client is granted ("Scopes, M2M, and resource servers")."""

from typing import Final

from cognito_model.scopes import REGISTRATION_SCOPE
from local.cognito.oauth.answers import OAuthError
from local.cognito.store.pools import AppClient, UserPool

FLOW: Final = "client_credentials"


def granted(pool: UserPool, client: AppClient, asked: str | None) -> str:
    """The scopes of a client credentials grant: those asked for, or all custom ones that the client has.

    Raises OAuthError, in Cognito's words: invalid_scope for scopes of users and for unknown ones, invalid_grant for
    those of a resource server that the client hasn't.
    """
    _check_flow(client)
    allowed = list(client.settings.get("AllowedOAuthScopes") or [])
    wanted = [scope for scope in allowed if "/" in scope] if asked is None else asked.split()
    defined = defined_scopes(pool)
    if (asked is not None and not wanted) or any("/" not in scope for scope in wanted):
        raise OAuthError("invalid_scope")
    if any(scope in defined and scope not in allowed for scope in wanted):
        raise OAuthError("invalid_grant")
    found = [scope for scope in dict.fromkeys(wanted) if scope in defined]
    if wanted and not found:
        raise OAuthError("invalid_scope")
    return " ".join(found)


def defined_scopes(pool: UserPool) -> set[str]:
    """The custom scopes that there are in a pool: its resource servers', and the one that Cognito manages."""
    custom = {
        f"{server.identifier}/{scope['ScopeName']}"
        for server in pool.resource_servers.values()
        for scope in server.scopes
    }
    return custom | {REGISTRATION_SCOPE}


def _check_flow(client: AppClient) -> None:
    if not client.is_confidential:
        raise OAuthError("invalid_client")
    if FLOW not in (client.settings.get("AllowedOAuthFlows") or ()):
        raise OAuthError("unauthorized_client")
    if FLOW not in client.oauth_flows:  # it has the flow, while AllowedOAuthFlowsUserPoolClient is off
        raise OAuthError("invalid_grant")
