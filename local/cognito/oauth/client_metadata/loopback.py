"""HTTPS to a server of this machine: one answer, bounded in size and time; redirects aren't followed."""

import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import Final

import httptools

from local.cognito.oauth.client_metadata.errors import ClientMetadataError

ADDRESSES: Final = {
    "127.0.0.1": ("127.0.0.1",),
    "::1": ("::1",),
}
BOTH: Final = ("127.0.0.1", "::1")
"""For names: never looked up (RFC 6761 section 6.3)."""
MAX_HEAD_BYTES: Final = 16_384
CHUNK_BYTES: Final = 8192


@dataclass
class Response:
    """What has come of an answer."""

    limit: int
    """How large its body may be, in bytes."""
    headers: dict[str, str] = field(default_factory=dict)
    """By lower-case name."""
    body: bytes = b""
    is_whole: bool = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self.body += body

    def on_message_complete(self) -> None:
        """The answer is whole."""
        self.is_whole = True


def get(host: str, port: int, target: str, *, limit: int, seconds: float) -> tuple[int, Response]:
    """Status and answer. Raises ClientMetadataError for one that is too large or too slow, OSError."""
    deadline = time.monotonic() + seconds
    authority = f"[{host}]" if ":" in host else host
    request = (
        f"GET {target} HTTP/1.1\r\nHost: {authority}:{port}\r\nAccept: application/json\r\nConnection: close\r\n\r\n"
    )
    response = Response(limit)
    parser = httptools.HttpResponseParser(response)
    with _connect(host, port, seconds) as plain, _context().wrap_socket(plain, server_hostname=host) as connection:
        connection.sendall(request.encode("ascii"))
        read = 0
        while not response.is_whole:
            connection.settimeout(max(0.001, deadline - time.monotonic()))
            data = connection.recv(CHUNK_BYTES)
            if not data:
                break
            read += len(data)
            if len(response.body) > limit or read > limit + MAX_HEAD_BYTES:
                raise ClientMetadataError(f"it is larger than {limit} bytes")
            if time.monotonic() > deadline:
                raise TimeoutError
            _feed(parser, data)
    if len(response.body) > limit:
        raise ClientMetadataError(f"it is larger than {limit} bytes")
    return parser.get_status_code(), response


def _feed(parser: httptools.HttpResponseParser, data: bytes) -> None:
    try:
        parser.feed_data(data)
    except httptools.HttpParserError as error:
        raise ClientMetadataError("its server didn't respond with HTTP") from error


def _connect(host: str, port: int, seconds: float) -> socket.socket:
    addresses = ADDRESSES.get(host, BOTH)
    for address in addresses[:-1]:
        try:
            return socket.create_connection((address, port), seconds)
        except ConnectionError:
            continue
    return socket.create_connection((addresses[-1], port), seconds)


def _context() -> ssl.SSLContext:
    # A server of this machine has a certificate of its own making, if any; who it is, its address says.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
