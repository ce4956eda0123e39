"""Settings of an MCP server's clients, by the ways in which they can become clients of the user pool."""

import json
from dataclasses import replace
from typing import Any

import pytest

from automation.environment import AppClient
from automation.errors import UsageError
from automation.exports import Export, export_files, export_remark, export_text
from automation.tokens.registration import ClientRegistration
from tests.automation.environments import ISSUER, POOL_ID
from tests.automation.exports.exports import SECRETS, make_export

BASE = "http://127.0.0.1:4566"
SERVER = "https://mcp.example.com/mcp"
AGENT = AppClient(
    "agent",
    "abc",
    None,
    allowed_oauth_flows=("code",),
    allowed_oauth_scopes=("openid", "orders/read", "aws.cognito.signin.user.admin"),
    callback_urls=("https://agent.example.com/done", "http://localhost:33418/callback"),
)
MACHINE = AppClient("job", "xyz", "s3cret", ("client_credentials",), ("orders/read",))
OPEN = ClientRegistration(f"{BASE}/{POOL_ID}/oauth2/register", takes_metadata_documents=True)
CLOSED = ClientRegistration()


def mcp(client: AppClient = AGENT, registration: ClientRegistration = CLOSED, **changes: Any) -> Export:
    return replace(make_export(), client=client, registration=registration, **{"resource": SERVER, **changes})


def settings(*given: Any, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(export_text("mcp", mcp(*given, **changes)))
    return found


def test_a_client_that_is_there_is_named_with_what_it_may_ask() -> None:
    found = settings()
    assert (found["issuer"], found["resource"]) == (ISSUER, SERVER)
    assert found["discovery"] == f"{BASE}/{POOL_ID}/.well-known/openid-configuration"
    assert found["scopes"] == ["openid", "orders/read"]
    assert found["registration"] == {
        "methods": ["pre-registered"],
        "client": {
            "client_id": "abc",
            "grant_types": ["authorization_code"],
            "redirect_uris": list(AGENT.callback_urls),
            "token_endpoint_auth_method": "none",
        },
    }
    (server,) = found["mcpServers"].values()
    oauth = {"clientId": "abc", "callbackPort": 33418, "scopes": "openid orders/read"}
    assert server == {"type": "http", "url": SERVER, "oauth": oauth}


def test_where_clients_register_themselves_none_is_named_unless_it_was_chosen() -> None:
    found = settings(AGENT, OPEN)
    assert found["registration"]["methods"] == ["pre-registered", "client-id-metadata-document", "dynamic"]
    assert found["registration"]["endpoint"] == OPEN.endpoint
    assert [server["oauth"] for server in found["mcpServers"].values()] == [{"scopes": "openid orders/read"}]
    chosen = settings(AGENT, OPEN, is_client_chosen=True, scopes=("orders/read",))
    oauth = {"clientId": "abc", "callbackPort": 33418, "scopes": "orders/read"}
    assert [server["oauth"] for server in chosen["mcpServers"].values()] == [oauth]


def test_a_program_can_be_chosen_and_has_no_browser() -> None:
    found = settings(MACHINE, is_client_chosen=True)
    assert found["registration"]["client"]["grant_types"] == ["client_credentials"]
    assert found["registration"]["client"]["token_endpoint_auth_method"] == "client_secret_basic"
    assert [server["oauth"] for server in found["mcpServers"].values()] == [{"scopes": "orders/read"}]
    assert settings(MACHINE, OPEN)["registration"]["methods"] == ["client-id-metadata-document", "dynamic"]


def test_a_pool_that_lets_nobody_come_is_said_to() -> None:
    with pytest.raises(UsageError, match="the app client job lacks `code`"):
        export_text("mcp", mcp(MACHINE))


def test_the_servers_metadata_and_the_clients_file_stand_by_themselves() -> None:
    files = {name: json.loads(content) for name, content in export_files("mcp", mcp()).items()}
    assert list(files) == ["cognito.mcp.json", ".mcp.json", "oauth-protected-resource.json"]
    assert files["oauth-protected-resource.json"] == {
        "resource": SERVER,
        "authorization_servers": [ISSUER],
        "scopes_supported": ["openid", "orders/read"],
        "bearer_methods_supported": ["header"],
    }
    assert list(files[".mcp.json"]) == ["mcpServers"]


def test_scopes_that_nobody_knows_are_left_to_the_client() -> None:
    found = settings(replace(AGENT, allowed_oauth_scopes=()))
    assert "scopes_supported" not in found["protected_resource_metadata"]
    assert [list(server["oauth"]) for server in found["mcpServers"].values()] == [["clientId", "callbackPort"]]


def test_no_secret_is_in_what_is_made_to_be_shared() -> None:
    export = replace(make_export(), registration=OPEN, is_client_chosen=True)
    text = "".join(export_files("mcp", export).values())
    assert not [secret for secret in SECRETS if secret in text]


def test_without_a_server_it_is_where_the_sdk_serves() -> None:
    assert settings(resource="")["resource"] == "http://127.0.0.1:8000/mcp"


@pytest.mark.parametrize(
    "given",
    [
        *(
            "mcp.example.com",
            "http://mcp.example.com/mcp",
            "https://mcp.example.com/mcp#x",
            "https:///mcp",
            "https://[/",
        ),
        *(
            "https://a:b@mcp.example.com/",
            "https://mcp.example.com/a b",
            "https://mcp.example.com:0/",
            "ftp://localhost/",
        ),
    ],
)
def test_an_address_that_no_server_can_have_is_refused(given: str) -> None:
    with pytest.raises(UsageError, match="--resource"):
        settings(resource=given)


def test_an_issuer_that_leads_nowhere_is_said() -> None:
    assert "local start --issuer local" in export_remark("mcp", mcp())
    at_home = replace(mcp(), environment=replace(mcp().environment, issuer=f"{BASE}/{POOL_ID}"))
    assert export_remark("mcp", at_home) == ""
