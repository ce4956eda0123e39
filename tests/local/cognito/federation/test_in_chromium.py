"""A federated sign-in in a real browser: buttons, the provider's page, forms that submit themselves, cookies."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.chromium import chromium_page
from tests.local.cognito.federation import world
from tests.local.cognito.federation.world import Federated

pytestmark = pytest.mark.browser


class Application(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<title>Application</title>signed in"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def page() -> Iterator[Page]:
    with chromium_page() as opened:
        yield opened


@pytest.fixture
def application(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Application) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        url = f"http://localhost:{server.server_port}/callback"
        monkeypatch.setattr(world, "CALLBACK", url)
        yield url
        server.shutdown()


@pytest.mark.parametrize("kind", ["OIDC", "SAML"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_somebody_signs_in_from_an_application_of_another_site(federated: Federated, page, application, kind, host):
    federated.trust_test_provider(kind, {"email": "email"})
    base = f"http://{host}:{federated.engine.port}"
    # By a link of the application's own page: the engine sees a cross-site navigation.
    page.goto(application)
    query = f"client_id={federated.client_id}&redirect_uri={application}&response_type=code&scope=openid&state=s"
    page.evaluate("address => { location.href = address }", f"{base}/oauth2/authorize?{query}")
    page.get_by_role("link", name="Continue with Corp").click()
    page.get_by_label("Any name or e-mail address").fill("ada@corp.example")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{application}?code=*")
    assert "state=s" in page.url
    assert [user.attributes["email"] for user in federated.users] == ["ada@corp.example"]


def test_somebody_is_chosen_by_a_button(federated: Federated, page, application):
    federated.trust_test_provider("SAML", {"email": "email"})
    query = f"client_id={federated.client_id}&redirect_uri={application}&response_type=code&scope=openid"
    page.goto(f"{federated.engine.endpoint_url}/oauth2/authorize?{query}&identity_provider=Corp")
    page.get_by_role("button", name="Grace Example").click()
    page.wait_for_url(f"{application}?code=*")
    assert [user.attributes["email"] for user in federated.users] == ["grace@example.com"]
