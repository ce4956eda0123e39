"""`export mcp`: what clients of an MCP server behind the user pool, and the server itself, are told. Nobody signs in.

The Model Context Protocol's "Authorization" (issuer, registration, resource, scopes), the server's metadata
(RFC 9728), and the configuration file that clients have in common (`mcpServers`; the `oauth` of Claude Code). No secret
is in any of them: they are made to be shared.
"""

import json
from typing import Any, Final
from urllib.parse import urlsplit

from automation.environment import AppClient
from automation.errors import UsageError
from automation.exports import Export
from automation.exports.token_requests import is_machine, signs_in
from automation.tokens.registration import discovery_url, is_found_by_issuer
from cognito_model.scopes import ADMIN_SCOPE, LOOPBACK_HOSTS

SETTINGS_FILE: Final = "cognito.mcp.json"
CLIENT_FILE: Final = ".mcp.json"
METADATA_FILE: Final = "oauth-protected-resource.json"
DEFAULT_RESOURCE: Final = "http://127.0.0.1:8000/mcp"
"""Where the MCP SDK's servers are, unless they say otherwise."""
CALLBACK_PATH: Final = "/callback"
"""Of the clients that are told a port alone."""
GRANT_TYPES: Final = {"code": "authorization_code", "client_credentials": "client_credentials"}


def text(export: Export) -> str:
    """Everything, as one object."""
    return _json(_settings(export))


def files(export: Export) -> dict[str, str]:
    """Everything, and by themselves what a client reads and what the server answers with."""
    settings = _settings(export)
    return {
        SETTINGS_FILE: _json(settings),
        CLIENT_FILE: _json({"mcpServers": settings["mcpServers"]}),
        METADATA_FILE: _json(settings["protected_resource_metadata"]),
    }


def remark(export: Export) -> str:
    """What hinders clients that find everything by themselves."""
    if is_found_by_issuer(export.environment):
        return ""
    return (
        f"MCP clients discover everything from the issuer, and this user pool isn't at {export.environment.issuer}. "
        "Start the local engine with `local start --issuer local`, so that tokens name its own address, and deploy "
        "again."
    )


def _settings(export: Export) -> dict[str, Any]:
    environment, resource, scopes = export.environment, _resource(export.resource or DEFAULT_RESOURCE), _scopes(export)
    return {
        "issuer": environment.issuer,
        "discovery": discovery_url(environment),
        "registration": _registration(export),
        "resource": resource,
        "scopes": scopes,
        "mcpServers": {environment.name: _server(export, resource, scopes)},
        "protected_resource_metadata": {
            "resource": resource,
            "authorization_servers": [environment.issuer],
            **({"scopes_supported": scopes} if scopes else {}),  # with none, clients would ask for none
            "bearer_methods_supported": ["header"],
        },
    }


def _registration(export: Export) -> dict[str, Any]:
    """The ways to become a client, in the order in which the protocol tries them. Raises UsageError without any."""
    client, offered = _client(export), export.registration
    ways = {
        "pre-registered": client is not None,
        "client-id-metadata-document": offered is not None and offered.takes_metadata_documents,
        "dynamic": offered is not None and bool(offered.endpoint),
    }
    if not any(ways.values()):
        raise UsageError(
            f"No MCP client can sign in at {export.environment.name}: the app client {export.client.name} lacks "
            "`code` among its allowed_oauth_flows or a callback URL, and the user pool doesn't let clients "
            "register. Choose another client with --client."
        )
    return {
        "methods": [way for way, is_there in ways.items() if is_there],
        **({"endpoint": offered.endpoint} if offered and offered.endpoint else {}),
        **({"client": _described(client)} if client else {}),
    }


def _client(export: Export) -> AppClient | None:
    """The app client, where somebody can sign in with it, or where it has been named and comes for itself."""
    client = export.client
    return client if signs_in(client) or (export.is_client_chosen and is_machine(client)) else None


def _described(client: AppClient) -> dict[str, Any]:
    return {
        "client_id": client.client_id,
        "grant_types": [GRANT_TYPES[flow] for flow in client.allowed_oauth_flows if flow in GRANT_TYPES],
        "redirect_uris": list(client.callback_urls),
        "token_endpoint_auth_method": "client_secret_basic" if client.client_secret else "none",
    }


def _server(export: Export, resource: str, scopes: list[str]) -> dict[str, Any]:
    client, offered = _client(export), export.registration
    registers_itself = offered is not None and (offered.endpoint or offered.takes_metadata_documents)
    oauth: dict[str, Any] = {}
    if client is not None and signs_in(client) and (export.is_client_chosen or not registers_itself):
        port = _callback_port(client)
        oauth = {"clientId": client.client_id, **({"callbackPort": port} if port else {})}
    return {"type": "http", "url": resource, "oauth": {**oauth, **({"scopes": " ".join(scopes)} if scopes else {})}}


def _callback_port(client: AppClient) -> int | None:
    """Of the first callback URL that such a client listens at."""
    for url in client.callback_urls:
        parts = urlsplit(url)
        if (parts.scheme, parts.hostname, parts.path) == ("http", "localhost", CALLBACK_PATH):
            return parts.port
    return None


def _scopes(export: Export) -> list[str]:
    """Those that were asked for, or all that the client may have but for the rights of the user over the account."""
    return list(export.scopes) or [name for name in export.client.allowed_oauth_scopes if name != ADMIN_SCOPE]


def _resource(given: str) -> str:
    """An address that an MCP server can have (RFC 8707 section 2, RFC 9728 section 1.2). Raises UsageError."""
    try:
        parts = urlsplit(given)
        is_plain = bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        is_plain = False
    is_safe = is_plain and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS))
    if not is_safe or not given.isprintable() or " " in given or "#" in given:
        raise UsageError(
            f"--resource {given[:200]!r} can't be an MCP server's address: give an https URL, or http on this "
            f"machine, without a fragment. This would pass: {DEFAULT_RESOURCE}"
        )
    return given


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"
