"""Cookies of an HTTP session as a browser would have them."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import requests

from automation.tokens.browser.cookies import hosted_cookies


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Set-Cookie", "cognito=secret; Path=/; HttpOnly; SameSite=strict")
        self.send_header("Set-Cookie", "XSRF-TOKEN=t; Path=/login; Max-Age=60")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep still."""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_cookies_keep_what_the_pages_said_of_them(host: str) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server, requests.Session() as http:
        Thread(target=server.serve_forever, daemon=True).start()
        http.trust_env = False
        url = f"http://{host}:{server.server_port}"
        http.get(url, timeout=10)
        server.shutdown()
    found = {cookie.name: cookie.to_playwright() for cookie in hosted_cookies(http, url)}
    session, forms = found["cognito"], found["XSRF-TOKEN"]
    assert session == {
        "name": "cognito",
        "value": "secret",
        "domain": host,
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": False,
        "sameSite": "Strict",
    }
    assert (forms["path"], forms["sameSite"], forms["httpOnly"]) == ("/login", "Lax", False)
    assert forms["expires"] > 0
