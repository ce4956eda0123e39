"""`check-backend`: exit codes and reports of a sound and of a flawed back end."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from tests.automation.backends.flawed import FlawedBackend, make_server
from tests.automation.driver import Driver

UNASKED = frozenset({"scope", "group", "resource"})
"""A back end that demands none of these."""
Serve = Callable[[frozenset[str]], str]


@pytest.fixture
def serve(driver: Driver) -> Iterator[Serve]:
    outputs = driver.run("up", "-o", "json").json()
    jwks = requests.get(outputs["jwks_uri"], timeout=30).json()
    with ExitStack() as stack:

        def served(flaws: frozenset[str]) -> str:
            backend = FlawedBackend(jwks, outputs["issuer"], outputs["client_id"], flaws | UNASKED)
            server = stack.enter_context(make_server(backend))
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}/me"

        yield served


def test_a_back_end_that_refuses_them_all_passes(driver: Driver, serve: Serve):
    ran = driver.run("check-backend", serve(frozenset()), "-o", "json")
    report = ran.json()
    assert (report["passed"], report["let_in"], report["good_token_status"]) == (True, [], 200)
    assert "hostile tokens were refused, and the good one got in" in ran.stderr


def test_what_got_in_is_named_in_each_form_and_is_a_failure(driver: Driver, serve: Serve):
    url = serve(frozenset({"exp"}))
    ran = driver.run("check-backend", url, "-o", "json")
    assert ran.code == 1
    assert "expired" in json.loads(ran.stdout)["let_in"]
    assert "got in: " in ran.stderr
    junit = driver.run("check-backend", url, "-o", "junit")
    assert junit.code == 1
    assert '<testcase classname="check-backend" name="expired"><failure' in junit.stdout
    table = driver.run("check-backend", url)
    assert table.code == 1
    assert "expired" in table.stdout


def test_genuine_tokens_leave_this_machine_only_where_that_is_said(driver: Driver):
    ran = driver.run("check-backend", "https://api.example.com/me", "-o", "json")
    assert ran.code == 2
    assert "--allow-remote" in json.loads(ran.stdout)["error"]["text"]
    assert driver.backend.calls == []


@pytest.mark.parametrize(
    "options", [("--refused", "404", "--accepted", "404"), ("--accepted", "403"), ("--refused", "204")]
)
def test_a_status_does_not_mean_both(driver: Driver, options: tuple[str, ...]):
    ran = driver.run("check-backend", "http://127.0.0.1:9/", *options)
    assert ran.code == 2
    assert "can't mean both" in ran.stderr
    assert driver.backend.calls == []


@pytest.mark.parametrize("status", [200, None])
def test_an_address_that_lets_everything_in_or_says_nothing_is_sent_no_token_and_nobody_is_created(
    driver: Driver, status: int | None
):
    outputs = driver.run("up", "-o", "json").json()
    asked: list[str] = []

    class Anything(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get("Authorization", ""))
            if status:
                self.send_response(status)
                self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Anything) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        ran = driver.run("check-backend", f"http://127.0.0.1:{server.server_port}/me")
        server.shutdown()
        thread.join()
    assert ran.code == 1
    assert ("isn't protected at all" if status else "closed the connection without a response") in ran.stderr
    assert asked == ["", "Bearer not-a-token"]
    assert driver.cognito().list_users(UserPoolId=outputs["user_pool_id"])["Users"] == []
