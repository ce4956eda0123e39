"""A port that is closed to other users, in front of a server that is not."""

import asyncio
import socket
import struct
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from local.own_user_listener import HOST, OwnUserListener, connection_name
from tests.local import other_user
from tests.local.other_user import needs_root

LONG_S = 60.0
BIG = bytes(range(256)) * 20_000


class Echo:
    """A server that says everything back, and a listener in front of it."""

    def __init__(self) -> None:
        self.connections: list[str] = []
        self.heard: list[bytes] = []
        self.listener = OwnUserListener(self._opened, self._ended)
        self.port = 0
        self.has_ended = asyncio.Event()

    @asynccontextmanager
    async def running(self, preferred_port: int = 0) -> AsyncIterator["Echo"]:
        path = unquote(self.listener.address.removeprefix("unix:"))
        # The listener is left first: since Python 3.12.1 a server is only left once its connections have ended.
        async with await asyncio.start_unix_server(self._answer, path), self.listener:
            self.port = await self.listener.listen(preferred_port)
            self.listener.forward()
            yield self

    def _opened(self, name: str) -> None:
        self.connections.append(f"opened {name}")

    def _ended(self, name: str) -> None:
        self.connections.append(f"ended {name}")
        self.has_ended.set()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.append(f"asked by {connection_name(str(writer.get_extra_info('peername'), 'ascii'))}")
        while chunk := await reader.read(1000):
            self.heard.append(chunk)
            if chunk == b"leave":
                break
            writer.write(chunk)
            await writer.drain()
        writer.close()


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, LONG_S))


async def ask(port: int, words: bytes) -> bytes:
    """What as many bytes are answered, in a connection of its own."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(words)
    answer = await reader.readexactly(len(words))
    writer.close()
    await writer.wait_closed()
    return answer


def test_what_ones_own_user_says_and_is_answered_is_passed_on() -> None:
    async def test() -> None:
        async with Echo().running() as echo:
            assert await ask(echo.port, BIG) == BIG

    run(test())


def test_what_connects_before_the_server_behind_is_there_waits_for_it() -> None:
    async def test() -> None:
        echo = Echo()
        async with echo.listener:
            port = await echo.listener.listen()
            asking = asyncio.ensure_future(ask(port, b"early"))
            await asyncio.sleep(0)
            path = unquote(echo.listener.address.removeprefix("unix:"))
            async with await asyncio.start_unix_server(echo._answer, path):
                echo.listener.forward()
                assert await asking == b"early"

    run(test())


def test_what_waits_is_refused_where_the_server_behind_never_comes() -> None:
    async def test() -> None:
        echo = Echo()
        async with echo.listener:
            reader, writer = await asyncio.open_connection(HOST, await echo.listener.listen())
            writer.write(b"early")
            await asyncio.sleep(0.01)
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()

    run(test())


def test_each_connection_has_a_name_before_its_first_byte_and_until_its_end_even_from_the_same_port() -> None:
    async def test() -> None:
        async with Echo().running() as echo:
            for _ in range(2):
                client = socket.socket()
                client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                client.bind((HOST, port_of_client))
                client.settimeout(LONG_S)
                await asyncio.to_thread(client.connect, (HOST, echo.port))
                client.sendall(b"x")
                assert await asyncio.to_thread(client.recv, 1) == b"x"
                client.close()
                await echo.has_ended.wait()
                echo.has_ended.clear()
        words, names = zip(*(said.rsplit(" ", 1) for said in echo.connections), strict=True)
        assert words == ("opened", "asked by", "ended") * 2
        assert len(set(names[:3])) == len(set(names[3:])) == 1
        assert names[0] != names[3]

    with socket.create_server((HOST, 0)) as probe:
        port_of_client = probe.getsockname()[1]
    run(test())


@needs_root
def test_another_user_gets_no_answer_and_is_not_heard() -> None:
    async def test() -> None:
        async with Echo().running() as echo:
            assert await asyncio.to_thread(other_user.ask, echo.port, "let me in") == b""
            assert echo.heard == []
            assert echo.connections == []
            assert await ask(echo.port, b"me") == b"me"

    run(test())


def test_a_taken_port_is_replaced_by_another() -> None:
    async def test() -> None:
        with socket.create_server((HOST, 0)) as taken:
            async with Echo().running(taken.getsockname()[1]) as echo:
                assert echo.port not in (0, taken.getsockname()[1])
                assert await ask(echo.port, b"here") == b"here"

    run(test())


def test_a_free_port_is_taken_as_asked() -> None:
    async def test() -> None:
        with socket.create_server((HOST, 0)) as probe:
            port = probe.getsockname()[1]
        async with Echo().running(port) as echo:
            assert echo.port == port

    run(test())


def test_a_connection_ends_for_the_caller_when_the_server_behind_ends_it() -> None:
    async def test() -> None:
        async with Echo().running() as echo:
            reader, writer = await asyncio.open_connection(HOST, echo.port)
            writer.write(b"leave")
            assert await reader.read() == b""
            writer.close()

    run(test())


def test_a_server_behind_that_is_gone_ends_connections_at_once() -> None:
    async def test() -> None:
        echo = Echo()
        async with echo.listener:
            path = unquote(echo.listener.address.removeprefix("unix:"))
            async with await asyncio.start_unix_server(echo._answer, path):
                port = await echo.listener.listen()
                echo.listener.forward()
            reader, writer = await asyncio.open_connection(HOST, port)
            assert await reader.read() == b""
            writer.close()
        assert [said.split()[0] for said in echo.connections] == ["opened", "ended"]

    run(test())


def test_closing_ends_the_connections_that_there_are_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        async with Echo().running() as echo:
            reader, writer = await asyncio.open_connection(HOST, echo.port)
            writer.write(b"x")
            await reader.readexactly(1)
        with suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
        assert echo.connections[-1].startswith("ended")
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(HOST, echo.port)

    run(test())
    assert caplog.records == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a folder is there until the listener is closed")
def test_no_file_is_left_that_a_sigkill_would_leave_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    async def test() -> None:
        echo = Echo()
        await echo.listener.listen()  # the server behind isn't there for a while
        assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []
        await echo.listener.close()
        async with Echo().running() as echo:
            assert await ask(echo.port, b"x") == b"x"
            assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []

    run(test())


def test_where_no_private_folder_can_be_made_that_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/missing")
    with pytest.raises(OSError, match="No such file"):
        OwnUserListener()


@pytest.mark.parametrize("name", ["with a blank % and ü", "very-long-" * 20])
def test_it_works_whatever_the_folder_for_temporary_files_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))

    async def test() -> None:
        async with Echo().running() as echo:
            assert await ask(echo.port, b"x") == b"x"

    run(test())
