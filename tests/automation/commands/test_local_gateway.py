"""`local gateway`: what it stands in front of, with the tokens of a stack, and what it refuses at the start."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
import requests

from automation.commands import local_gateway
from automation.errors import Interrupted
from tests.automation.driver import SETTINGS, Driver, Ran
from tests.local.gateway.served import BackEnd, served
from tests.ports import free_port

UNSEEN = {"missing-sub", "missing-token-use", "no-scheme", "token-use-of-a-list", "unknown-token-use"}
"""What API Gateway doesn't look at: `sub` and `token_use`; and it takes a token without `Bearer` before it."""
Meanwhile = Callable[[str], object]


@pytest.fixture
def behind() -> Iterator[str]:
    with served(BackEnd()) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def open_gateway(driver: Driver, behind: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs the command, does something with the gateway's address meanwhile, and ends it as Ctrl-C does."""

    def opened(meanwhile: Meanwhile, *options: str) -> Ran:
        addresses: list[str] = []
        printed = local_gateway._print

        def remembered(context: Any, gateway: Any, mode: str) -> None:
            addresses.append(gateway.url)
            printed(context, gateway, mode)

        def interrupted() -> None:
            meanwhile(addresses[0])
            raise Interrupted(2)

        monkeypatch.setattr(local_gateway, "_print", remembered)
        monkeypatch.setattr(local_gateway, "_until_interrupted", interrupted)
        driver.run("up")
        return driver.run("local", "gateway", "--to", behind, *options)

    return opened


def token(driver: Driver, *options: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {driver.run('token', '-o', 'raw', *options).stdout.strip()}"}


def test_tokens_of_the_stack_get_in_and_hostile_ones_do_not(driver: Driver, open_gateway: Any) -> None:
    reports: list[Any] = []

    def check(url: str) -> None:
        ran = driver.run("check-backend", f"{url}/me", "--scope", "orders/read", "-o", "json")
        reports.append(json.loads(ran.stdout))

    ran = open_gateway(check, "--scope", "orders/read", "-o", "json")
    assert ran.json()["mode"] == "http-api"
    assert set(reports[0]["let_in"]) == UNSEEN
    assert reports[0]["unclear"] == []
    assert len(reports[0]["results"]) >= 48
    assert "401 GET '/me': the token has expired" in ran.stderr
    assert "403 GET '/me': expected scopes: [orders/read]" in ran.stderr
    assert "eyJ" not in ran.stderr


def test_routes_have_scopes_of_their_own_or_are_public(driver: Driver, open_gateway: Any) -> None:
    statuses: list[int] = []

    def ask(url: str) -> None:
        headers = token(driver, "--client", "batch")
        asked = [("/orders", headers), ("/me", headers), ("/health", headers), ("/health", {})]
        statuses.extend(requests.get(url + path, headers=sent, timeout=20).status_code for path, sent in asked)

    routes = ["--route", "GET /orders orders/read", "--route", "GET /me openid", "--public", "GET /health"]
    assert open_gateway(ask, *routes).code == 0
    assert statuses == [200, 403, 200, 200]


def test_claims_reach_the_back_end_as_headers(driver: Driver, open_gateway: Any) -> None:
    told: list[Any] = []

    def ask(url: str) -> None:
        told.extend(requests.get(url, headers=token(driver, "--client", "batch"), timeout=20).json()["headers"])

    assert open_gateway(ask, "--claim-header", "X-Client=client_id", "-o", "raw").code == 0
    client_id = driver.run("outputs", "-o", "json").json()["clients"]["batch"]["client_id"]
    assert ["x-client", client_id] in told


def test_tokens_of_a_client_that_is_not_named_are_for_others(driver: Driver, open_gateway: Any) -> None:
    answers: list[requests.Response] = []

    def ask(url: str) -> None:
        answers.append(requests.get(url, headers=token(driver, "--client", "batch"), timeout=20))

    open_gateway(ask, "--client", "web")
    assert answers[0].status_code == 401
    assert "valid audience" in answers[0].headers["www-authenticate"]


def test_a_load_balancer_listens_where_the_client_sends_users_back(driver: Driver, open_gateway: Any) -> None:
    settings, port = deepcopy(SETTINGS), free_port()
    settings["clients"][0]["callback_urls"].append(f"http://localhost:{port}/oauth2/idpresponse")
    driver.write_stack("dev", settings)
    locations: list[str] = []

    def ask(url: str) -> None:
        assert url == f"http://localhost:{port}"
        locations.append(requests.get(url, allow_redirects=False, timeout=20).headers["Location"])

    ran = open_gateway(ask, "--mode", "alb", "-o", "json").json()
    assert "/oauth2/authorize?" in locations[0]
    assert ran["public_keys_url"] == f"http://127.0.0.1:{port}/_gateway/public-keys"
    assert ran["signer"].startswith("arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "`local gateway` needs --to"),
        (["--to", "http://192.168.1.7:8000"], "192.168.1.7 isn't this machine"),
        (["--to", "http://localhost:8000/api"], "without a path: each request has its own"),
        (["--to", "localhost:8000"], "isn't the address of a back end"),
        (["--to", "http://localhost:1", "--route", "orders"], "'orders' isn't a route"),
        (["--to", "http://localhost:1", "--public", "GET /x a"], "'GET /x a' isn't a route"),
        (["--to", "http://localhost:1", "--scope", "a", "--route", "GET /"], "write each route's scopes after its key"),
        (["--to", "http://localhost:1", "--claim-header", "x-user"], "'x-user' isn't NAME=CLAIM"),
        (["--to", "http://localhost:1", "--claim-header", "via=sub"], "'via' isn't a header"),
        (["--to", "http://localhost:1", "--client", "nobody"], "has no app client 'nobody'"),
        (["--to", "http://localhost:1", "--on-unauthenticated", "deny"], "--on-unauthenticated needs --mode alb"),
        (["--to", "http://localhost:1", "--mode", "alb", "--route", "GET /"], "--route needs --mode http-api"),
        (
            ["--to", "http://localhost:1", "--mode", "alb", "--port", "9000"],
            "Add http://localhost:9000/oauth2/idpresponse to its callback_urls",
        ),
        (
            ["--to", "http://localhost:1", "--mode", "alb", "--client", "web", "--client", "batch"],
            "Name it with --client",
        ),
    ],
)
def test_what_can_not_be_is_said_before_anything_listens(driver: Driver, options: list[str], said: str) -> None:
    driver.run("up")
    ran = driver.run("local", "gateway", *options)
    assert ran.code == 2
    assert said in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


def test_a_port_that_is_taken_is_said(driver: Driver) -> None:
    driver.run("up")
    with served(BackEnd()) as port:
        ran = driver.run("local", "gateway", "--to", "http://localhost:1", "--port", str(port))
    assert ran.code == 1
    assert f"can't listen on port {port}: Address already in use. Choose another --port." in ran.stderr


def test_its_options_go_with_it_alone(driver: Driver) -> None:
    ran = driver.run("local", "status", "--mode", "alb")
    assert ran.code == 2
    assert "--mode is an option of `local gateway`." in ran.stderr
