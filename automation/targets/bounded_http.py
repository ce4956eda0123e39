"""HTTP sessions whose answers are over one day: whoever drips its header or its body keeps nobody waiting.

A time limit of requests is for each read alone (Requests' documentation, "Timeouts").
"""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

HEADER_S: Final = 30.0
"""From a request's end to the end of its answer's header."""
BODY_S: Final = 60.0
MAX_BYTES: Final = 5_000_000
"""Of a body: pages, keys and tokens have far less."""


class BoundedSession(requests.Session):
    """A session that bounds each answer in time and size. What is asked for with `stream` is read by whoever asked."""

    def __init__(self, header_s: float = HEADER_S, body_s: float = BODY_S) -> None:
        super().__init__()
        self._body_s = body_s
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Adapter(header_s))

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send, and read the answer. Raises requests.RequestException, also for one that is too long or too slow."""
        is_read_elsewhere = kwargs.get("stream")
        answer = super().send(request, **{**kwargs, "stream": True})
        if not is_read_elsewhere:
            answer._content = self._body(answer)  # noqa: SLF001 - where requests keeps it, too
        return answer

    def _body(self, answer: requests.Response) -> bytes:
        content, deadline = b"", time.monotonic() + self._body_s
        try:
            while part := answer.raw.read1(MAX_BYTES, decode_content=True):
                content += part
                if len(content) > MAX_BYTES or time.monotonic() > deadline:
                    raise requests.ConnectionError("The answer is too long, or takes too long.")
        except (HTTPError, OSError) as error:
            if isinstance(error, requests.RequestException):
                raise
            raise requests.ConnectionError(f"The answer broke off ({type(error).__name__}).") from None
        finally:
            answer.close()
        return content


class _Adapter(HTTPAdapter):
    def __init__(self, header_s: float) -> None:
        self._pools = _pools(header_s)
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> PoolManager:
        manager: PoolManager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _pools(header_s: float) -> dict[str, Any]:
    """Of connections that are cut off where an answer's header isn't there in time, by scheme."""

    class Connection(HTTPConnection):
        def getresponse(self) -> HTTPResponse:  # type: ignore[override] # urllib3's differs from http.client's
            with _cut_off_after(header_s, self):
                return super().getresponse()

    class TlsConnection(HTTPSConnection):
        def getresponse(self) -> HTTPResponse:  # type: ignore[override] # urllib3's differs from http.client's
            with _cut_off_after(header_s, self):
                return super().getresponse()

    return {
        "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": Connection}),
        "https": type("TlsPool", (HTTPSConnectionPool,), {"ConnectionCls": TlsConnection}),
    }


@contextlib.contextmanager
def _cut_off_after(seconds: float, connection: HTTPConnection) -> Iterator[None]:
    too_late = threading.Event()
    watch = threading.Timer(seconds, _cut_off, [connection.sock, too_late])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
    if too_late.is_set():  # http.client takes the end of a connection for that of a header
        raise TimeoutError


def _cut_off(connected: socket.socket | None, too_late: threading.Event) -> None:
    """End whatever a thread waits for."""
    too_late.set()
    if connected is not None:
        with contextlib.suppress(OSError):  # it is over already
            connected.shutdown(socket.SHUT_RDWR)
