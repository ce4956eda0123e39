"""The engine's HTTP/1.1 server: asyncio and httptools, with the ASGI interface for what answers.

By hand, because starting is measured: importing uvicorn takes longer than all the rest of the engine (0.18 s of 0.35 s
side by side), hypercorn and granian about as long; the parser, where mistakes are dangerous, is Node's (llhttp).
"""

import asyncio
import os
import socket
import sys
from collections import deque
from typing import TYPE_CHECKING, Any, Final

import httptools

from local.cognito.exchange import Exchange
from local.cognito.http import App

if TYPE_CHECKING:
    from ssl import SSLContext

KEEP_ALIVE_S: Final = 75.0
REQUEST_S: Final = 60.0
"""How long a request may take to come whole."""
BACKLOG: Final = 512
MAX_HEAD_BYTES: Final = 65_536
MAX_UNREAD_BYTES: Final = 262_144
"""Of a body, before its sender has to wait."""
MAX_WAITING: Final = 16
"""Pipelined requests, before their sender has to wait."""
END_GRACE_S: Final = 1.0
ROOT: Final = 0
STATUS_LINES: Final = {
    400: b"HTTP/1.1 400 Bad Request",
    408: b"HTTP/1.1 408 Request Timeout",
    431: b"HTTP/1.1 431 Request Header Fields Too Large",
}


