"""AWS JSON requests as bytes, signed beforehand, and a keep-alive connection that sends them.

So that measuring costs next to nothing beside what is measured. Signature Version 4 as in "Create a signed AWS API
request" of AWS's IAM user guide.
"""

import hashlib
import hmac
import json
import socket
import time
from dataclasses import dataclass, field
from typing import Any

REGION = "us-east-1"
SERVICE = "cognito-idp"
HOST = "127.0.0.1"
MAX_CHUNK = 65_536


class RefusedError(Exception):
    """An answer that isn't 200."""


@dataclass(frozen=True)
class Credentials:
    access_key_id: str = "test"
    secret_access_key: str = field(default="test", repr=False)


class Signer:
    """Writes signed requests to one address. AWS accepts a signature for five minutes: sign shortly before sending."""

    def __init__(self, port: int, credentials: Credentials) -> None:
        self._host = f"{HOST}:{port}"
        self._credentials = credentials
        self._key_of_day: tuple[str, bytes] = ("", b"")

    def request(self, operation: str, parameters: dict[str, Any]) -> bytes:
        """The whole HTTP request of an operation, such as `ListUsers`."""
        body = json.dumps(parameters).encode()
        at = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        target = f"AWSCognitoIdentityProviderService.{operation}"
        headers = {
            "content-type": "application/x-amz-json-1.1",
            "host": self._host,
            "x-amz-date": at,
            "x-amz-target": target,
        }
        signed = ";".join(headers)
        canonical = "\n".join(
            ["POST", "/", "", *(f"{name}:{value}" for name, value in headers.items()), "", signed, _digest(body)]
        )
        scope = f"{at[:8]}/{REGION}/{SERVICE}/aws4_request"
        to_sign = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{_digest(canonical.encode())}"
        signature = hmac.digest(self._key(at[:8]), to_sign.encode(), "sha256").hex()
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self._credentials.access_key_id}/{scope}, "
            f"SignedHeaders={signed}, Signature={signature}"
        )
        headers["content-length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST / HTTP/1.1\r\n{head}\r\n".encode() + body

    def _key(self, day: str) -> bytes:
        if self._key_of_day[0] != day:
            key = f"AWS4{self._credentials.secret_access_key}".encode()
            for part in (day, REGION, SERVICE, "aws4_request"):
                key = hmac.digest(key, part.encode(), "sha256")
            self._key_of_day = (day, key)
        return self._key_of_day[1]


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    closes: bool
    """Whether the other side hangs up after it, as moto's server does after each."""

    def check(self, must_hold: bytes = b"") -> None:
        """Raises RefusedError for another status than 200, and for a body without `must_hold`."""
        if self.status != 200 or must_hold not in self.body:  # noqa: PLR2004 - HTTP's OK
            raise RefusedError(f"{self.status} {self.body[:500].decode(errors='replace')}")


class Connection:
    """One keep-alive connection, made anew after an answer that closes it. Raises OSError where nothing listens."""

    def __init__(self, port: int, timeout_s: float = 60.0) -> None:
        self._port, self._timeout_s = port, timeout_s
        self._received = b""
        self.socket = self._connected()

    def exchange(self, request: bytes) -> Answer:
        """Send a request and wait for its answer. Raises OSError."""
        self.send(request)
        while (answer := self.receive()) is None:
            pass
        return answer

    def send(self, request: bytes) -> None:
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        """Take what has come; None where the answer isn't whole. Raises OSError, also at a premature end."""
        chunk = self.socket.recv(MAX_CHUNK)
        self._received += chunk
        answer = parse_answer(self._received)
        if answer is None:
            if not chunk:
                raise ConnectionResetError("the other side hung up")
            return None
        self._received = b""
        if answer.closes:
            self.close()
            self.socket = self._connected()
        return answer

    def close(self) -> None:
        self.socket.close()

    def _connected(self) -> socket.socket:
        connected = socket.create_connection((HOST, self._port), self._timeout_s)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connected


class Caller:
    """Calls operations, one after the other. Raises RefusedError, OSError."""

    def __init__(self, port: int, credentials: Credentials) -> None:
        self.signer = Signer(port, credentials)
        self._connection = Connection(port)

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        answer = self._connection.exchange(self.signer.request(operation, parameters))
        answer.check()
        parsed: dict[str, Any] = json.loads(answer.body or b"{}")
        return parsed

    def seconds(self, request: bytes) -> float:
        """How long one signed request takes. Raises RefusedError, OSError."""
        began = time.perf_counter()
        answer = self._connection.exchange(request)
        took = time.perf_counter() - began
        answer.check()
        return took

    def close(self) -> None:
        self._connection.close()


def parse_answer(received: bytes) -> Answer | None:
    """What an HTTP server has answered; None where there is more to come."""
    head, separator, body = received.partition(b"\r\n\r\n")
    if not separator:
        return None
    status, lowered = int(head[9:12]), head.lower()
    closes = b"\r\nconnection: close" in lowered
    _, found, rest = lowered.partition(b"\r\ncontent-length:")
    if found:
        return Answer(status, body, closes) if len(body) >= int(rest.split(b"\r\n", 1)[0]) else None
    if b"\r\ntransfer-encoding: chunked" in lowered:
        return Answer(status, _unchunked(body), closes) if body.endswith(b"0\r\n\r\n") else None
    return Answer(status, b"", closes)


def _unchunked(body: bytes) -> bytes:
    joined = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        joined += body[:length]
        body = body[length + 2 :]
    return joined


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
