"""Tokens of app clients themselves, and tokens for downstream services."""

from collections.abc import Mapping
from typing import Final

from local.cognito.call import Call, Handler
from local.cognito.errors import invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.tokens import exchange
from local.cognito.tokens.issuing import machine_token

CLIENT_TOKEN_FLOW: Final = "ALLOW_CLIENT_TOKEN_AUTH"  # noqa: S105 - a flow
IMPERSONATION: Final = "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"
DELEGATION: Final = "ALLOW_TOKEN_EXCHANGE_DELEGATION"
WRONG_SECRET: Final = "Unable to verify the client secret of the app client"  # noqa: S105 - a message


def get_client_token(call: Call) -> JsonObject:
    """GetClientToken."""
    pool, client = call.pool, call.client
    if CLIENT_TOKEN_FLOW not in client.auth_flows:
        raise invalid(f"{CLIENT_TOKEN_FLOW} is not enabled for the client.")
    _check_secret(client, call["Secret"])
    scope = " ".join(_custom_scopes(pool, client, call.get("Scopes")))
    token, valid_s = machine_token(call, pool, client, scope, call.get("ClientMetadata"))
    result = {"AccessToken": token, "ExpiresIn": valid_s, "TokenType": "Bearer"}
    return {"ClientAuthenticationResult": result}


def get_derived_token(call: Call) -> JsonObject:
    """GetDerivedToken."""
    pool, client = call.pool, call.client
    has_actor = bool(call.get("ActorToken"))
    flow = DELEGATION if has_actor else IMPERSONATION
    if flow not in client.auth_flows:
        raise invalid(f"{flow} is not enabled for the client.")
    if client.is_confidential:
        _check_secret(client, call.get("ClientSecret", ""))
    wanted = exchange.Wanted(call.get("RequestedTokenType", exchange.ACCESS_TOKEN), call.get("Scopes"), _audience(call))
    subject = _party(call, pool, "Subject", exchange.INVALID_SUBJECT)
    actor = _party(call, pool, "Actor", exchange.INVALID_ACTOR) if has_actor else None
    return exchange.derive(call, pool, client, subject, actor, wanted)


def _party(call: Call, pool: UserPool, role: str, refusal: str) -> exchange.TokenHolder:
    kind = call.get(f"{role}TokenType")
    if kind is None:
        raise invalid(f"Missing required parameter {role}TokenType")
    if call.get(f"{role}TokenProviderName") or kind not in exchange.USES:
        raise invalid(
            f"{role}Token can only be a token of the user pool on the local target. "
            "Use a user pool on AWS for tokens of other identity providers."
        )
    return exchange.party_of(call, pool, call[f"{role}Token"], kind, refusal)


def _audience(call: Call) -> str:
    """What the token is for. Raises CognitoError."""
    audiences, resources = call.get("Audiences", []), call.get("Resources", [])
    if audiences and resources:
        raise invalid("You can't request both Audiences and Resources in the same request.")
    for resource in resources:
        if resource not in call.pool.resource_servers:
            raise invalid(f"Resource server {resource} does not exist.")
    return str(next(iter([*audiences, *resources]), ""))


def _custom_scopes(pool: UserPool, client: AppClient, asked: list[str] | None) -> list[str]:
    """The scopes to grant: those asked for, or all custom ones of the client. Raises CognitoError."""
    defined = {
        f"{server.identifier}/{scope['ScopeName']}"
        for server in pool.resource_servers.values()
        for scope in server.scopes
    }
    allowed = [scope for scope in client.settings.get("AllowedOAuthScopes") or () if scope in defined]
    if not asked:
        return allowed
    for scope in asked:
        if scope not in allowed:
            raise invalid(f"Invalid scope requested: {scope}")
    return list(dict.fromkeys(asked))


def _check_secret(client: AppClient, given: str) -> None:
    if not client.is_secret(given):
        raise not_authorized(WRONG_SECRET)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "GetClientToken": get_client_token,
    "GetDerivedToken": get_derived_token,
}
