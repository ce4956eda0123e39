"""Back ends that answer nothing, slowly, endlessly, elsewhere: one clear sentence, in bounded time."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from automation.backends.address import parse_address
from automation.backends.checking import BackendError, Statuses, check_backend
from automation.backends.probe import Answer, Probe
from automation.errors import UsageError
from local.cognito.hostile_tokens.making import HostileToken
from tests.ports import free_port

TOKEN = "header.payload.s3cret-signature"
HOSTILE = [HostileToken("no-token", "There is none", "", "")]
Behave = Callable[[socket.socket], None]


@pytest.fixture
def serve() -> Iterator[Callable[[Behave], str]]:
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def start(behave: Behave) -> str:
        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, suppress(OSError):
                        connection.recv(65_536)
                        behave(connection)

        threads.append(threading.Thread(target=accept, daemon=True))
        threads[0].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/me"

    yield start
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    for thread in threads:
        thread.join(5)


def saying(*chunks: bytes) -> Behave:
    def behave(connection: socket.socket) -> None:
        for chunk in chunks:
            connection.sendall(chunk)

    return behave


def silent(connection: socket.socket) -> None:
    connection.recv(1)  # until the other side ends it


def dripping(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    gone = threading.Event()
    while not gone.wait(0.02):
        connection.sendall(b"x")


def huge_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65_536)


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (silent, r"didn't respond within .* \(--timeout\)"),
        (dripping, r"didn't respond within .* \(--timeout\)"),
        (saying(), "closed the connection without a response"),
        (saying(b"SSH-2.0-OpenSSH_9\r\n"), "didn't respond with HTTP"),
        (saying(b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 70_000), "didn't respond with HTTP"),
        (saying(b"HTTP/1.1 302 Found\r\nLocation: https://login.example/x\r\n\r\n"), "redirects .* login.example"),
        (saying(b"HTTP/1.1 404 Not Found\r\n\r\n"), "has no route for GET"),
        (saying(b"HTTP/1.1 500 Oops\r\n\r\n"), "give --accepted 500"),
        (saying(b"HTTP/1.1 401 No\r\n\r\n"), "refuses the good token as well"),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "isn't protected at all"),
        (huge_body, "isn't protected at all"),
    ],
)
def test_a_back_end_that_can_not_be_checked_is_told_apart(serve: Callable[[Behave], str], behave: Behave, words: str):
    probe = Probe(parse_address(serve(behave)), timeout_s=0.3)
    with pytest.raises(BackendError, match=words) as refusal:
        check_backend(probe, TOKEN, HOSTILE, Statuses())
    assert "s3cret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_nobody_there_is_said():
    with pytest.raises(BackendError, match="isn't listening: start it first"):
        check_backend(Probe(parse_address(f"http://127.0.0.1:{free_port()}/")), TOKEN, HOSTILE, Statuses())


def test_the_token_goes_into_the_header_that_was_asked_for():
    seen: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        connection, _ = listener.accept()
        with connection:
            seen.append(connection.recv(65_536))
            connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    thread = threading.Thread(target=accept)
    thread.start()
    address = parse_address(f"http://127.0.0.1:{listener.getsockname()[1]}/a?b=c")
    assert Probe(address, method="DELETE", header="X-Id-Token").send(TOKEN) == Answer(204)
    thread.join(5)
    listener.close()
    assert seen[0].startswith(b"DELETE /a?b=c HTTP/1.1\r\n")
    assert f"X-Id-Token: {TOKEN}\r\n".encode() in seen[0]
    assert b"Authorization" not in seen[0]


@pytest.mark.parametrize(
    "text",
    [
        "", "me", "ftp://127.0.0.1/", "http://", "http:///me", "http://127.0.0.1:x/", "http://127.0.0.1:99999/",
        "http://127.0.0.1/a b", "http://127.0.0.1/\n", "http://[::1/", "http://127.0.0.1/ü",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str):
    with pytest.raises(UsageError, match="isn't the address of a back end"):
        parse_address(text)


@pytest.mark.parametrize(
    "text", ["http://example.com/", "http://127.0.0.1.example.com/", "https://10.0.0.1/", "http://localhost.evil/"]
)
def test_other_machines_are_sent_nothing_unless_it_is_said(text: str):
    with pytest.raises(UsageError, match=r"Nothing was sent.*--allow-remote"):
        parse_address(text)
    assert parse_address(text, allow_remote=True).host in text


def test_a_password_in_the_address_is_refused():
    with pytest.raises(UsageError, match="a user name or a password"):
        parse_address("http://me:s3cret@127.0.0.1/")


@pytest.mark.parametrize(
    "text", ["http://127.0.0.1:8000/me?a=1#x", "http://127.9.9.9/", "https://[::1]:1/", "http://localhost"]
)
def test_addresses_of_this_machine_are_taken(text: str):
    found = parse_address(text)
    assert str(found).startswith(text.partition("#")[0])
    assert found.target.startswith("/")
