"""A port on the loopback address that is closed to other users, in front of a server that can't ask who connects.

gRPC accepts connections itself, and Pulumi's engine connects by a port alone, so there is nothing to ask a caller for.
Here each connection's user is looked up before a byte of it is read; those of this process's own user are passed on to
the server's private Unix socket, under a name that no other connection ever has. Where connections begin and end is
known with that, which gRPC doesn't tell either.
"""

import asyncio
import os
import socket
import sys
import tempfile
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from local.peer_user import is_own_users

HOST = "127.0.0.1"
_CHUNK = 1 << 16
_MAX_FOLDER_LENGTH = 50
_NAME_LENGTH = len(uuid.uuid4().hex)


def connection_name(peer: str) -> str:
    """The name of a connection, in what gRPC says of its peer (`context.peer()`)."""
    return peer[-_NAME_LENGTH:]


class OwnUserListener:
    """Listens for a server behind it: `listen`, have the server listen at `address`, `forward`, `close` in the end.

    What connects before `forward` waits.

    `opened` and `ended` are told the name of each connection, before its first byte and after its last. A context
    manager that closes itself; to be used in one event loop. Raises OSError where no private folder can be made.
    """

    def __init__(
        self, opened: Callable[[str], None] = lambda _name: None, ended: Callable[[str], None] = lambda _name: None
    ) -> None:
        self._opened = opened
        self._ended = ended
        _private_folder().cleanup()  # that none can be made is told now, and not once somebody has connected
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._descriptor = -1
        self._is_behind = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """Where the server behind has to listen, in gRPC's notation. Raises OSError.

        Ask for it when the server is about to: a SIGKILL between that and `forward` leaves an empty folder behind.
        """
        if self._folder is None:
            self._folder = _private_folder()
        return f"unix:{quote(str(self._socket))}"

    @property
    def _socket(self) -> Path:
        assert self._folder is not None
        return Path(self._folder.name, "grpc")

    async def listen(self, preferred_port: int = 0) -> int:
        """Take connections from now on; the port, any other where the preferred one is taken. Raises OSError."""
        try:
            self._server = await asyncio.start_server(self._accept, HOST, preferred_port)
        except OSError:
            self._server = await asyncio.start_server(self._accept, HOST, 0)
        return int(self._server.sockets[0].getsockname()[1])

    def forward(self) -> None:
        """The server behind listens: it gets what connects, and what has connected."""
        self._hide()
        self._is_behind.set()

    async def close(self) -> None:
        """Take no more connections, and end those that there are."""
        if self._server is not None:
            self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        if self._folder is not None:
            self._folder.cleanup()

    async def __aenter__(self) -> Self:
        """Nothing yet: the server behind comes first."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close."""
        await self.close()

    def _hide(self) -> None:
        """Leave nothing behind that a SIGKILL would keep from being removed: Linux reaches a file by its descriptor."""
        if sys.platform == "linux":
            assert self._folder is not None
            self._descriptor = os.open(self._socket, os.O_PATH)
            self._folder.cleanup()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection is not None
        if not is_own_users(writer.get_extra_info("socket")):
            writer.transport.abort()
            return
        self._connections.add(connection)
        try:
            with suppress(OSError):
                await self._serve(reader, writer)
        except asyncio.CancelledError:
            # Closing. It ends here: asyncio would report a connection's cancelled task as an error.
            writer.transport.abort()
        finally:
            self._connections.discard(connection)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = uuid.uuid4().hex
        self._opened(name)
        try:
            behind_reader, behind_writer = await self._connect(name)
            try:
                await _exchange((reader, behind_writer), (behind_reader, writer))
            finally:
                behind_writer.transport.abort()
        finally:
            self._ended(name)

    async def _connect(self, name: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to the server behind, once it is there, that it knows by this name. Raises OSError."""
        await self._is_behind.wait()
        behind = socket.socket(socket.AF_UNIX)
        behind.setblocking(False)  # noqa: FBT003 - socket's own interface
        try:
            if sys.platform == "linux":
                behind.bind(f"\0{name}")  # abstract (unix(7)): gone with the socket
                target = f"/proc/self/fd/{self._descriptor}"
            else:
                behind.bind(str(self._socket.with_name(name)))
                target = str(self._socket)
            await asyncio.get_running_loop().sock_connect(behind, target)
            return await asyncio.open_unix_connection(sock=behind)
        except BaseException:
            behind.close()
            raise


def _private_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="cognito-", dir=_short_folder(), ignore_cleanup_errors=True)


def _short_folder() -> str | None:
    """Where temporary folders go, unless a socket's path there would be too long (108 bytes on Linux, unix(7))."""
    return "/tmp" if len(os.fsencode(tempfile.gettempdir())) > _MAX_FOLDER_LENGTH else None  # noqa: S108 - made 0700


async def _exchange(*ways: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
    """Pass on what comes, both ways, until one end has nothing more to say."""
    passing = [asyncio.ensure_future(_pass_on(*way)) for way in ways]
    try:
        await asyncio.wait(passing, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in passing:
            way.cancel()
        await asyncio.gather(*passing, return_exceptions=True)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(_CHUNK):
        writer.write(chunk)
        await writer.drain()
