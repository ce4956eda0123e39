"""`export agentcore`: the user pool as an authorizer of Amazon Bedrock AgentCore. Nobody signs in.

The value of `authorizerConfiguration` of CreateAgentRuntime, CreateGateway and CreateHarness
(CustomJWTAuthorizerConfiguration of the API reference).
"""

import json
import re
from typing import Any, Final
from urllib.parse import urlsplit

from automation.errors import UsageError
from automation.exports import Export
from automation.tokens.registration import discovery_url
from cognito_model.scopes import REGISTRATION_SCOPE, USER_SCOPES

MATCH_VALUE: Final = re.compile(r"[A-Za-z0-9_.-]{1,255}")
"""MatchValueString."""
SCOPE: Final = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]{1,255}")
"""AllowedScopeType, and what a scope is in RFC 6749 section 3.3."""
GROUPS: Final = "cognito:groups"


def text(export: Export) -> str:
    """The authorizer: whose tokens are let in. Raises UsageError for what no authorizer can ask."""
    clients, scopes, audience = _clients(export), _scopes(export), _audience(export)
    authorizer: dict[str, Any] = {
        "discoveryUrl": discovery_url(export.environment),
        **({"allowedAudience": [audience]} if audience else {}),
        **({"allowedClients": clients} if clients else {}),
        **({"allowedScopes": scopes} if scopes else {}),
        "customClaims": [_claim("token_use", "STRING", "EQUALS", {"matchValueString": "access"}), *_groups(export)],
    }
    return json.dumps({"customJWTAuthorizer": authorizer}, indent=2) + "\n"


def remark(export: Export) -> str:
    """Where AWS can't read the pool's description."""
    if urlsplit(discovery_url(export.environment)).scheme == "https":
        return ""
    return (
        f"AgentCore reads {discovery_url(export.environment)} from within AWS, where it doesn't exist. For an "
        "authorizer that works, deploy with --target aws."
    )


def _clients(export: Export) -> list[str]:
    """The client that was named, or all of them; those that register themselves are known by their audience alone."""
    if export.is_client_chosen:
        return [export.client.client_id]
    return [] if export.resource else [client.client_id for client in export.environment.clients]


def _audience(export: Export) -> str:
    """Whom tokens are bound to. Tokens that are bound to nothing have no `aud`, and are refused where this is set."""
    if export.resource and SCOPE.fullmatch(export.resource) is None:
        raise UsageError(
            f"--resource {export.resource[:200]!r} can't be a token's audience: give a URL or a resource server's "
            "identifier, at most 255 characters without spaces. This would pass: https://mcp.example.com/mcp"
        )
    return export.resource


def _scopes(export: Export) -> list[str]:
    """Of which a token needs one: those that were asked for, or the resource servers' that the clients may have."""
    wrong = [scope for scope in export.scopes if SCOPE.fullmatch(scope) is None]
    if wrong:
        raise UsageError(f"--scope {wrong[0][:200]!r} isn't a scope. This would pass: orders/read")
    clients = [export.client] if export.is_client_chosen else export.environment.clients
    return list(export.scopes) or list(
        dict.fromkeys(
            scope
            for client in clients
            for scope in client.allowed_oauth_scopes
            if scope not in (*USER_SCOPES, REGISTRATION_SCOPE)
        )
    )


def _groups(export: Export) -> list[dict[str, Any]]:
    """That a user is in one of the groups."""
    wrong = [group for group in export.groups if MATCH_VALUE.fullmatch(group) is None]
    if wrong:
        raise UsageError(
            f"--group {wrong[0][:200]!r}: AgentCore only accepts letters, digits, and _ . -, at most 255 of them. "
            "Rename the group, or have the agent check cognito:groups itself."
        )
    names = list(dict.fromkeys(export.groups))
    return [_claim(GROUPS, "STRING_ARRAY", "CONTAINS_ANY", {"matchValueStringList": names})] if names else []


def _claim(name: str, kind: str, operator: str, value: dict[str, Any]) -> dict[str, Any]:
    """CustomClaimValidationType."""
    return {
        "inboundTokenClaimName": name,
        "inboundTokenClaimValueType": kind,
        "authorizingClaimMatchValue": {"claimMatchOperator": operator, "claimMatchValue": value},
    }
