"""An OpenID Connect provider on this machine that answers as a test wants it to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from local.cognito.tokens import jwt
from tests.local.cognito.world import KEY


@dataclass
class HostileProvider:
    """What it answers with."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    user_info: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] = field(default=lambda claims: jwt.sign(claims, KEY, "key"))
    discovery: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    """Bodies by path, in place of what would be answered."""
    exchanges: list[dict[str, str]] = field(default_factory=list)
    """The forms that came to the token endpoint, the Authorization header with them."""

    def answer(self, path: str, form: dict[str, str]) -> bytes:
        if path in self.raw:
            return self.raw[path]
        return json.dumps(self._content(path, form)).encode()

    def _content(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        match path:
            case "/.well-known/openid-configuration":
                return {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "userinfo_endpoint": f"{self.issuer}/userinfo",
                    "jwks_uri": f"{self.issuer}/jwks",
                    **self.discovery,
                }
            case "/jwks":
                return {"keys": [jwt.jwk(KEY.public_key(), "key")]}
            case "/token":
                self.exchanges.append(form)
                return {"access_token": "access", "token_type": "Bearer", "id_token": self.sign(self.claims)}
            case _:
                return self.user_info


@contextmanager
def serving() -> Iterator[HostileProvider]:
    provider = HostileProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            form = dict(parse_qsl(body.decode()))
            self._answer({**form, "authorization": self.headers.get("Authorization", "")})

        def _answer(self, form: dict[str, str]) -> None:
            content = provider.answer(self.path, form)
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
