"""A proxy between the program and the engine that throttles, fails, resets, hangs, drips and cuts off answers.

What happens to the n-th request follows from the seed and n alone, so that a run can be had again.
"""

import asyncio
import json
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

HANG_S = 4.0
DRIP_S = 0.02
LINGER_NOT = struct.pack("ii", 1, 0)
"""SO_LINGER: close with a reset."""

ANSWERS = {
    "throttled": (400, "TooManyRequestsException", "Rate exceeded"),
    "internal error": (500, "InternalErrorException", "Something went wrong"),
    "unavailable": (503, "ServiceUnavailable", "Service is unavailable"),
    "expired credentials": (400, "ExpiredTokenException", "The security token included in the request is expired"),
}
KINDS = (*ANSWERS, "reset before", "reset after", "hang", "slow", "truncated")
"""`reset before`: nothing reaches the engine; `reset after`: it did, and the answer is lost."""


@dataclass(frozen=True)
class Faults:
    """Which share of the requests meets a fault, and which kinds there are."""

    seed: int
    share: float = 0.0
    kinds: tuple[str, ...] = KINDS

    def of(self, number: int) -> str | None:
        """What happens to the request of that number."""
        chance = random.Random(f"{self.seed}:{number}")
        return chance.choice(self.kinds) if self.kinds and chance.random() < self.share else None


SETTLING_S = 0.02
"""Transports close their sockets in later rounds of the loop."""


@dataclass
class FaultProxy:
    """Forwards to a port on 127.0.0.1. Use it as a context manager; `faults` may be replaced while it runs."""

    engine_port: int
    faults: Faults
    counts: Counter[str] = field(default_factory=Counter)
    """How often each kind happened."""

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._number = 0

    def __enter__(self) -> Self:
        """Listen."""
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop
        ).result(10)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End all connections."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        """For AWS_ENDPOINT_URL."""
        return f"http://127.0.0.1:{self.port}"

    async def _stop(self) -> None:
        await asyncio.sleep(SETTLING_S)  # a closed server leaves open what it has accepted and not yet attached
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(SETTLING_S)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # either side went away, or we are asked to
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Handle a request; whether the connection goes on."""
        head, body = await _message(reader)
        self._number += 1
        fault = self.faults.of(self._number)
        self.counts[fault or "passed"] += 1
        if fault in ANSWERS:
            writer.write(_answer(*ANSWERS[fault]))
            await writer.drain()
            return True
        if fault == "hang":
            await asyncio.sleep(HANG_S)
        if fault in ("hang", "reset before"):
            return _reset(writer)
        answer = await self._forward(head + body)
        if fault == "reset after":
            return _reset(writer)
        if fault == "truncated":
            writer.write(answer[: len(answer) - 1 - (len(answer) // 4)])
            await writer.drain()
            return False
        if fault == "slow":
            for start in range(0, len(answer), 64):
                writer.write(answer[start : start + 64])
                await writer.drain()
                await asyncio.sleep(DRIP_S)
            return True
        writer.write(answer)
        await writer.drain()
        return True

    async def _forward(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.engine_port)
        try:
            writer.write(request)
            await writer.drain()
            head, body = await _message(reader)
        finally:
            writer.close()
        return head + body


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """A request or an answer, head and body. Both sides say the body's length."""
    head = await reader.readuntil(b"\r\n\r\n")
    headers = _headers(head)
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while True:
            size = await reader.readuntil(b"\r\n")
            chunk = await reader.readexactly(int(size, 16) + 2)
            body += size + chunk
            if int(size, 16) == 0:
                return head, body
    return head, await reader.readexactly(int(headers.get("content-length", "0")))


def _headers(head: bytes) -> Mapping[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines if line)
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs}


def _answer(status: int, code: str, message: str) -> bytes:
    body = json.dumps({"__type": code, "message": message}).encode()
    lines = (
        f"HTTP/1.1 {status} Fault",
        "Content-Type: application/x-amz-json-1.1",
        f"x-amzn-ErrorType: {code}",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _reset(writer: asyncio.StreamWriter) -> bool:
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
    writer.transport.abort()
    return False
