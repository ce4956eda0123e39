"""What the component deploys of a client that says little is what the driver takes it for."""

import re
from typing import Any

from components import CognitoAuth
from components.effective import effective_client
from tests.components.support import RecordingMocks, pulumi_test

CALLBACKS = {"callback_urls": ["https://app.example.com/back"]}
CLIENTS: list[dict[str, Any]] = [
    {"name": "bare"},
    {"name": "callbacks", **CALLBACKS},
    {"name": "machine", "allowed_oauth_flows": ["client_credentials"], "allowed_oauth_scopes": ["orders/read"],
     "generate_secret": True},
    {"name": "rotating", "refresh_token_rotation": {"feature": "ENABLED"}},
    {"name": "choosing", "explicit_auth_flows": ["ALLOW_USER_AUTH"]},
]  # fmt: skip
DECIDED = ("allowed_oauth_flows", "allowed_oauth_scopes", "explicit_auth_flows", "supported_identity_providers")


@pulumi_test
async def test_a_clients_defaults_are_those_that_are_deployed(mocks: RecordingMocks) -> None:
    servers = [{"identifier": "orders", "name": "Orders", "scopes": [{"scope_name": "read", "scope_description": "r"}]}]
    args: Any = {
        "pool_name": "p", "domain": {"prefix": "webapp12"}, "resource_servers": servers, "clients": CLIENTS,
    }  # fmt: skip
    auth = CognitoAuth("auth", args)
    await auth.clients.future()
    for client in CLIENTS:
        deployed = mocks.inputs("UserPoolClient", f"auth-client-{client['name']}")
        expected = {_camel(key): effective_client(client)[key] for key in DECIDED}
        assert {key: deployed.get(key) for key in expected} == expected


def _camel(key: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), key)
