"""People with a browser at the hosted pages."""

import re
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.looks import complaints
from tests.browser.pools import PoolWithPages


class Application(BaseHTTPRequestHandler):
    """Answers at the callback URL."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>Signed in</h1>")

    def log_message(self, *_: object) -> None:
        """Keep still."""


class Person:
    """Somebody with a browser that looks at each page, and writes down who is asked for anything."""

    def __init__(self, page: Page, pool: PoolWithPages, callback: str) -> None:
        self.callback = callback
        self.page = page
        self.pool = pool
        self.hosts: set[str] = set()
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def open(self, path: str = "/oauth2/authorize", **query: str) -> None:
        asked = {
            "client_id": self.pool.client_id,
            "response_type": "code",
            "redirect_uri": self.callback,
            "scope": "openid email",
            "state": "st4te",
            **query,
        }
        self.page.goto(f"{self.pool.endpoint_url}{path}?{urlencode(asked)}")

    def sees(self, title: str) -> None:
        """The page has this title, and nothing is wrong with it."""
        expect(self.page.locator("h1")).to_have_text(title)
        self.page.wait_for_load_state()
        assert complaints(self.page) == []

    def types(self, **values: str) -> None:
        for label, value in values.items():
            self.page.get_by_label(label.replace("_", " "), exact=True).fill(value)

    def is_in_the_field(self, label: str) -> None:
        """Keys go there, without a click; a browser may give it the focus only after the page has loaded."""
        expect(self.page.get_by_label(label, exact=True)).to_be_focused()

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def code_in_the_inbox(self, address: str) -> str:
        """Read in a tab of its own."""
        tab = self.page.context.new_page()
        tab.goto(f"{self.pool.endpoint_url}/inbox?to={address}")
        assert complaints(tab) == []
        code = tab.locator(".code").first.inner_text()
        tab.close()
        return code

    def lands(self) -> dict[str, str]:
        """What the application is given at its callback URL."""
        self.page.wait_for_url(re.compile(re.escape(self.callback)))
        return {name: values[0] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    def has_asked_nobody_else(self) -> None:
        assert self.hosts <= {urlsplit(self.pool.endpoint_url).netloc, urlsplit(self.callback).netloc}
