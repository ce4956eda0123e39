"""A load generator in a process of its own: so many keep-alive connections, each with one request on its way."""

import itertools
import multiprocessing
import selectors
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Self

from signed_requests import Connection

CONNECTIONS = 4


@dataclass(frozen=True)
class Load:
    """What a run came to."""

    answers: int
    seconds: float
    generator_seconds: float
    """Of a processor, the generator's own. Near `seconds` it would have measured itself."""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


class LoadGenerator:
    """Its process lives as long as this context."""

    def __init__(self) -> None:
        self._process = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))

    def __enter__(self) -> Self:
        self._process.submit(time.monotonic).result()  # has started
        return self

    def __exit__(self, *_: object) -> None:
        self._process.shutdown()

    def for_a_time(self, port: int, requests: Sequence[bytes], seconds: float, *, must_hold: bytes = b"") -> Load:
        """Send the requests again and again. Raises RefusedError for an answer that isn't 200 or lacks `must_hold`."""
        return self._process.submit(drive, port, requests, seconds, must_hold).result()

    def each_once(self, port: int, requests: Sequence[bytes]) -> Load:
        """Send every request once. Raises RefusedError."""
        return self._process.submit(drive, port, requests, None, b"").result()


def drive(port: int, requests: Sequence[bytes], seconds: float | None, must_hold: bytes) -> Load:
    waiting = iter(requests) if seconds is None else itertools.cycle(requests)
    began, cpu_began = time.monotonic(), time.process_time()
    deadline = float("inf") if seconds is None else began + seconds
    answers = 0
    connections = [Connection(port) for _ in range(CONNECTIONS)]
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            _send_next(selector, connection, waiting)
        while selector.get_map():
            for key, _events in selector.select():
                connection = key.data
                selector.unregister(key.fileobj)  # who answered may have closed it
                answer = connection.receive()
                if answer is None:
                    selector.register(connection.socket, selectors.EVENT_READ, connection)
                    continue
                answer.check(must_hold)
                answers += 1
                if time.monotonic() < deadline:
                    _send_next(selector, connection, waiting)
    load = Load(answers, time.monotonic() - began, time.process_time() - cpu_began)
    for connection in connections:
        connection.close()
    return load


def _send_next(selector: selectors.BaseSelector, connection: Connection, waiting: Iterator[bytes]) -> None:
    request = next(waiting, None)
    if request is not None:
        connection.send(request)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
