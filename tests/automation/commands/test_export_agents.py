"""`export mcp` and `export agentcore` on a kept stack: nobody signs in for them."""

import json
from typing import Any

import pytest

from tests.automation.driver import Driver


@pytest.fixture
def deployed(driver: Driver) -> Driver:
    assert driver.run("up").code == 0
    return driver


def let_clients_register(driver: Driver) -> dict[str, Any]:
    """What the stack's outputs are, of a pool that now registers clients."""
    outputs: dict[str, Any] = driver.run("outputs", "-o", "json").json()
    configuration = {"OpenDcrEnabled": True, "AllowedScopes": ["orders/read"]}
    driver.cognito().update_user_pool(UserPoolId=outputs["user_pool_id"], DcrConfiguration=configuration)
    return outputs


def test_an_mcp_clients_settings_say_what_the_pool_offers(deployed: Driver) -> None:
    before = deployed.run("export", "mcp").json()
    assert before["registration"]["methods"] == ["pre-registered"]
    outputs = let_clients_register(deployed)
    ran = deployed.run("export", "mcp", "--resource", "https://mcp.example.com/mcp", "--scope", "orders/read")
    found = ran.json()
    assert found["registration"]["methods"] == ["pre-registered", "dynamic"]
    assert (
        found["registration"]["endpoint"] == f"{deployed.engine.endpoint_url}/{outputs['user_pool_id']}/oauth2/register"
    )
    assert (found["resource"], found["scopes"]) == ("https://mcp.example.com/mcp", ["orders/read"])
    assert "local start --issuer local" in ran.stderr
    assert outputs["client_secret"] not in ran.stdout
    assert deployed.cognito().list_users(UserPoolId=outputs["user_pool_id"])["Users"] == []


def test_an_authorizer_has_the_stacks_clients(deployed: Driver) -> None:
    outputs = deployed.run("outputs", "-o", "json").json()
    ran = deployed.run("export", "agentcore", "--group", "staff", "-o", "json")
    authorizer = json.loads(ran.json()["text"])["customJWTAuthorizer"]
    assert authorizer["allowedClients"] == [client["client_id"] for client in outputs["clients"].values()]
    assert authorizer["allowedScopes"] == ["orders/read"]
    assert len(authorizer["customClaims"]) == 2
    assert "--target aws" in ran.stderr


def test_their_files_are_written(deployed: Driver) -> None:
    folder = deployed.root / "agent"
    assert deployed.run("export", "mcp", "--folder", str(folder)).code == 0
    assert deployed.run("export", "agentcore", "--folder", str(folder)).code == 0
    names = [".mcp.json", "cognito.agentcore.json", "cognito.mcp.json", "oauth-protected-resource.json"]
    assert sorted(file.name for file in folder.iterdir()) == names


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            ("curl", "--resource", "https://x.example"),
            "--resource doesn't apply to the format curl, only to: env, dotenv, json, header, mcp",
        ),
        (("mcp", "--group", "staff"), "--group doesn't apply to the format mcp, only to: agentcore"),
        (("k6", "--origin", "http://localhost"), "--origin doesn't apply to the format k6"),
        (("mcp", "--resource", "app://here"), "--resource 'app://here' can't be an MCP server's address"),
        (("mcp", "--client", "nobody"), "has no app client 'nobody'"),
    ],
)
def test_what_can_not_be_meant_is_refused(deployed: Driver, asked: tuple[str, ...], words: str) -> None:
    ran = deployed.run("export", *asked)
    assert (ran.code, ran.stdout) == (2, "")
    assert words in ran.stderr
