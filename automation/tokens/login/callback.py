"""Listens at a client's registered loopback callback URL (RFC 8252 section 7.3) for one response.

No token and no code stays in the browser: the code's URL is answered with a redirect to an address that says nothing,
so that the history never holds it, and the page there is made by us and never cached.

The browser begins here too, at a path that nobody can guess, and is sent on to the hosted UI: other users of the
machine can read what a browser is started with. The first that comes is given a cookie, and the answer is taken from no
other; should a second browser come, nobody knows which one is the user's, and the sign-in ends.
"""

import secrets
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from automation.errors import DriverError, UsageError
from automation.tokens.login.page import content_security_policy, error_page
from cognito_model.scopes import LOOPBACK_HOSTS

POLL_S = 0.02
PAGE_TIMEOUT_S = 60.0
"""How long the browser waits for what we make of its code."""
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Answer:
    """The authorization response (RFC 6749 sections 4.1.2 and 4.1.2.1)."""

    code: str | None = field(repr=False)
    error: str | None = None
    description: str | None = None


def loopback_address(redirect_uri: str) -> tuple[str, int] | None:
    """Host and port of a redirect URI on this machine; None for any other."""
    parts = urlsplit(redirect_uri)
    if parts.scheme != "http" or parts.hostname not in LOOPBACK_HOSTS:
        return None
    return parts.hostname, parts.port or 80


class Callback:
    """Listens at the redirect URI, and returns the first response that belongs to this `state`."""

    def __init__(self, redirect_uri: str, state: str, issuer: str) -> None:
        parts = urlsplit(redirect_uri)
        self.path = parts.path or "/"
        self.start_path = f"/sign-in-{secrets.token_urlsafe(24)}"
        self.start_url = f"{parts.scheme}://{parts.netloc}{self.start_path}"
        """What the browser is given to open: it leads to the hosted UI, for the first browser alone."""
        self.state, self.issuer = state, issuer
        self.done_path = f"/signed-in-{secrets.token_urlsafe(12)}"
        self.hosts: frozenset[str] = frozenset()
        self._cookie = f"sign-in-{secrets.token_hex(4)}", secrets.token_urlsafe(24)
        self._authorize_url: str | None = None
        self._begun = self._swapped = False
        self._lock = threading.Lock()
        self._answer: Answer | None = None
        self._arrived, self._made, self._shown = threading.Event(), threading.Event(), threading.Event()
        self._page = b""

    def lead_to(self, authorize_url: str) -> None:
        """Set the address to which `start_url` redirects the browser."""
        self._authorize_url = authorize_url

    def begin(self, cookies: str) -> tuple[str, str] | None:
        """Where to redirect a browser with these cookies, and its new cookie; None for a second browser."""
        with self._lock:
            if self._authorize_url is None or self._swapped:
                return None
            if self._begun and not self._is_ours(cookies):
                self._swapped = True
                self._arrived.set()
                return None
            self._begun = True
        return self._authorize_url, f"{'='.join(self._cookie)}; Path=/; HttpOnly; SameSite=Lax"

    def _is_ours(self, cookies: str) -> bool:
        given = [one.strip() for one in cookies.split(";")]
        return any(secrets.compare_digest(one.encode(), "=".join(self._cookie).encode()) for one in given)

    def wait(self, timeout_s: float) -> Answer:
        """Wait for the response. Raises DriverError if there is none in time, or if two browsers have started.

        A signal's Interrupted goes through.
        """
        deadline = time.monotonic() + timeout_s
        while not self._arrived.wait(0.2):  # in slices: a signal is handled between them
            if time.monotonic() > deadline:
                raise DriverError(
                    f"Nobody signed in within {timeout_s:.0f} s. Run `login` again, with a longer --timeout if need be."
                )
        if self._swapped:
            raise DriverError(
                "The sign-in's address was opened in two browsers. The first may belong to another user of this "
                "machine, so nobody was signed in. Run `login` again."
            )
        assert self._answer is not None
        return self._answer

    def show(self, page: str, patience_s: float = 5.0) -> None:
        """Offer the page to the browser, and wait until it has loaded it."""
        self._page = page.encode()
        self._made.set()
        self._shown.wait(patience_s)

    def accept(self, query: dict[str, list[str]], cookies: str) -> str | None:
        """Accept a response, or return why it isn't the expected one from the browser that started."""
        if not self._is_ours(cookies):
            return (
                "This response comes from another browser than the one that started the sign-in. Open the address "
                "that the terminal shows."
            )
        if query.get("state") != [self.state]:
            return "This response belongs to another sign-in: its state isn't the one that was sent."
        if query.get("iss", [self.issuer]) != [self.issuer]:
            return "This response comes from another issuer (RFC 9207)."
        if "code" not in query and "error" not in query:
            return "This response has neither a code nor an error."
        if self._answer is None:
            self._answer = Answer(
                query.get("code", [None])[0],
                query.get("error", [None])[0],
                query.get("error_description", [None])[0],
            )
            self._arrived.set()
        return None

    def page(self) -> bytes:
        """The page that is shown at the end."""
        if not self._made.wait(PAGE_TIMEOUT_S):
            return error_page("The sign-in took too long", "The terminal shows what happened.").encode()
        return self._page

    def was_shown(self) -> None:
        """Note that the browser has loaded the page."""
        self._shown.set()

    @contextmanager
    def listening(self, host: str, port: int) -> Iterator[None]:
        """Listen on the loopback interface while the block runs. Raises UsageError if the port is in use."""
        with ExitStack() as closing:
            servers = [_server(address, port, self, closing) for address in _addresses(host)]
            self.hosts = frozenset(f"{name}:{port}" for name in ("localhost", "127.0.0.1", "[::1]")) | (
                {"localhost", "127.0.0.1", "[::1]"} if port == 80 else set()  # noqa: PLR2004 - HTTP's own
            )
            for server in servers:
                threading.Thread(target=server.serve_forever, args=(POLL_S,), daemon=True).start()
                closing.callback(server.shutdown)
            yield


