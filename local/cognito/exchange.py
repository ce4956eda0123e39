"""One request and its answer, as ASGI has them."""

import asyncio
import logging
import time
from collections.abc import MutableMapping
from functools import cache
from typing import Any, Final, Protocol

from local.cognito.http import App

LOGGER: Final = logging.getLogger(__name__)
FAILED: Final = b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
LARGE_BODY_BYTES: Final = 262_144


class Line(Protocol):
    """What an exchange needs of its connection."""

    @property
    def large_bodies(self) -> asyncio.Semaphore:
        """Whose turn it is to take in a large body."""

    def resume_reading(self) -> None:
        """Let the sender go on."""

    async def write(self, data: bytes) -> None:
        """Send bytes."""

    def answered(self, exchange: "Exchange") -> None:
        """The exchange is over."""


class Exchange:
    """Between one request and its answer."""

    def __init__(self, scope: dict[str, Any], connection: Line, *, keep_alive: bool) -> None:
        self.keep_alive = keep_alive
        self.is_whole = False
        """Whether the request has come whole."""
        self._scope = scope
        self._connection = connection
        self._chunks: list[bytes] = []
        self.unread_bytes = 0
        """Of the body, how much has come that nobody has read."""
        self._taken_bytes = 0
        self._has_turn = False
        self._told_whole = False
        self._gone = False
        self._arrived: asyncio.Event | None = None
        self._continue = any(name == b"expect" and value.lower() == b"100-continue" for name, value in scope["headers"])
        self._head = b""
        self._begun = False
        self._done = False
        self._chunked = False
        self._without_body = scope["method"] == "HEAD"

    async def run(self, app: App) -> None:
        """Let the application answer; a failure of it is an answer, too."""
        try:
            await app(self._scope, self.receive, self.send)
        except Exception:
            LOGGER.exception("%s %s failed", self._scope["method"], self._scope["path"])
        finally:
            if self._has_turn:
                self._connection.large_bodies.release()
        if not self._done:
            self.keep_alive = False
            if not (self._begun or self._gone):
                await self._connection.write(FAILED)
        self._connection.answered(self)

    def feed(self, body: bytes) -> None:
        """Take a part of the body."""
        if self._done:  # nobody will read it
            return
        self._chunks.append(body)
        self.unread_bytes += len(body)
        self._wake()

    def complete(self) -> None:
        """The request is whole."""
        self.is_whole = True
        self._wake()

    def disconnect(self) -> None:
        """The client is gone."""
        self._gone = True
        self._wake()

    async def receive(self) -> MutableMapping[str, Any]:
        """ASGI's receive."""
        if self._continue and not self._chunks and not self.is_whole:
            self._continue = False
            await self._connection.write(CONTINUE)
        if self._taken_bytes > LARGE_BODY_BYTES and not (self._has_turn or self.is_whole):
            # Many at a time would fill the memory; who has to wait is read from no further.
            await self._connection.large_bodies.acquire()
            self._has_turn = True
        while not (self._chunks or self.is_whole or self._gone):
            await self._arrival()
        if self._chunks:
            body = b"".join(self._chunks)
            self._chunks.clear()
            self._taken_bytes += len(body)
            self.unread_bytes = 0
            self._connection.resume_reading()
            self._told_whole = self.is_whole
            return {"type": "http.request", "body": body, "more_body": not self.is_whole}
        if self.is_whole and not self._told_whole:
            self._told_whole = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while not (self._gone or self._done):
            await self._arrival()
        return {"type": "http.disconnect"}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """ASGI's send."""
        if message["type"] == "http.response.start":
            self._head = self._head_of(message)
            return
        body: bytes = message.get("body", b"")
        more = bool(message.get("more_body"))
        out = b"" if self._without_body else self._framed(body, more=more)
        if not self._begun:
            self._begun = True
            out = self._head + out
        if not more:
            self._done = True
        if out and not self._gone:
            await self._connection.write(out)
        if self._done:
            self._wake()

    def _framed(self, body: bytes, *, more: bool) -> bytes:
        if not self._chunked:
            return body
        chunk = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
        return chunk if more else chunk + b"0\r\n\r\n"

    def _head_of(self, message: MutableMapping[str, Any]) -> bytes:
        status = int(message["status"])
        lines = [_status_line(status), b"date: " + _date()]
        has_length = status in {204, 304}
        for name, value in message.get("headers", ()):
            lower = name.lower()
            has_length = has_length or lower in {b"content-length", b"transfer-encoding"}
            if lower == b"connection" and value.lower() == b"close":
                self.keep_alive = False
                continue
            lines.append(b"%b: %b" % (lower, value.replace(b"\r", b" ").replace(b"\n", b" ")))
        if not has_length:
            self._chunked = self._scope["http_version"] != "1.0"
            if self._chunked:
                lines.append(b"transfer-encoding: chunked")
            else:
                self.keep_alive = False
        if not self.keep_alive or not self.is_whole:
            self.keep_alive = False
            lines.append(b"connection: close")
        return b"\r\n".join(lines) + b"\r\n\r\n"

    async def _arrival(self) -> None:
        self._arrived = asyncio.Event()
        await self._arrived.wait()

    def _wake(self) -> None:
        if self._arrived is not None:
            self._arrived.set()


@cache
def _status_line(status: int) -> bytes:
    from http import HTTPStatus

    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {status} {phrase}".encode()


class _Dates:
    second = 0
    text = b""


def _date() -> bytes:
    now = int(time.time())
    if now != _Dates.second:
        _Dates.second, _Dates.text = now, http_date(now)
    return _Dates.text


def http_date(now: float) -> bytes:
    """A moment as HTTP writes it (RFC 9110 section 5.6.7)."""
    moment = time.gmtime(now)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[moment.tm_wday]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[moment.tm_mon - 1]
    return time.strftime(f"{day}, %d {month} %Y %H:%M:%S GMT", moment).encode()
