"""The end of sign-ins: everywhere, or one refresh token's."""

from collections.abc import Mapping
from typing import Final

from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, invalid
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import AppClient
from local.cognito.tokens import families, sso_sessions
from local.cognito.tokens.access import signed_in
from local.cognito.tokens.revocation import revoke


def global_sign_out(call: Call) -> JsonObject:
    """GlobalSignOut."""
    caller = signed_in(call)
    families.sign_out_everywhere(call, caller.pool, caller.user)
    return {}


def admin_user_global_sign_out(call: Call) -> JsonObject:
    """AdminUserGlobalSignOut."""
    families.sign_out_everywhere(call, call.pool, call.user)
    return {}


def revoke_token(call: Call) -> JsonObject:
    """RevokeToken: a refresh token, and the access tokens that came of its sign-in."""
    client = _client(call)
    if client.is_confidential:
        given = str(call.get("ClientSecret", ""))
        if not client.is_secret(given):
            raise CognitoError("UnauthorizedException", "Invalid client credentials", 401)
    if not client.settings.get("EnableTokenRevocation", True):
        raise CognitoError("UnsupportedOperationException", "Token revocation is not enabled for the app client.")
    family = revoke(call, call.pool, client, call["Token"])
    if family is not None and family.sso_session and call.get("RevokeAssociatedSessions") == "LINKED":
        sso_sessions.end(call, call.pool, family.sso_session)
    return {}


def _client(call: Call) -> AppClient:
    """The app client; RevokeToken knows no ResourceNotFoundException. Raises CognitoError."""
    try:
        return call.client
    except CognitoError as error:
        raise invalid("Invalid client id") from error


OPERATIONS: Final[Mapping[str, Handler]] = {
    "GlobalSignOut": global_sign_out,
    "AdminUserGlobalSignOut": admin_user_global_sign_out,
    "RevokeToken": revoke_token,
}
