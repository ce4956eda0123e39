"""The HTTP/1.1 server, byte by byte: what a client may send, and what it gets."""

import asyncio
import contextlib
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local.cognito import connection as connection_module
from local.cognito import server as server_module
from local.cognito.http import App, BodyTooLargeError, ClientGoneError, answer, read_body
from local.cognito.process import listen
from local.cognito.server import serve

LONG_S = 30.0
TEXT = b"text/plain"


class Echo:
    """Answers with what it was asked, and remembers it."""

    def __init__(self) -> None:
        self.scopes: list[Any] = []
        self.gone: list[str] = []
        self.may_answer = threading.Event()
        self.may_answer.set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scopes.append(scope)
        if scope["path"] == "/fails":
            raise ValueError("on purpose")
        try:
            body = await read_body(scope, receive, 1_000_000)
        except BodyTooLargeError:
            await answer(send, 413, b"too large", TEXT, [(b"connection", b"close")])
            return
        except ClientGoneError:
            self.gone.append(scope["path"])
            return
        if scope["path"] == "/waits":
            await asyncio.to_thread(self.may_answer.wait, LONG_S)
        if scope["path"] == "/large":
            body = b"x" * 20_000_000
        elif scope["path"] == "/chunks":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for part in (b"one", b"", b"two"):
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b"three"})
            return
        await answer(send, 200, f"{scope['method']} {scope['path']} ".encode() + body, TEXT)


@contextlib.contextmanager
def serving(app: App) -> Iterator[int]:
    """A server in a thread; its port."""
    listener = listen(0)
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve(app, listener, stop)))
    thread.start()
    yield int(listener.getsockname()[1])
    loop.call_soon_threadsafe(stop.set)
    thread.join(LONG_S)
    loop.close()


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def port(echo: Echo) -> Iterator[int]:
    with serving(echo) as found:
        yield found


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), LONG_S)


def talk(port: int, *parts: bytes, end: bool = True) -> bytes:
    """What comes back until the server closes, which it does when the client sends nothing more."""
    with connect(port) as client:
        for part in parts:
            client.sendall(part)
        if end:
            client.shutdown(socket.SHUT_WR)
        return read_all(client)


def read_all(client: socket.socket) -> bytes:
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while part := client.recv(1_000_000):
            found += part
    return found


def read_until(client: socket.socket, text: bytes) -> bytes:
    found = b""
    while text not in found:
        part = client.recv(65_536)
        assert part, found
        found += part
    return found


def statuses(said: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3}) ", said)]


