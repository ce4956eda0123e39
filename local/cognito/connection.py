"""One connection to the engine's HTTP/1.1 server: asyncio and httptools, with the ASGI interface for what answers.

The parser, where mistakes are dangerous, is Node's (llhttp). What it leaves to its users is done here: limits of size
and time, pipelining, and an end that the client learns of.
"""

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, Final

import httptools

from local import peer_user
from local.cognito.exchange import Exchange
from local.cognito.request_head import MAX_HEAD_BYTES, HeadTooLargeError, RequestHead

if TYPE_CHECKING:
    from local.cognito.server import Connections

KEEP_ALIVE_S: Final = 75.0
REQUEST_S: Final = 60.0
"""How long a request may take to come whole, and an answer to be read."""
LINGER_S: Final = 2.0
"""How long what a client still sends is thrown away, so that it can read why it is too much."""
MAX_UNREAD_BYTES: Final = 262_144
"""Of a body, before its sender has to wait."""
MAX_WAITING: Final = 16
"""Pipelined requests, before their sender has to wait."""
STATUS_LINES: Final = {
    400: b"HTTP/1.1 400 Bad Request",
    408: b"HTTP/1.1 408 Request Timeout",
    431: b"HTTP/1.1 431 Request Header Fields Too Large",
}


class Connection(asyncio.Protocol):
    """Its requests are answered one after the other, in the order in which they came."""

    def __init__(self, connections: "Connections") -> None:
        self.transport: Any = None
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._head: RequestHead | None = None
        """Of the request whose head is coming."""
        self._head_received = 0
        """How many bytes have come since the last head was whole: the parser keeps a header until it is."""
        self._incoming: Exchange | None = None
        """The exchange whose request is still coming."""
        self._current: Exchange | None = None
        """The exchange that is being answered."""
        self._waiting: deque[Exchange] = deque()
        self._last_words = b""
        """What is sent after the answers under way, before the connection closes."""
        self._ending = False
        """Whether nothing that still comes is a request."""
        self._reading = True
        self._writable = asyncio.Event()
        self._writable.set()
        self._timer: asyncio.TimerHandle | None = None
        self.is_own_users = False
        """Whether the engine's own user has connected."""
        self._framing = b""
        """How long the body is that belongs to a head which the parser has taken for the last of HTTP/1.1."""
        self._resuming = False

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being answered."""
        return self._current is None

    @property
    def large_bodies(self) -> asyncio.Semaphore:
        """Whose turn it is to take in a large body."""
        return self._connections.large_bodies

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Look who has connected: once, since a connection doesn't change hands."""
        self.transport = transport
        self.is_own_users = peer_user.is_own_users(transport.get_extra_info("socket"))
        self._connections.add(self)
        self._wait(REQUEST_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever still reads or writes."""
        del exc
        self._connections.remove(self)
        self._stop_waiting()
        self._writable.set()
        for exchange in (self._incoming, self._current, *self._waiting):
            if exchange is not None:
                exchange.disconnect()
        self._waiting.clear()

    def eof_received(self) -> bool:
        """The client has sent its last: what it asked for still reaches it, then the connection closes."""
        self._ending = True
        if self._incoming is not None:  # it will never be whole
            self._incoming.disconnect()
        if self.is_idle:
            self._close()
        return self.transport.get_extra_info("sslcontext") is None  # keeps it open for the answer; TLS has no half

    def data_received(self, data: bytes) -> None:
        """Parse what has come."""
        if self._ending:
            return
        self._head_received += len(data)
        try:
            self._feed(data)
        except (httptools.HttpParserError, HeadTooLargeError) as error:
            self._end(431 if isinstance(error.__context__ or error, HeadTooLargeError) else 400)
        else:
            if self._incoming is None and self._head_received > MAX_HEAD_BYTES + MAX_UNREAD_BYTES:
                self._end(431)

    def pause_writing(self) -> None:
        """The client reads slowly."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The client has read."""
        self._writable.set()

    def on_message_begin(self) -> None:
        """A request begins."""
        if not self._resuming:
            self._head = RequestHead()
            self._wait(REQUEST_S)

    def on_url(self, url: bytes) -> None:
        """A part of the request's target."""
        if self._head is not None:
            self._head.add_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; those behind a body count for nothing."""
        if self._head is not None:
            self._head.add_header(name, value)

    def on_headers_complete(self) -> None:
        """A request's head is there: answer it, or keep it until it is its turn."""
        if self._head is None:
            self._resuming = False
            return
        parser, head = self._parser, self._head
        scope = head.scope(parser.get_method(), parser.get_http_version(), self.transport, own_user=self.is_own_users)
        self._head, self._head_received = None, 0
        self._framing = head.framing if parser.should_upgrade() else b""
        exchange = Exchange(scope, self, keep_alive=parser.should_keep_alive())
        self._incoming = exchange
        if self.is_idle:
            self._answer(exchange)
        else:
            self._waiting.append(exchange)
            self._let_wait()

    def on_body(self, body: bytes) -> None:
        """A part of a body."""
        self._head_received = 0
        if self._incoming is not None:
            self._incoming.feed(body)
            self._let_wait()

    def on_message_complete(self) -> None:
        """A request is whole."""
        self._head_received = 0
        if self._framing:
            return
        self._stop_waiting()
        if self._incoming is not None:
            self._incoming.complete()
            self._incoming = None

    def resume_reading(self) -> None:
        """Let the sender go on, where there is room for what it sends."""
        if not self._reading and not self._is_full() and not self.transport.is_closing():
            self._reading = True
            self.transport.resume_reading()

    async def write(self, data: bytes) -> None:
        """Send bytes; waits while the client reads slowly, and gives it up where it doesn't read at all."""
        if not self._writable.is_set():
            try:
                await asyncio.wait_for(self._writable.wait(), REQUEST_S)
            except TimeoutError:
                self.transport.abort()
        if not self.transport.is_closing():
            self.transport.write(data)

    def answered(self, exchange: Exchange) -> None:
        """An exchange is over: the next one, or the end of the connection."""
        self._current = None
        if self.transport.is_closing():
            return
        if exchange is self._incoming and not self._ending:
            self._linger()
        elif not exchange.keep_alive:
            self._close()
        elif self._waiting:
            self._answer(self._waiting.popleft())
            self.resume_reading()
        elif self._last_words:
            self._linger()
        elif self._ending:
            self._close()
        else:
            self._wait(KEEP_ALIVE_S)
            self.resume_reading()

    def close_when_idle(self) -> None:
        """Close now, or after the answer under way."""
        if self._current is None:
            self._close()
        else:
            self._current.keep_alive = False

    def _feed(self, data: bytes) -> None:
        while data:
            try:
                self._parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                # Nothing else is spoken here, and who offers it (a Java client: HTTP/2) goes on without (RFC 9110
                # section 7.8). The parser doesn't, not even with the body.
                data = data[upgrade.args[0] :]
                self._parser = httptools.HttpRequestParser(self)
                if self._framing:
                    self._resuming = True
                    self._parser.feed_data(b"POST / HTTP/1.1\r\n%b\r\n\r\n" % self._framing)
                    self._framing = b""
            else:
                return

    def _answer(self, exchange: Exchange) -> None:
        self._current = exchange
        self._connections.run(exchange)

    def _is_full(self) -> bool:
        return len(self._waiting) >= MAX_WAITING or (
            self._incoming is not None and self._incoming.unread_bytes > MAX_UNREAD_BYTES
        )

    def _let_wait(self) -> None:
        if self._reading and self._is_full() and not self.transport.is_closing():
            self._reading = False
            self.transport.pause_reading()

    def _end(self, status: int) -> None:
        """What comes can't be understood: say so after the answers under way, and end."""
        self._ending = True
        self._last_words = STATUS_LINES[status] + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        if self._incoming is not None:
            self._incoming.disconnect()
        if self.is_idle:
            self._linger()

    def _linger(self) -> None:
        """Tell the client that it is over, and read on for a while: closing at once would take the answer from it."""
        self._ending = True
        self._say_last_words()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._reading = True
        self.transport.resume_reading()
        self._wait(LINGER_S)

    def _close(self) -> None:
        self._say_last_words()
        self.transport.close()
        if self.transport.get_write_buffer_size():
            self._wait(REQUEST_S)
        else:
            self._stop_waiting()

    def _say_last_words(self) -> None:
        if self._last_words and not self.transport.is_closing():
            self.transport.write(self._last_words)
        self._last_words = b""

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._timer = self._loop.call_later(seconds, self._waited_in_vain)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _waited_in_vain(self) -> None:
        self._timer = None
        request_is_coming = (self._head is not None and self.is_idle) or self._incoming is not None
        if request_is_coming and not self._ending:
            self._end(408)
        else:
            self.transport.abort()
