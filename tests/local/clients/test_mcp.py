"""`examples/mcp` with the SDK of the Model Context Protocol as it comes from PyPI: its server and its client."""

import base64
import hashlib
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from tests.end_to_end.checkout import Checkout
from tests.end_to_end.served_examples import python_command, served
from tests.isolated import isolated_environment
from tests.local.clients.person import signed_in
from tests.local.clients.pools import PASSWORD, USERNAME
from tests.ports import free_port

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

EXAMPLES = Path(__file__).parents[3] / "examples"
EXAMPLE = EXAMPLES / "mcp"
SDK = ("mcp==2.3.0", "pyjwt==2.15.1")
METADATA_URL = "https://agent.example.com/client.json"
OTHER_RESOURCE = "https://elsewhere.example.com/mcp"
PATIENCE_S = 120.0
CALLS = """
import anyio, client, json, sys
for line in sys.stdin:
    print(json.dumps(anyio.run(client.call, *json.loads(line))), flush=True)
"""
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "tests", "version": "1"},
    },
}


@dataclass(frozen=True)
class Site:
    """The server, and an agent beside it."""

    resource: str
    orders_url: str
    redirect_uri: str
    endpoint_url: str
    checkout: Checkout
    agent: "subprocess.Popen[str]" = field(repr=False)

    def call(self, tool: str, metadata_url: str | None = None) -> dict[str, Any]:
        """What the tool answers an agent that begins with nothing; somebody signs in where it says."""
        assert self.agent.stdin
        assert self.agent.stdout
        assert self.agent.stderr
        self.agent.stdin.write(json.dumps([self.resource, tool, self.redirect_uri, metadata_url]) + "\n")
        self.agent.stdin.flush()
        lines = []
        for line in self.agent.stderr:
            lines.append(line)
            if line.startswith(f"{self.endpoint_url}/oauth2/authorize?"):
                requests.get(signed_in(line.strip()), timeout=10).raise_for_status()
                answer = self.agent.stdout.readline()
                found: dict[str, Any] = json.loads(answer) if answer else pytest.fail(self.agent.stderr.read())
                return found
        raise AssertionError("".join(lines))

    def tokens(self, resource: str | None) -> dict[str, str]:
        """What a client that its document describes gets for a resource, or for none."""
        verifier = "v" * 64
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": METADATA_URL,
            "redirect_uri": self.redirect_uri,
            "scope": "openid orders/read",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **({"resource": resource} if resource else {}),
        }
        back = signed_in(f"{self.endpoint_url}/oauth2/authorize?{urlencode(asked)}")
        form = {
            "grant_type": "authorization_code",
            "client_id": METADATA_URL,
            "redirect_uri": self.redirect_uri,
            "code": parse_qs(urlsplit(back).query)["code"][0],
            "code_verifier": verifier,
        }
        answer = requests.post(f"{self.endpoint_url}/oauth2/token", data=form, timeout=10)
        found: dict[str, str] = answer.json()
        assert answer.ok, found
        return found

    def comes_in(self, token: str) -> requests.Response:
        """What the server says to whoever brings a token."""
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json, text/event-stream"}
        return requests.post(self.resource, json=INITIALIZE, headers=headers, timeout=30)


