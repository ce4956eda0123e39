"""An application's files at the address at which they are developed."""

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from local.paths import cache_folder
from tests.local.clients.pools import APPLICATION
from tests.local.clients.programs import FOLDER

PORT = int(APPLICATION.rpartition(":")[2])
PAGE = "/"
"""What answers wherever nothing else does, as in every application of one page."""


@dataclass
class Application:
    """What it serves: a path's media type and content."""

    files: dict[str, tuple[str, str]] = field(default_factory=dict)

    def serve(self, path: str, media_type: str, content: str) -> None:
        self.files[path] = (media_type, content)

    def settings(self, settings: dict[str, Any]) -> None:
        self.serve("/settings.json", "application/json", json.dumps(settings))

    def serve_page(self, library: str, program: str) -> None:
        """The page `application.html` with these two scripts."""
        self.serve(PAGE, "text/html", (FOLDER / "application.html").read_text("utf-8"))
        self.serve("/library.js", "text/javascript", library)
        self.serve("/application.js", "text/javascript", program)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        files = self.files

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                media_type, content = files.get(urlsplit(self.path).path, files[PAGE])
                body = content.encode()
                self.send_response(200)
                self.send_header("Content-Type", f"{media_type}; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Keep still."""

        return Handler


@contextmanager
def running_application() -> Iterator[Application]:
    """One at a time on this machine. Skips where somebody else has the port; in CI that is a failure."""
    cache_folder().mkdir(parents=True, exist_ok=True)
    with (cache_folder() / f"tests-port-{PORT}.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        application = Application()
        try:
            server = ThreadingHTTPServer(("127.0.0.1", PORT), application.handler())
        except OSError as error:
            taken = f"{APPLICATION} is in use by another program: {error.strerror}"
            if os.environ.get("CI") == "true":
                pytest.fail(taken)
            pytest.skip(taken)
        with _running(server):
            yield application


@contextmanager
def application_anywhere() -> Iterator[tuple[Application, str]]:
    """One at a free port, and its origin."""
    application = Application()
    server = ThreadingHTTPServer(("127.0.0.1", 0), application.handler())
    with _running(server):
        yield application, f"http://127.0.0.1:{server.server_port}"


@contextmanager
def _running(server: ThreadingHTTPServer) -> Iterator[None]:
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()