def _addresses(host: str) -> list[str]:
    """The addresses to listen on; for `localhost` both IPv4 and IPv6, since a browser tries both."""
    if host != "localhost":
        return [host]
    return ["127.0.0.1", *(["::1"] if _has_ipv6() else [])]


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def _server(address: str, port: int, callback: Callback, closing: ExitStack) -> ThreadingHTTPServer:
    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        daemon_threads = True

    class Handler(_Handler):
        expected = callback

    try:
        return closing.enter_context(Server((address, port), Handler))
    except OSError as error:
        raise UsageError(
            f"Listening on the callback address {address}:{port} failed: {error.strerror}. End the program that uses "
            "the port, or add another callback URL to the app client and choose it with --redirect-uri."
        ) from None


class _Handler(BaseHTTPRequestHandler):
    expected: Callback
    server_version = "callback"
    sys_version = ""

    def do_GET(self) -> None:
        callback, parts = self.expected, urlsplit(self.path)
        if self.headers.get("Host") not in callback.hosts:
            self._send(403, error_page("Not available", "Open this address in a browser on this machine."))
        elif parts.path == callback.done_path:
            self._send(200, callback.page().decode())
            callback.was_shown()
        elif parts.path == callback.start_path:
            self._begin()
        elif parts.path != callback.path or not parts.query:
            self._send(404, error_page("Not found", "The sign-in returns to another path."))
        elif (problem := callback.accept(parse_qs(parts.query), self.headers.get("Cookie", ""))) is not None:
            self._send(400, error_page("Not this sign-in", problem))
        else:
            self._redirect(callback.done_path)

    def _begin(self) -> None:
        found = self.expected.begin(self.headers.get("Cookie", ""))
        if found is None:
            self._send(410, error_page("Already opened", "This address works in one browser only. Run `login` again."))
        else:
            self._redirect(found[0], {"Set-Cookie": found[1]})

    def _redirect(self, location: str, more: Mapping[str, str] = MappingProxyType({})) -> None:
        self.send_response(303)
        self._send_headers({**more, "Location": location, "Content-Length": "0"})

    def _send(self, status: int, page: str) -> None:
        body = page.encode()
        self.send_response(status)
        self._send_headers({"Content-Length": str(len(body))})
        self.wfile.write(body)

    def _send_headers(self, more: dict[str, str]) -> None:
        headers = {**HEADERS, "Content-Security-Policy": content_security_policy(), **more}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Log nothing, because the request line may contain a code."""
