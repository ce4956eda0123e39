"""Pages of other origins, in real Chromium: they read nothing of the engine and change nothing."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from local.cognito.control.names import SERVICE
from tests.local.cognito.safety.target import INVITED, PASSWORD, PRIVATE_PATHS, Target

pytestmark = pytest.mark.browser
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
EVIL = "evil.example"
PATIENCE_MS = 60_000


class EmptyPage(BaseHTTPRequestHandler):
    """An attacker's site."""

    def do_GET(self) -> None:
        body = b"<!DOCTYPE html><title>x</title><body></body>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    """The port of a web server of this machine, which is evil's in the browser."""
    with ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = next((path for name in NAMES if (path := shutil.which(name))), None)
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on PATH")
        pytest.skip("no Chromium on PATH")
    arguments = [
        f"--host-resolver-rules=MAP {EVIL} 127.0.0.1,MAP *.{EVIL} 127.0.0.1",
        # What newer browsers ask their user about, and older ones don't: the engine has to be safe without it.
        "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights",
        "--disable-gpu",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield launched
        launched.close()


@contextmanager
def page_at(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


READ = """async ([url, options]) => {
  try {
    const answer = await fetch(url, options);
    return {type: answer.type, status: answer.status, text: await answer.text()};
  } catch (error) { return {type: "failed", status: 0, text: ""}; }
}"""


def fetch(page: Page, url: str, **options: Any) -> Any:
    return page.evaluate(READ, [url, options])


def everything(target: Target) -> list[str]:
    paths = [target.path(path) for path in PRIVATE_PATHS]
    public = [f"/{target.pool_id}/.well-known/jwks.json", "/_engine/health", "/_engine/status", "/_engine/reset"]
    return [target.engine.endpoint_url + path for path in [*paths, *public]]


def operation(name: str, body: Any) -> dict[str, Any]:
    return {
        "method": "POST",
        "headers": {
            "X-Amz-Target": f"AWSCognitoIdentityProviderService.{name}",
            "Content-Type": "application/x-amz-json-1.1",
        },
        "body": json.dumps(body),
    }


def test_a_page_of_another_site_reads_nothing_with_any_kind_of_fetch(browser: Browser, site: int, target: Target):
    before = target.state()
    with page_at(browser, f"http://{EVIL}:{site}/") as page:
        for url in everything(target):
            for options in (
                {},
                {"credentials": "include"},
                {"method": "POST", "body": "a=b"},
                {"method": "POST", "headers": {"Content-Type": "application/json"}, "body": "{}"},
                {"method": "PUT"},
                {"method": "DELETE"},
            ):
                found = fetch(page, url, **options)
                assert found == {"type": "failed", "status": 0, "text": ""}, (url, options)
            for opaque in ({"mode": "no-cors"}, {"mode": "no-cors", "method": "POST", "body": "{}"}):
                found = fetch(page, url, **opaque)
                assert found["type"] in {"opaque", "failed"}
                assert found["text"] == ""
        sign_up = {"ClientId": target.client_id, "Username": "eve", "Password": PASSWORD}
        assert fetch(page, target.engine.endpoint_url, **operation("SignUp", sign_up))["type"] == "failed"
    assert target.state() == before


SEND = """async ([url, kind]) => {
  const done = what => new Promise(resolve => { what(resolve); setTimeout(resolve, 3000); });
  if (kind === "beacon") { navigator.sendBeacon(url, new Blob(["{}"], {type: "text/plain"})); return "sent"; }
  if (kind === "socket") {
    return await done(resolve => {
      const socket = new WebSocket(url.replace("http", "ws"));
      socket.onopen = () => resolve("open"); socket.onerror = () => resolve("refused");
    });
  }
  const element = document.createElement(kind);
  const result = await done(resolve => {
    element.onload = () => resolve("loaded"); element.onerror = () => resolve("refused");
    if (kind === "link") { element.rel = "stylesheet"; element.href = url; } else { element.src = url; }
    if (kind === "object") element.data = url;
    document.body.append(element);
  });
  let inside = "";
  try { inside = element.contentDocument ? element.contentDocument.body.innerText : ""; } catch { inside = "closed"; }
  element.remove();
  return result + ":" + inside;
}"""


@pytest.mark.parametrize("kind", ["img", "script", "link", "iframe", "object", "beacon", "socket"])
def test_a_page_of_another_site_can_load_nothing_of_it(browser: Browser, site: int, target: Target, kind: str):
    before = target.state()
    with page_at(browser, f"http://{EVIL}:{site}/") as page:
        for path in ("/inbox", "/inbox.json", "/_console", "/_engine/status", target.path(PRIVATE_PATHS[7])):
            found = page.evaluate(SEND, [target.engine.endpoint_url + path, kind])
            assert found != "open"
            assert not str(found).startswith("loaded") or kind in {"iframe", "object"}, (path, found)
            assert INVITED not in str(found)
    assert target.state() == before


FORM = """([url, method, fields]) => {
  const form = document.createElement("form");
  form.action = url; form.method = method;
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement("input"); input.name = name; input.value = value; form.append(input);
  }
  document.body.append(form); form.submit();
}"""


NAVIGATED = ("/", "/inbox", "/inbox.json", "/_console", "/_console/pools/{pool}", "/_engine/reset", "/_engine/status")
FIELDS = {"Action": "GetCallerIdentity", "username": "ada", "password": PASSWORD, "SAMLResponse": "x"}


def test_navigations_and_forms_of_another_site_change_nothing_and_end_in_no_private_page(
    browser: Browser, site: int, target: Target
):
    before = target.state()
    with page_at(browser, f"http://{EVIL}:{site}/") as page:
        for path in map(target.path, NAVIGATED):
            for method in ("get", "post"):
                page.goto(f"http://{EVIL}:{site}/")
                with page.expect_navigation():
                    page.evaluate(FORM, [target.engine.endpoint_url + path, method, FIELDS])
                assert shows_nothing_private(page.content()), path
    assert target.state() == before


def test_no_path_has_a_private_page_for_what_a_browser_sends_for_another_sites_form(target: Target):
    before = target.state()
    of_another_site = {
        "Origin": f"http://{EVIL}",
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    # The link of a message is followed from wherever mail is read.
    private = [target.path(path) for path in PRIVATE_PATHS if not path.startswith("/confirmUser")]
    for path in (*private, "/_engine/reset", "/_engine/status"):
        for method in ("GET", "POST"):
            connection = HTTPConnection("127.0.0.1", target.port, timeout=60)
            connection.request(method, path, urlencode(FIELDS) if method == "POST" else None, of_another_site)
            assert shows_nothing_private(connection.getresponse().read().decode()), (method, path)
            connection.close()
    assert target.state() == before


def shows_nothing_private(shown: str) -> bool:
    return INVITED not in shown and "User pools" not in shown


def test_a_name_that_is_pointed_at_this_machine_reaches_nothing(browser: Browser, target: Target):
    before = target.state()
    rebound = f"http://{EVIL}:{target.port}"
    with page_at(browser, f"{rebound}/inbox") as page:
        assert "DNS rebinding" in page.content()
        for path in ("/inbox.json", "/_console", "/_engine/status", "/_engine/health"):
            found = fetch(page, rebound + path)
            assert found["status"] == 403
            assert INVITED not in found["text"]
        sign_up = {"ClientId": target.client_id, "Username": "eve", "Password": PASSWORD}
        assert fetch(page, f"{rebound}/", **operation("SignUp", sign_up))["status"] == 403
        assert fetch(page, f"{rebound}/", **operation("ListUserPools", {"MaxResults": 1}))["status"] == 403
    assert target.state() == before


def test_an_application_of_this_machine_uses_the_public_api_and_reads_no_inbox_console_or_control(
    browser: Browser, site: int, target: Target
):
    with page_at(browser, f"http://localhost:{site}/") as page:
        url = target.engine.endpoint_url
        wrong = {
            "ClientId": target.client_id,
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "nobody", "PASSWORD": PASSWORD},
        }
        assert fetch(page, f"{url}/", **operation("InitiateAuth", wrong))["status"] == 400
        assert fetch(page, f"{url}/{target.pool_id}/.well-known/jwks.json")["status"] == 200
        listed = fetch(page, f"{url}/", **operation("ListUserPools", {"MaxResults": 1}))
        assert json.loads(listed["text"])["__type"] == "MissingAuthenticationTokenException"
        for path in (
            "/inbox",
            "/inbox.json",
            "/_console",
            "/_engine/status",
            "/_engine/proof?challenge=0123456789abcdef",
        ):
            for options in ({}, {"credentials": "include"}, {"method": "POST", "body": "{}"}):
                assert fetch(page, url + path, **options)["type"] == "failed", path


def test_the_engines_own_pages_are_shown_to_their_user(browser: Browser, target: Target):
    with page_at(browser, f"{target.engine.endpoint_url}/inbox") as page:
        assert INVITED in page.content()
        assert SERVICE not in page.content()