class Connections:
    """What a server's connections share."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.open: set[Protocol] = set()
        self.tasks: set[asyncio.Task[None]] = set()


class Protocol(asyncio.Protocol):
    """One connection: its requests are answered one after the other, in the order in which they came."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._waiting: deque[Exchange] = deque()
        self._incoming: Exchange | None = None
        """The exchange whose request is still coming."""
        self._current: Exchange | None = None
        """The exchange that is being answered."""
        self._task: asyncio.Task[None] | None = None
        self._head_bytes = 0
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._reading = True
        self._writable = asyncio.Event()
        self._writable.set()
        self._timer: asyncio.TimerHandle | None = None
        self._own_user = False
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Look who has connected: once, since a connection doesn't change hands."""
        self.transport = transport
        self._own_user = is_own_user(transport)
        self._connections.open.add(self)
        self._wait(REQUEST_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever still reads or writes."""
        del exc
        self._connections.open.discard(self)
        self._stop_waiting()
        self._writable.set()
        for exchange in (self._incoming, self._current, *self._waiting):
            if exchange is not None:
                exchange.disconnect()
        self._waiting.clear()

    def eof_received(self) -> None:
        """The client has sent its last: what is being answered still reaches it, then the connection closes."""
        if self._current is None:
            self.transport.close()
        else:
            self._current.disconnect_after_answer()
        return True  # type: ignore[return-value] # keeps the transport open for the answer

    def data_received(self, data: bytes) -> None:
        """Parse what has come."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._refuse(400)  # nothing here speaks anything but HTTP/1.1
        except (httptools.HttpParserError, _HeadTooLargeError) as error:
            too_large = isinstance(error.__context__ or error, _HeadTooLargeError)
            self._refuse(431 if too_large else 400)

    def pause_writing(self) -> None:
        """The client reads slowly."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The client has read."""
        self._writable.set()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._url, self._headers, self._head_bytes = b"", [], 0
        self._wait(REQUEST_S)

    def on_url(self, url: bytes) -> None:
        """A part of the request's target."""
        self._count(len(url))
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        self._count(len(name) + len(value))
        self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """A request's head is there: answer it, or keep it until it is its turn."""
        scope = self._scope()
        exchange = Exchange(scope, self, keep_alive=self._parser.should_keep_alive())
        self._incoming = exchange
        if self._current is None:
            self._answer(exchange)
        else:
            self._waiting.append(exchange)
            if len(self._waiting) >= MAX_WAITING:
                self.pause_reading()

    def on_body(self, body: bytes) -> None:
        """A part of a body."""
        if self._incoming is not None and self._incoming.feed(body) > MAX_UNREAD_BYTES:
            self.pause_reading()

    def on_message_complete(self) -> None:
        """A request is whole."""
        self._stop_waiting()
        if self._incoming is not None:
            self._incoming.complete()
            self._incoming = None

    def pause_reading(self) -> None:
        """Let the sender wait."""
        if self._reading and not self.transport.is_closing():
            self._reading = False
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        """Let the sender go on."""
        if not self._reading and not self.transport.is_closing():
            self._reading = True
            self.transport.resume_reading()

    async def write(self, data: bytes) -> None:
        """Send bytes; waits while the client reads slowly."""
        if not self._writable.is_set():
            await self._writable.wait()
        if not self.transport.is_closing():
            self.transport.write(data)

    def answered(self, exchange: Exchange) -> None:
        """An exchange is over: the next one, or the end of the connection."""
        self._current = self._task = None
        if self.transport.is_closing():
            return
        if not exchange.keep_alive or not exchange.is_whole:
            self.transport.close()
            return
        if self._waiting:
            self._answer(self._waiting.popleft())
        else:
            self._wait(KEEP_ALIVE_S)
        self.resume_reading()

    def close_when_idle(self) -> None:
        """Close now, or after the answer under way."""
        if self._current is None:
            self.transport.close()
        else:
            self._current.keep_alive = False

    def _answer(self, exchange: Exchange) -> None:
        self._current = exchange
        self._task = self._loop.create_task(exchange.run(self._connections.app))
        self._connections.tasks.add(self._task)
        self._task.add_done_callback(self._connections.tasks.discard)

    def _scope(self) -> dict[str, Any]:
        path, _, query = self._url.partition(b"?")
        if not path.startswith(b"/"):  # an absolute target (RFC 9112 section 3.2.2), or none of HTTP's
            parsed = httptools.parse_url(self._url)
            path, query = parsed.path or b"/", parsed.query or b""
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": self._parser.get_http_version(),
            "method": self._parser.get_method().decode("ascii"),
            "scheme": "https" if self.transport.get_extra_info("sslcontext") else "http",
            "path": _decoded(path),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": self._headers,
            "client": self.transport.get_extra_info("peername"),
            "server": self.transport.get_extra_info("sockname"),
            "own_user": self._own_user,
        }

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD_BYTES:
            raise _HeadTooLargeError

    def _refuse(self, status: int) -> None:
        if self._current is None and not self.transport.is_closing():
            self.transport.write(STATUS_LINES[status] + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        self.transport.close()

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._timer = self._loop.call_later(seconds, self._waited_in_vain)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _waited_in_vain(self) -> None:
        if self._incoming is not None and self._current is None:
            self._refuse(408)
        else:
            self.transport.close()


class _HeadTooLargeError(Exception):
    """A request's head is larger than it may be."""


def is_own_user(transport: asyncio.BaseTransport) -> bool:
    """Whether the peer of a loopback connection runs as this process's user, or as root."""
    from local.peer_user import user_of_peer

    local, remote = transport.get_extra_info("sockname"), transport.get_extra_info("peername")
    if not local or not remote:
        return False
    user = user_of_peer(local[:2], remote[:2])
    if user is None:  # on Linux, whoever has let go of the connection already; elsewhere it can't be told
        return not sys.platform.startswith("linux")
    return user in {os.geteuid(), ROOT}


async def serve(app: App, listener: socket.socket, stop: asyncio.Event, tls: "SSLContext | None" = None) -> None:
    """Serve on a listening socket until `stop` is set; requests under way get a second to end."""
    connections = Connections(app)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Protocol(connections), sock=listener, backlog=BACKLOG, ssl=tls)
    try:
        await stop.wait()
    finally:
        server.close()
        for connection in list(connections.open):
            connection.close_when_idle()
        if connections.tasks:
            await asyncio.wait(connections.tasks, timeout=END_GRACE_S)
        for task in connections.tasks:
            task.cancel()
        for connection in list(connections.open):
            connection.transport.abort()


def _decoded(path: bytes) -> str:
    if b"%" not in path:
        return path.decode("utf-8", "replace")
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(path).decode("utf-8", "replace")
