"""A forge: Git repositories over https, served by Git's own program.

It is its own proxy, by which an address without a port gets here: that is part of the name of the folder into which
Pulumi clones, and no virtual environment can be made in a folder with a colon.
"""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from local.cognito.tls import Authority

HOST = "forge.localhost"
CONNECTION_TIMEOUT_S = 60


@contextmanager
def serve(repositories: Path, authority: Authority) -> Iterator[dict[str, str]]:
    """Serve the bare repositories below a folder, to be read only; the variables by which Go's programs get here.

    Python's keep the proxy that they have: they prefer names in small letters, Go those in capitals.
    """
    context = authority.server_context()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = CONNECTION_TIMEOUT_S

        def do_CONNECT(self) -> None:
            if self.path != f"{HOST}:443":
                self.send_error(403)
                return
            self.send_response(200)
            self.end_headers()
            self.connection = context.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
            self.close_connection = False

        def finish(self) -> None:
            super().finish()
            if self.connection is not self.request:
                self.connection.close()

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            head, _, content = self._asked_of_git(body).partition(b"\r\n\r\n")
            headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
            self.send_response(int(headers.pop("Status", "200").split()[0]))
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the server's name

        def _asked_of_git(self, body: bytes) -> bytes:
            """The answer of a CGI program (RFC 3875)."""
            asked = urlsplit(self.path)
            variables = {
                "PATH": "/usr/bin:/bin",
                "GIT_PROJECT_ROOT": str(repositories),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "REQUEST_METHOD": self.command,
                "PATH_INFO": asked.path,
                "QUERY_STRING": asked.query,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            }
            return subprocess.run(
                ["git", "http-backend"], input=body, env=variables, stdout=subprocess.PIPE, check=True
            ).stdout

        def log_message(self, *given: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = False  # each ends with the client's connection
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            own = os.environ.get("https_proxy") or os.environ.get("HTTPS_PROXY", "")
            yield {"HTTPS_PROXY": f"http://127.0.0.1:{server.server_port}", "https_proxy": own}
        finally:
            server.shutdown()
            thread.join()
