"""Programs that listen on this machine for a test: a back end, and an issuer's keys."""

import asyncio
import json
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from local.cognito.http import ClientGoneError, answer
from local.cognito.process import listen
from local.cognito.server import serve

JSON = b"application/json"
LONG_S = 20.0


class BackEnd:
    """Answers with what it was asked, unless the path says something else."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.taken_bytes = 0
        """Of the body of the latest request, as it comes."""
        self.may_go_on = threading.Event()
        self.client_has_gone = threading.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope["path"]
        if path == "/stream":
            await self._stream(send)
            return
        if path == "/endless":
            await self._endless(receive, send)
            return
        if path == "/large":
            await answer(send, 200, b"x" * 10_000_001, b"text/plain")
            return
        if path == "/breaks":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})
            await send({"type": "http.response.body", "body": b"1234", "more_body": True})
            raise ClientGoneError
        told = await self._told(scope, receive)
        headers = [(b"connection", b"x-hop"), (b"x-hop", b"1"), (b"x-kept", b"1"), (b"set-cookie", b"a=1")]
        headers += [(b"set-cookie", b"b=2")]
        status = int(path.removeprefix("/status/")) if path.startswith("/status/") else 200
        await answer(send, status, b"" if status in {204, 304} else json.dumps(told).encode(), JSON, headers)

    async def _told(self, scope: Any, receive: Any) -> dict[str, Any]:
        self.taken_bytes, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            self.taken_bytes, more = self.taken_bytes + len(message["body"]), message["more_body"]
        target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
        told = {
            "method": scope["method"],
            "target": target.decode(),
            "headers": [[name.decode(), value.decode()] for name, value in scope["headers"]],
            "bytes": self.taken_bytes,
        }
        self.asked.append(told)
        return told

    async def _stream(self, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
        await asyncio.to_thread(self.may_go_on.wait, LONG_S)
        await send({"type": "http.response.body", "body": b"data: 2\n\n"})

    async def _endless(self, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        assert (await receive())["type"] == "http.request"
        gone = asyncio.ensure_future(receive())
        while not gone.done():  # who has gone shows when something is sent
            await send({"type": "http.response.body", "body": b"more ", "more_body": True})
            await asyncio.sleep(0.01)
        self.client_has_gone.set()


class Document:
    """One JSON document, and how often it was asked for."""

    def __init__(self, content: MutableMapping[str, Any]) -> None:
        self.content = content
        self.times = 0
        self.status = 200

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        del scope, receive
        self.times += 1
        await answer(send, self.status, json.dumps(self.content).encode(), JSON)


@contextmanager
def served(app: Any) -> Iterator[int]:
    """The port that an ASGI application answers on."""
    listener, stop, loop = listen(0), asyncio.Event(), asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve(app, listener, stop)))
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