@contextmanager
def running(command: list[str], variables: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        command,
        cwd=EXAMPLE,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        killer = threading.Timer(PATIENCE_S, process.kill)
        killer.start()
        try:
            yield process
        finally:
            killer.cancel()
            process.kill()


def wait_until_it_listens(server: "subprocess.Popen[str]") -> None:
    assert server.stderr
    lines = []
    for line in server.stderr:
        lines.append(line)
        if "Uvicorn running on" in line:
            threading.Thread(target=server.stderr.read, daemon=True).start()  # a full pipe would stop it
            return
    raise AssertionError("".join(lines))


@contextmanager
def deployed(folder: Path, redirect_uri: str) -> Iterator[Checkout]:
    """The example's pool with a user, made by the commands of its page."""
    checkout = Checkout.copy_of_this_one(folder)
    document = checkout.root / "examples" / "mcp" / "client.json"
    document.write_text(json.dumps({**json.loads(document.read_text()), "redirect_uris": [redirect_uri]}))
    commands = (
        ("local", "start", "--issuer", "local"),
        ("up", "--config", str(document.with_name("agents.yaml"))),
        ("users", "create", USERNAME, "--stack", "agents", "--password", "-"),
    )
    try:
        for command in commands:
            done = checkout.run(*command, text_in=PASSWORD)
            assert done.returncode == 0, done.stderr
        yield checkout
    finally:
        checkout.run("local", "stop")
        checkout.clear()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    redirect_uri = f"http://127.0.0.1:{free_port()}/callback"
    resource = f"http://127.0.0.1:{free_port()}/mcp"
    python = str(isolated_environment(*SDK) / "python")
    with ExitStack() as stack:
        agent = stack.enter_context(running([python, "-c", CALLS], {}))
        checkout = stack.enter_context(deployed(tmp_path_factory.mktemp("mcp"), redirect_uri))
        exported = checkout.run("export", "json", "--stack", "agents", "--client", "mcp-server")
        assert exported.returncode == 0, exported.stderr
        variables = json.loads(exported.stdout)
        back_end = stack.enter_context(served(python_command(EXAMPLES / "python"), {**os.environ, **variables}))
        told = {**variables, "MCP_RESOURCE": resource, "ORDERS_URL": f"{back_end}/orders"}
        wait_until_it_listens(stack.enter_context(running([python, "server.py"], told)))
        yield Site(resource, f"{back_end}/orders", redirect_uri, variables["COGNITO_HOSTED_UI_URL"], checkout, agent)


def test_a_client_that_registers_itself_calls_a_tool(site: Site) -> None:
    found = site.call("who")
    assert found["resource"] == site.resource
    assert found["client_id"].isalnum()


def test_a_client_that_its_document_describes_has_a_call_made_on_its_users_behalf(site: Site) -> None:
    caller = site.call("who", METADATA_URL)
    assert caller["client_id"] == METADATA_URL
    assert site.call("orders", METADATA_URL) == {"orders": [{"id": 1, "for": caller["sub"]}]}


def test_a_token_for_another_resource_or_for_none_is_refused(site: Site) -> None:
    assert site.comes_in(site.tokens(site.resource)["access_token"]).ok, "or else the next ones prove nothing"
    unbound = site.tokens(None)
    for token in (site.tokens(OTHER_RESOURCE)["access_token"], unbound["access_token"], unbound["id_token"]):
        refused = site.comes_in(token)
        assert refused.status_code == 401
        challenge = refused.headers["WWW-Authenticate"]
        assert 'error="invalid_token"' in challenge
        assert urlsplit(site.resource)._replace(path="/.well-known/oauth-protected-resource/mcp").geturl() in challenge


def test_no_hostile_token_gets_in_but_those_of_clients_that_anybody_may_be(site: Site) -> None:
    demand = ("--client", "described", "--resource", site.resource, "--scope", "orders/read")
    # A request without a body is a bad one, once its token is good.
    request = ("--method", "POST", "--accepted", "400")
    ran = site.checkout.run("check-backend", site.resource, "--stack", "agents", *demand, *request, "-o", "json")
    assert ran.returncode == 1, ran.stderr
    report = json.loads(ran.stdout)
    assert (report["let_in"], report["unclear"]) == (["other-client"], [])
    names = {one["name"] for one in report["results"]}
    assert {"other-resource", "resource-lookalike", "missing-resource", "client-of-a-list"} < names


def test_the_users_own_token_is_not_good_for_the_back_end(site: Site) -> None:
    own = site.tokens(site.resource)["access_token"]
    answer = requests.get(site.orders_url, headers={"Authorization": f"Bearer {own}"}, timeout=10)
    assert answer.status_code == 401
