"""A request's head as it comes in pieces, and the ASGI scope that it makes."""

from typing import Any, Final

import httptools

MAX_HEAD_BYTES: Final = 65_536
MAX_HEADERS: Final = 200
SINGLE: Final = frozenset({b"host", b"origin", b"content-length", b"x-amz-target"})
"""Headers that may stand once only: of two, who reads the first and who reads the last would understand another."""
FRAMING: Final = frozenset({b"content-length", b"transfer-encoding"})


class HeadTooLargeError(Exception):
    """A request's head is larger than it may be."""


class MalformedHeadError(Exception):
    """A request's head says something twice that counts once, or has no target."""


class RequestHead:
    """Target and headers of one request."""

    __slots__ = ("_headers", "_size", "_url")

    def __init__(self) -> None:
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._size = 0

    def add_url(self, part: bytes) -> None:
        """Take a part of the target. Raises HeadTooLargeError."""
        self._count(len(part))
        self._url += part

    def add_header(self, name: bytes, value: bytes) -> None:
        """Take a header. Raises HeadTooLargeError."""
        self._count(len(name) + len(value))
        if len(self._headers) == MAX_HEADERS:
            raise HeadTooLargeError
        self._headers.append((name.lower(), value))

    @property
    def framing(self) -> bytes:
        """The header that says how long the body is; empty where there is none."""
        return next((b"%b: %b" % one for one in self._headers if one[0] in FRAMING), b"")

    def scope(self, method: bytes, version: str, transport: Any, *, own_user: bool) -> dict[str, Any]:
        """The ASGI scope. Raises MalformedHeadError."""
        names = [name for name, _ in self._headers]
        if any(names.count(name) > 1 for name in SINGLE):
            raise MalformedHeadError
        path, query = self._target()
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": version,
            "method": method.decode("ascii"),
            "scheme": "https" if transport.get_extra_info("sslcontext") else "http",
            "path": _decoded(path),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": self._headers,
            "client": transport.get_extra_info("peername"),
            "server": transport.get_extra_info("sockname"),
            "own_user": own_user,
        }

    def _target(self) -> tuple[bytes, bytes]:
        path, _, query = self._url.partition(b"?")
        if path.startswith(b"/"):
            return path, query.partition(b"#")[0]
        try:
            parsed = httptools.parse_url(self._url)  # an absolute target (RFC 9112 section 3.2.2), or none of HTTP's
        except httptools.HttpParserInvalidURLError:
            raise MalformedHeadError from None
        if parsed.schema is None:
            raise MalformedHeadError
        return parsed.path or b"/", parsed.query or b""

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > MAX_HEAD_BYTES:
            raise HeadTooLargeError


def _decoded(path: bytes) -> str:
    if b"%" not in path:
        return path.decode("utf-8", "replace")
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(path).decode("utf-8", "replace")
