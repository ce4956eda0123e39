"""`check-backend`: exit codes and reports of a sound and of a flawed back end."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

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
    assert "hostile tokens are refused, and the good one gets in" in ran.stderr


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
