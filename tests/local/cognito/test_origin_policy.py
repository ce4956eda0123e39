"""The policy as a DNS-rebinding page, a cross-site page and the machine's own programs and pages come to it."""

import asyncio
from typing import Any

import pytest

from local.cognito.origin_policy import PAGES, PRIVATE, OriginPolicy, why_refused

HERE = {"host": "127.0.0.1:4566"}
NAVIGATION = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
FETCH = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}


async def everything(scope: Any, receive: Any, send: Any) -> None:
    """An application that answers whoever reaches it."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"answered"})


def ask(method: str, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(OriginPolicy(everything)(scope, receive, send))
    found = {name.decode(): value.decode() for name, value in sent[0].get("headers", [])}
    return sent[0]["status"], found, sent[-1].get("body", b"")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:4566", "127.0.0.1", "localhost:4566", "LOCALHOST:1", "[::1]:4566", "orders.localhost:4566"],
)
def test_a_program_of_this_machine_is_answered_under_each_of_its_names(host):
    assert ask("POST", "/", {"host": host})[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "rebound.example.com:4566",
        "127.0.0.1.example.com:4566",
        "localhost.example.com",
        "notlocalhost",
        "localhost.",
        "169.254.169.254",
        "0.0.0.0:4566",
        "127.0.0.1:4566@example.com",
        "example.com@127.0.0.1:4566",
        "127.0.0.1/x:4566",
        "127.0.0.1:port",
        "[::1",
        "[::ffff:10.0.0.1]",
    ],
)
def test_a_page_whose_name_was_rebound_to_this_machine_is_refused_whatever_it_asks(host):
    same_origin = {"host": host, "sec-fetch-site": "same-origin", "origin": f"http://{host}"}
    for method, path in (("GET", "/_console"), ("POST", "/"), ("GET", "/login"), ("GET", "/inbox.json")):
        status, headers, body = ask(method, path, same_origin)
        assert status == 403
        assert b"this request's Host is" in body
        assert "access-control-allow-origin" not in headers


def test_without_a_host_nothing_is_answered():
    assert ask("GET", "/", {})[0] == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example", "file://"])
@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("POST", "/login"), ("POST", "/_engine/reset")])
def test_a_page_of_another_site_can_change_nothing(origin, method, path):
    status, headers, body = ask(method, path, {**HERE, "origin": origin, **FETCH})
    assert status == 403
    assert f"Origin is {origin}".encode() in body
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "path", ["/_console", "/inbox", "/inbox.json", "/", "/_engine/health", "/challenge", "/confirm", "/oauth2/token"]
)
def test_a_page_of_another_site_can_load_nothing_not_even_as_an_image_or_frame(path):
    for dest in ("image", "script", "iframe", "document"):
        mode = "navigate" if dest in {"iframe", "document"} else "no-cors"
        headers = {**HERE, "sec-fetch-site": "cross-site", "sec-fetch-mode": mode, "sec-fetch-dest": dest}
        assert ask("GET", path, headers)[0] == 403


@pytest.mark.parametrize("path", ["/oauth2/authorize", "/logout", "/login", "/signup", "/confirmUser"])
def test_an_application_anywhere_may_send_its_user_to_the_hosted_pages_but_not_frame_or_fetch_them(path):
    assert ask("GET", path, {**HERE, **NAVIGATION})[0] == 200
    assert ask("GET", path, {**HERE, **NAVIGATION, "sec-fetch-dest": "iframe"})[0] == 403
    assert ask("GET", path, {**HERE, **FETCH})[0] == 403


def test_a_form_of_another_site_reaches_the_saml_response_alone():
    posted = {**HERE, **NAVIGATION, "origin": "https://idp.example"}
    assert ask("POST", "/saml2/idpresponse", posted)[0] == 200
    assert ask("POST", "/signup", posted)[0] == 403


def test_a_page_typed_by_its_user_is_answered():
    assert ask("GET", "/_console", {**HERE, "sec-fetch-site": "none", "sec-fetch-mode": "navigate"})[0] == 200


@pytest.mark.parametrize("origin", ["http://localhost:8585", "http://127.0.0.1:3000", "https://[::1]:1"])
def test_a_page_of_this_machine_may_read_the_api_and_the_oauth_endpoints(origin):
    for method, path in (("POST", "/"), ("POST", "/oauth2/token"), ("GET", "/pool/.well-known/jwks.json")):
        status, headers, body = ask(method, path, {**HERE, "origin": origin, **FETCH})
        assert (status, body) == (200, b"answered")
        assert headers["access-control-allow-origin"] == origin
        assert headers["vary"] == "Origin"


def test_the_preflight_allows_the_headers_that_were_asked_for_authorization_among_them():
    asked = {"access-control-request-method": "GET", "access-control-request-headers": "authorization,x-amz-target"}
    status, headers, _ = ask("OPTIONS", "/oauth2/userInfo", {**HERE, "origin": "http://localhost:8585", **asked})
    assert status == 200
    assert headers["access-control-allow-headers"] == "authorization,x-amz-target"
    assert ask("OPTIONS", "/oauth2/userInfo", {**HERE, "origin": "https://evil.example", **asked})[0] == 403


@pytest.mark.parametrize("path", ["/login", "/challenge", "/_console/pools/x", "/inbox.json", "/oauth2/authorize"])
def test_no_other_origin_reads_the_pages_though_it_be_of_this_machine(path):
    _, headers, _ = ask("GET", path, {**HERE, "origin": "http://localhost:8585"})
    assert "access-control-allow-origin" not in headers


def test_what_asks_without_an_origin_gets_no_word_of_cors():
    assert set(ask("GET", "/pool/.well-known/jwks.json", HERE)[1]) == {"content-type"}


def test_what_is_open_to_other_sites_is_read_by_none():
    assert all(PRIVATE.fullmatch(path) for path in PAGES)


def test_a_refusal_says_what_was_wrong_in_one_paragraph():
    why = why_refused("GET", "/", {"host": "rebound.example.com"})
    assert why is not None
    assert "rebound.example.com" in why
    assert "only answers requests to 127.0.0.1 and localhost" in why
