"""The way to the back end, and to the user pool's endpoints: HTTP/1.1 by httpcore, bodies as they come."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore2 as httpcore

from local.cognito.http import ClientGoneError, Receive, Scope, Send, header
from local.gateway.errors import CutOffError, RefusedError, Reply
from local.gateway.headers import Header, end_to_end

CONNECT_S: Final = 5.0
MAX_CONNECTIONS: Final = 100
MAX_DOCUMENT_BYTES: Final = 1_000_000
"""Of what the user pool's endpoints answer."""
SWITCHING: Final = 101
_FAILURES: Final = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a gateway puts up with."""

    answer_s: float
    """How long the back end may be silent."""
    request_bytes: int | None
    """The largest body of a request; None for any."""
    response_bytes: int | None
    """The largest body of an answer; None for any."""
    too_large: Reply
    unreachable: Reply
    too_slow: Reply
    failed: Reply
    """The answer in place of one that is too large."""


class BackEnd:
    """Passes requests on to one address. To be used in one event loop."""

    def __init__(self, scheme: str, host: str, port: int, limits: Limits) -> None:
        self._address = (scheme.encode(), host.encode(), port)
        self._limits = limits
        self._pool = httpcore.AsyncConnectionPool(
            _unverified() if scheme == "https" else None, max_connections=MAX_CONNECTIONS
        )

    @property
    def authority(self) -> bytes:
        """Its own `Host`."""
        scheme, host, port = self._address
        name = b"[%b]" % host if b":" in host else host
        return name if port == {b"http": 80, b"https": 443}[scheme] else b"%b:%d" % (name, port)

    async def pass_on(self, scope: Scope, receive: Receive, send: Send, headers: list[Header]) -> None:
        """Have a request answered; its client's end is the back end's too.

        Raises RefusedError where no answer has begun, CutOffError where one has, ClientGoneError.
        """
        self._check_announced(scope)
        body = _Body(receive, self._limits.request_bytes)
        work = asyncio.ensure_future(self._answered(scope, body, send, headers))
        watch = asyncio.ensure_future(body.client_gone())
        try:
            await asyncio.wait((work, watch), return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise ClientGoneError
            await work
        finally:
            for task in (work, watch):
                task.cancel()
            await asyncio.gather(work, watch, return_exceptions=True)

    async def _answered(self, scope: Scope, body: "_Body", send: Send, headers: list[Header]) -> None:
        scheme, host, port = self._address
        request = httpcore.Request(
            scope["method"],
            httpcore.URL(scheme=scheme, host=host, port=port, target=_target(scope)),
            headers=headers,
            content=body.parts(),
            extensions={"timeout": {"connect": CONNECT_S, "pool": CONNECT_S, "read": self._limits.answer_s}},
        )
        try:
            response = await self._pool.handle_async_request(request)
        except _TooLargeError:
            raise RefusedError(self._limits.too_large, "the request's body is too large") from None
        except httpcore.ReadTimeout:
            raise RefusedError(self._limits.too_slow, "the back end didn't respond in time") from None
        except _FAILURES as error:
            raise RefusedError(self._limits.unreachable, f"the back end didn't respond ({_named(error)})") from None
        try:
            await self._pass_back(response, send)
        except _FAILURES as error:
            raise CutOffError(f"the back end broke off its response ({_named(error)})") from None
        finally:
            await response.aclose()

    async def close(self) -> None:
        """End its connections."""
        await self._pool.aclose()

    def _check_announced(self, scope: Scope) -> None:
        limit, announced = self._limits.request_bytes, header(scope, b"content-length")
        if limit is not None and announced.isdigit() and int(announced[:20]) > limit:
            raise RefusedError(self._limits.too_large, "the request's body is too large")

    async def _pass_back(self, response: Any, send: Send) -> None:
        limit = self._limits.response_bytes
        announced = dict(response.headers).get(b"content-length", b"")
        if response.status == SWITCHING:
            raise RefusedError(self._limits.failed, "the back end switched to another protocol")
        if limit is not None and announced.isdigit() and int(announced[:20]) > limit:
            raise RefusedError(self._limits.failed, "the back end's response is too large")
        headers = [one for one in end_to_end(response.headers) if one[0] != b"date"]  # the server adds its own
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        size = 0
        async for part in response.aiter_stream():
            size += len(part)
            if limit is not None and size > limit:
                raise CutOffError(f"the back end's response has more than {limit} bytes")
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


class _TooLargeError(Exception):
    """A request's body is larger than it may be."""


class _Body:
    """A request's body, as it comes."""

    def __init__(self, receive: Receive, limit: int | None) -> None:
        self._receive = receive
        self._limit = limit
        self._is_over = asyncio.Event()

    async def parts(self) -> AsyncIterator[bytes]:
        """Part after part. Raises ClientGoneError, _TooLargeError."""
        size, more = 0, True
        try:
            while more:
                message = await self._receive()
                if message["type"] == "http.disconnect":
                    raise ClientGoneError
                part: bytes = message.get("body", b"")
                size, more = size + len(part), bool(message.get("more_body"))
                if self._limit is not None and size > self._limit:
                    raise _TooLargeError
                if part:
                    yield part
        finally:
            self._is_over.set()

    async def client_gone(self) -> None:
        """Return when the client has gone that has sent all of it."""
        await self._is_over.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def framing(scope: Scope) -> list[Header]:
    """How the length of a request's body is told, in the one way that both sides read."""
    if header(scope, b"transfer-encoding"):
        return [(b"transfer-encoding", b"chunked")]
    length = header(scope, b"content-length")
    return [(b"content-length", length)] if length else []


def _target(scope: Scope) -> bytes:
    query: bytes = scope["query_string"]
    path: bytes = scope["raw_path"]
    return path + b"?" + query if query else path


class Endpoints:
    """Asks a user pool's endpoints, whose answers are small."""

    def __init__(self, authority_file: str = "") -> None:
        """`authority_file`: of an authority to trust besides the system's."""
        context = ssl.create_default_context()
        if authority_file:
            context.load_verify_locations(authority_file)
        self._pool = httpcore.AsyncConnectionPool(context)

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> tuple[int, bytes]:
        """Status and body of an answer. Raises OSError for none, and for one that is too large."""
        sent: list[tuple[bytes | str, bytes | str]] = [("host", urlsplit(url).netloc), *(headers or {}).items()]
        if body:
            sent.append(("content-length", str(len(body))))
        timeouts = dict.fromkeys(("connect", "pool", "read", "write"), CONNECT_S)
        try:
            async with self._pool.stream(
                method, url, headers=sent, content=body, extensions={"timeout": timeouts}
            ) as response:
                content = b""
                async for part in response.aiter_stream():
                    content += part
                    if len(content) > MAX_DOCUMENT_BYTES:
                        raise OSError(f"the response of {url} is too large")
                return response.status, content
        except _FAILURES as error:
            raise OSError(f"{url.partition('?')[0]} didn't respond ({type(error).__name__})") from None

    async def close(self) -> None:
        """End its connections."""
        with contextlib.suppress(httpcore.NetworkError):
            await self._pool.aclose()


def _unverified() -> ssl.SSLContext:
    """A back end of this machine has a certificate of its own making, if any; who it is, its address says."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
