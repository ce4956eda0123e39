"""How applications become clients of a pool, and whoever answers in its place."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
import requests

from automation.errors import DriverError
from automation.tokens.discovery import MAX_BYTES, PoolMissingError
from automation.tokens.registration import ClientRegistration, registration_of
from tests.automation.environments import ISSUER, POOL_ID, make_environment
from tests.automation.tokens.test_discovery import FakeHttp

BASE = "http://127.0.0.1:4566"
REGISTER = f"{BASE}/{POOL_ID}/oauth2/register"
DESCRIPTION = {
    "issuer": ISSUER,
    "token_endpoint": f"{BASE}/oauth2/token",
    "registration_endpoint": REGISTER,
    "client_id_metadata_document_supported": True,
}


def registered(content: Any, status: int = 200) -> ClientRegistration:
    http = FakeHttp(content, status)
    try:
        return registration_of(http, make_environment())
    finally:
        assert http.asked == [f"{BASE}/{POOL_ID}/.well-known/openid-configuration"]


def test_a_pool_says_where_applications_register_and_whether_documents_describe_them() -> None:
    assert registered(DESCRIPTION) == ClientRegistration(REGISTER, takes_metadata_documents=True)


def test_a_pool_that_says_nothing_offers_nothing() -> None:
    assert registered({"issuer": ISSUER}) == ClientRegistration("", takes_metadata_documents=False)


def test_on_aws_it_is_at_the_pools_domain() -> None:
    hosted = "https://shop.auth.us-east-1.amazoncognito.com"
    environment = make_environment(
        jwks_uri=f"{ISSUER}/.well-known/jwks.json", token_endpoint="https://auth.example.com/oauth2/token"
    )
    described = {
        **DESCRIPTION,
        "token_endpoint": f"{hosted}/oauth2/token",
        "registration_endpoint": f"{hosted}/oauth2/register",
    }
    http = FakeHttp(described)
    assert registration_of(http, environment).endpoint == f"{hosted}/oauth2/register"
    assert http.asked == [f"{ISSUER}/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    "endpoint", ["https://elsewhere.example.com/oauth2/register", "/oauth2/register", "https://[", 7, ["x"], {"a": 1}]
)
def test_registration_at_another_place_is_refused(endpoint: Any) -> None:
    with pytest.raises(DriverError, match="another server"):
        registered({**DESCRIPTION, "registration_endpoint": endpoint})


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        ({**DESCRIPTION, "issuer": "https://elsewhere.example.com"}, 200, "another issuer"),
        ({}, 200, "another issuer"),
        (b"<html>Welcome</html>", 200, "isn't the discovery document"),
        (b"", 200, "isn't the discovery document"),
        (b'"' + b"x" * MAX_BYTES + b'"', 200, "isn't the discovery document"),
        (b"[" * 100_000, 200, "isn't the discovery document"),
        (DESCRIPTION, 302, "HTTP 302"),
        (DESCRIPTION, 500, "HTTP 500"),
    ],
)
def test_whoever_answers_in_the_pools_place_is_refused(content: Any, status: int, words: str) -> None:
    with pytest.raises(DriverError, match=words):
        registered(content, status)


def test_a_pool_that_is_gone_is_said_to_be() -> None:
    with pytest.raises(PoolMissingError, match="There is no user pool"):
        registered(b"{}", 404)


class Stranger(BaseHTTPRequestHandler):
    """Answers every address in the way that its path begins with, and writes down what was asked."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        way = self.path.split("/")[1]
        if way == "nothing":
            return
        self.send_response(302 if way in {"loop", "away"} else 200)
        if way == "loop":
            self.send_header("Location", self.path)
        elif way == "away":
            self.send_header("Location", "http://elsewhere.invalid/")
        self.end_headers()
        with suppress(OSError):
            while way == "endless":  # until whoever asks has had enough
                self.wfile.write(b" " * 65_536)
            self.wfile.write(b"Welcome!")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def stranger() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("everything", "isn't the discovery document of a user pool"),
        ("nothing", "didn't respond"),
        ("endless", "isn't the discovery document of a user pool"),
        ("loop", "HTTP 302"),
        ("away", "HTTP 302"),
    ],
)
def test_a_stranger_at_the_pools_address_is_asked_once_and_never_followed(stranger: str, way: str, words: str) -> None:
    Stranger.asked.clear()
    environment = make_environment(jwks_uri=f"{stranger}/{way}/{POOL_ID}/.well-known/jwks.json")
    with requests.Session() as http, pytest.raises(DriverError, match=words) as refusal:
        registration_of(http, environment)
    assert "\n" not in str(refusal.value)
    assert Stranger.asked == [f"/{way}/{POOL_ID}/.well-known/openid-configuration"]
