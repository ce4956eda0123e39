"""Answers that drip, never end, or break off: none keeps anybody waiting."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
import requests

from automation.targets.bounded_http import BoundedSession

Serve = Callable[..., str]
BETWEEN_DRIPS_S = 0.01


def drip(connection: socket.socket) -> None:
    """A byte now and then, until the client goes."""
    connection.settimeout(BETWEEN_DRIPS_S)
    while True:
        connection.sendall(b"x")
        with suppress(TimeoutError):
            if not connection.recv(1):
                return


@pytest.fixture
def serve() -> Iterator[Serve]:
    """An address that answers with some bytes, and then with others, or drips, until its client goes."""
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def answer(listener: socket.socket, first: bytes, then: bytes, *, drips: bool) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    connection.recv(65536)
                    connection.sendall(first)
                    while then:
                        connection.sendall(then)
                    if drips:
                        drip(connection)

    def start(first: bytes, then: bytes = b"", *, drips: bool = False) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        threads.append(threading.Thread(target=answer, args=(listener, first, then), kwargs={"drips": drips}))
        threads[-1].start()
        listeners.append(listener)
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join()


HEADER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


def refused(url: str, **limits: float) -> str:
    with BoundedSession(**limits) as session, pytest.raises(requests.RequestException) as refusal:
        session.get(url, timeout=30)
    return str(refusal.value)


def test_an_answer_is_read_whole(serve: Serve) -> None:
    with BoundedSession() as session:
        answer = session.get(serve(HEADER + b"Content-Length: 5\r\n\r\nhello"), timeout=30)
    assert (answer.status_code, answer.text, answer.content) == (200, "hello", b"hello")


def test_a_header_that_drips_is_cut_off(serve: Serve) -> None:
    refused(serve(b"HTTP/1.1 200 OK\r\nX: ", drips=True), header_s=0.2)


def test_a_body_that_never_ends_is_cut_off_by_its_size(serve: Serve) -> None:
    assert "too long" in refused(serve(HEADER + b"\r\n", b"x" * 65536))


def test_a_body_that_drips_is_cut_off_by_its_time(serve: Serve) -> None:
    assert "too long" in refused(serve(HEADER + b"\r\n", drips=True), body_s=0.2)


def test_a_body_that_breaks_off_is_no_answer(serve: Serve) -> None:
    assert "broke off" in refused(serve(HEADER + b"Content-Length: 500\r\n\r\nhello"))


def test_what_is_streamed_is_left_to_who_reads_it(serve: Serve) -> None:
    with (
        BoundedSession(body_s=0) as session,
        session.get(serve(HEADER + b"Content-Length: 5\r\n\r\nhello"), timeout=30, stream=True) as answer,
    ):
        assert answer.raw.read() == b"hello"
