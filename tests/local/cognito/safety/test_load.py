"""Bounded connections, descriptors and memory, whatever clients do."""

import contextlib
import http.client
import resource
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.local.cognito.safety.target import Target, client

LONG_S = 60.0
MEGABYTE = 1_000_000
HALF_REQUESTS = (
    b"",
    b"GET /_engine/health HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n{",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n{",
)


@pytest.fixture(scope="module", autouse=True)
def many_descriptors() -> Iterator[None]:
    """This process opens the clients' ends."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connect(target: Target) -> socket.socket:
    return socket.create_connection(("127.0.0.1", target.port), LONG_S)


def is_healthy(target: Target) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=LONG_S)
    connection.request("GET", "/_engine/health")
    found = connection.getresponse().read() == b"ready\n"
    connection.close()
    return found


def settle(target: Target, most: int) -> int:
    """The engine's descriptors, once there are no more than so many, or after a long while."""
    deadline = time.monotonic() + LONG_S
    while (found := target.descriptors()) > most and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


@pytest.mark.parametrize("words", [b"", *HALF_REQUESTS[1:], b"GET /_engine/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"])
def test_3000_closed_connections_leave_no_descriptors(target: Target, words: bytes):
    for _ in range(3000 if not words else 750):
        with connect(target) as connection:
            connection.sendall(words)
    assert settle(target, 49) < 50
    assert is_healthy(target)


def test_connections_that_are_reset_leave_no_descriptors(target: Target):
    linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"  # closing sends RST
    for _ in range(500):
        with connect(target) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            connection.sendall(b"GET /_console HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert settle(target, 49) < 50
    assert is_healthy(target)


def test_hundreds_of_half_open_and_slow_connections_keep_nobody_out(target: Target):
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(connect(target)) for _ in range(800)]
        for number, connection in enumerate(connections):
            connection.sendall(HALF_REQUESTS[number % len(HALF_REQUESTS)])
        api = client(target.engine, target.engine.credentials)
        for _ in range(20):
            assert api.list_user_pools(MaxResults=10)["UserPools"]
            for connection in connections[1::100]:
                with contextlib.suppress(ConnectionError):
                    connection.sendall(b"x")
    assert settle(target, 49) < 50


@pytest.mark.parametrize("length", [b"Content-Length: 50000000", b"Transfer-Encoding: chunked"])
def test_40_bodies_of_50_megabytes_do_not_grow_the_memory(target: Target, length: bytes):
    assert is_healthy(target)
    before = target.resident_bytes()
    highest, done = [before], threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            highest[0] = max(highest[0], target.resident_bytes())

    watcher = threading.Thread(target=watch)
    threads = [threading.Thread(target=send_50_megabytes, args=(target, length)) for _ in range(40)]
    for thread in [watcher, *threads]:
        thread.start()
    for thread in threads:
        thread.join(LONG_S)
    done.set()
    watcher.join(LONG_S)
    assert highest[0] - before < 100 * MEGABYTE
    assert is_healthy(target)
    assert settle(target, 49) < 50


def send_50_megabytes(target: Target, length: bytes) -> None:
    """The server says that it is too much, or lets go."""
    head = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: AWSCognitoIdentityProviderService.SignUp\r\n"
    part = b"x" * MEGABYTE
    with connect(target) as connection, contextlib.suppress(ConnectionError):
        connection.sendall(head + length + b"\r\n\r\n")
        for _ in range(50):
            connection.sendall(b"f4240\r\n" + part + b"\r\n" if b"chunked" in length else part)
        assert connection.recv(100).split()[1] == b"413"