def get(path: str = "/", *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: here", *headers, "", ""]).encode()


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + LONG_S
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def test_a_connection_is_kept_and_answers_one_request_after_another(port: int):
    with connect(port) as client:
        for path in ("/one", "/two"):
            client.sendall(get(path))
            assert b"connection: close" not in read_until(client, f"GET {path}".encode())


def test_pipelined_requests_are_answered_in_their_order(port: int, echo: Echo):
    echo.may_answer.clear()
    with connect(port) as client:
        client.sendall(get("/waits") + get("/two") + get("/three"))
        time.sleep(0.1)
        echo.may_answer.set()
        said = read_until(client, b"/three")
    assert said.index(b"/waits") < said.index(b"/two") < said.index(b"/three")


def test_thousands_of_pipelined_requests_are_all_answered_and_few_are_kept_waiting(port: int, echo: Echo):
    count = 20_000
    echo.may_answer.clear()
    with connect(port) as client:
        sender = threading.Thread(target=lambda: client.sendall(get("/waits") + get("/x") * count))
        sender.start()
        time.sleep(0.3)
        echo.may_answer.set()
        found, seen = 0, b""
        while found < count:
            seen = seen[-6:] + client.recv(1_000_000)
            found += seen.count(b"GET /x ")
        sender.join(LONG_S)
    assert found == count


def test_bodies_come_whole_however_they_are_cut(port: int):
    head = b"POST /b HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\n"
    assert b"POST /b 0123456789" in talk(port, head, b"01234", b"56789")
    chunked = b"POST /c HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert b"POST /c 0123456789" in talk(port, chunked, b"4\r\n0123\r\n", b"6;ext=1\r\n456", b"789\r\n0\r\n\r\n")
    everything = head + b"0123456789" + chunked + b"a\r\n0123456789\r\n0\r\n\r\n" + get("/d")
    with connect(port) as client:
        for byte in everything:
            client.sendall(bytes([byte]))
        said = read_until(client, b"GET /d")
    assert statuses(said) == [200, 200, 200]


def test_what_stands_behind_a_chunked_body_is_no_header(port: int, echo: Echo):
    head = b"POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert statuses(talk(port, head + b"0\r\nAuthorization: late\r\n\r\n")) == [200]
    assert b"authorization" not in dict(echo.scopes[0]["headers"])


def test_who_waits_for_a_word_before_sending_a_body_gets_it(port: int):
    head = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    with connect(port) as client:
        client.sendall(head)
        assert read_until(client, b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"abc")
        assert b"POST / abc" in read_until(client, b"abc")


def test_who_announces_a_body_that_is_too_large_is_refused_before_sending_it(port: int):
    head = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 50000000\r\nExpect: 100-continue\r\n\r\n"
    with connect(port) as client:
        client.sendall(head)
        assert statuses(read_all(client)) == [413]


def test_who_sends_a_body_that_is_too_large_can_read_why_it_is_refused(port: int):
    head = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 20000000\r\n\r\n"
    chunked = b"POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"x" * 20_000_000
    for parts in ((head, body), (chunked, b"1312d00\r\n", body, b"\r\n0\r\n\r\n")):
        assert statuses(talk(port, *parts, end=False)) == [413]


def test_head_gets_the_length_and_no_body(port: int):
    said = talk(port, b"HEAD /h HTTP/1.1\r\nHost: here\r\n\r\n" + get("/g"))
    assert statuses(said) == [200, 200]
    assert b"HEAD /h" not in said
    assert said.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"content-length: 8\r\n" in said


def test_a_target_may_be_absolute_and_is_decoded_once(port: int, echo: Echo):
    talk(port, get("http://here:1/a%20b%252F?c=%20"), get("/%2e%2e/x?y"))
    first, second = echo.scopes
    assert (first["path"], first["raw_path"], first["query_string"]) == ("/a b%2F", b"/a%20b%252F", b"c=%20")
    assert (second["path"], second["query_string"]) == ("/../x", b"y")


def test_a_body_of_unknown_length_is_sent_in_chunks(port: int):
    said = talk(port, get("/chunks"))
    assert said.endswith(b"3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n")
    old = talk(port, b"GET /chunks HTTP/1.0\r\nHost: here\r\n\r\n")
    assert old.endswith(b"\r\n\r\nonetwothree")
    assert b"connection: close" in old


@pytest.mark.parametrize(
    "request_",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 50,
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nOrigin: http://localhost\r\nOrigin: http://evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        b"GET here HTTP/1.1\r\nHost: a\r\n\r\n",
        b"CONNECT here:443 HTTP/1.1\r\nHost: here\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: here\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    ],
)
def test_what_is_no_request_or_could_be_two_is_refused_and_the_connection_ends(port: int, echo: Echo, request_: bytes):
    assert statuses(talk(port, request_, end=False)) == [400]
    assert echo.scopes == []


def test_after_good_requests_a_bad_one_ends_the_connection_in_its_turn(port: int, echo: Echo):
    echo.may_answer.clear()
    with connect(port) as client:
        client.sendall(get("/waits") + get("/two") + b"nonsense\r\n\r\n")
        time.sleep(0.1)
        echo.may_answer.set()
        said = read_all(client)
    assert statuses(said) == [200, 200, 400]


@pytest.mark.parametrize(
    "head",
    [
        get("/", "X: " + "a" * 70_000),
        get("/" + "a" * 70_000),
        get("/", *(f"X-{number}: a" for number in range(300))),
    ],
)
def test_a_head_that_is_too_large_is_refused(port: int, head: bytes):
    assert statuses(talk(port, head, end=False)) == [431]


@pytest.mark.parametrize("beginning", [b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"GET / HTTP/1.1\r\n", b""])
def test_a_head_that_never_ends_is_refused_before_it_fills_the_memory(port: int, beginning: bytes):
    with connect(port) as client, contextlib.suppress(ConnectionError):
        client.sendall(beginning)
        for _ in range(200):
            client.sendall(b"a" * 65_536)
            client.settimeout(0.01)
            with contextlib.suppress(TimeoutError):
                assert statuses(client.recv(1000))[0] in {400, 431}
                return
    pytest.fail("13 MB of a head were taken")


def test_a_client_that_has_sent_its_last_gets_every_answer(port: int):
    assert statuses(talk(port, get("/one") + get("/two") + get("/three"))) == [200, 200, 200]


def test_a_client_that_ends_in_the_middle_of_a_request_is_gone(port: int, echo: Echo):
    assert talk(port, b"POST /half HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\nabc") == b""
    assert echo.gone == ["/half"]
    assert talk(port, b"GET / HTT") == b""


def test_an_offer_of_another_protocol_is_passed_over(port: int):
    offer = "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"
    said = talk(port, get("/one", *offer) + get("/two") + get("/three", *offer))
    assert statuses(said) == [200, 200, 200]
    body = "\r\n".join(["POST /token HTTP/1.1", "Host: here", *offer, "Content-Length: 6", "", "a=b&c="]).encode()
    for parts in ((body, get("/next")), (body[:-6], body[-6:-2], body[-2:] + get("/next"))):
        said = talk(port, *parts)
        assert statuses(said) == [200, 200]
        assert b"POST /token a=b&c=" in said
    lines = ["POST /token HTTP/1.1", "Host: here", *offer, "Transfer-Encoding: chunked", "", "3\r\na=b\r\n0\r\n\r\n"]
    chunked = "\r\n".join(lines).encode()
    assert b"POST /token a=b" in talk(port, chunked)


def test_a_chunk_of_a_thousand_offers_is_no_depth(port: int):
    offer = get("/", "Connection: Upgrade", "Upgrade: h2c")
    assert statuses(talk(port, offer * 1500)) == [200] * 1500


def test_a_failure_is_an_answer_and_tells_nothing(port: int):
    said = talk(port, get("/fails"))
    assert statuses(said) == [500]
    assert b"on purpose" not in said
    assert b"Traceback" not in said


def descriptors() -> int:
    return sum(1 for _ in Path(f"/proc/{os.getpid()}/fd").iterdir())


def test_who_sends_half_a_request_is_told_after_a_while(port: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connection_module, "REQUEST_S", 0.2)
    for half in (b"GET / HTTP/1.1\r\nHost: ", b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\nabc"):
        assert statuses(talk(port, half, end=False)) == [408]
    assert talk(port, end=False) == b""


def test_a_connection_that_is_not_used_ends(port: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connection_module, "KEEP_ALIVE_S", 0.2)
    assert statuses(talk(port, get(), end=False)) == [200]


@pytest.mark.parametrize("more", [(), ("Connection: close",)])
def test_a_client_that_does_not_read_is_let_go(
    port: int, echo: Echo, more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connection_module, "REQUEST_S", 0.3)
    monkeypatch.setattr(connection_module, "KEEP_ALIVE_S", 0.3)
    with connect(port) as client:
        client.sendall(get("/large", *more))
        assert eventually(lambda: len(echo.scopes) == 1)
        answering = descriptors()
        assert eventually(lambda: descriptors() == answering - 1), "the server's end is closed though nobody has read"
        assert len(read_all(client)) < 20_000_000


def test_of_too_many_connections_the_oldest_idle_one_goes(echo: Echo, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server_module, "most_connections", lambda: 3)
    echo.may_answer.clear()
    with serving(echo) as port, contextlib.ExitStack() as stack:
        busy = stack.enter_context(connect(port))
        busy.sendall(get("/waits"))
        assert eventually(lambda: len(echo.scopes) == 1)
        idle = [stack.enter_context(connect(port)) for _ in range(3)]
        assert read_all(idle[0]) == b""
        idle[1].sendall(get("/one"))
        assert b"GET /one" in read_until(idle[1], b"/one")
        echo.may_answer.set()
        assert b"GET /waits" in read_until(busy, b"/waits")


def test_the_end_lets_an_answer_under_way_reach_its_client(echo: Echo):
    echo.may_answer.clear()
    with serving(echo) as port, connect(port) as busy:
        busy.sendall(get("/waits"))
        assert eventually(lambda: len(echo.scopes) == 1)
        threading.Timer(0.2, echo.may_answer.set).start()
        waiting = busy.dup()
    assert statuses(read_all(waiting)) == [200]
    waiting.close()
