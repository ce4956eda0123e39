"""The engine's HTTP/1.1 server.

By hand, because starting is measured: importing uvicorn takes longer than all the rest of the engine (0.18 s of 0.35 s
side by side), hypercorn and granian about as long.
"""

import asyncio
import resource
import socket
from typing import TYPE_CHECKING, Final

from local.cognito.connection import Connection
from local.cognito.exchange import Exchange
from local.cognito.http import App

if TYPE_CHECKING:
    from ssl import SSLContext

BACKLOG: Final = 512
LARGE_BODIES: Final = 4
"""How many are taken in at a time."""
END_GRACE_S: Final = 1.0
WANTED_DESCRIPTORS: Final = 8192
OTHER_DESCRIPTORS: Final = 128
"""What is open besides connections: state, logs, functions' pipes."""
MIN_CONNECTIONS: Final = 16


class Connections:
    """What a server's connections share."""

    def __init__(self, app: App, most: int) -> None:
        """`most` is how many there may be at a time; for one more, one that has nothing to do goes."""
        self.open: dict[Connection, None] = {}
        """Oldest first."""
        self.tasks: set[asyncio.Task[None]] = set()
        self.large_bodies = asyncio.Semaphore(LARGE_BODIES)
        self._app = app
        self._most = most

    def add(self, connection: Connection) -> None:
        """Count a connection that has been made."""
        if len(self.open) >= self._most:
            # Whoever opens thousands and says nothing must not keep others out, another user of the machine least.
            idle = [one for one in self.open if one.is_idle] or [connection]
            next((one for one in idle if not one.is_own_users), idle[0]).transport.abort()
        self.open[connection] = None

    def remove(self, connection: Connection) -> None:
        """Forget one that is lost."""
        self.open.pop(connection, None)

    def run(self, exchange: Exchange) -> None:
        """Let the application answer."""
        task = asyncio.get_running_loop().create_task(exchange.run(self._app))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


def allow_many_connections() -> None:
    """Have this process open as many files as the system lets it, in reason."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, WANTED_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def most_connections() -> int:
    """How many connections this process may have at a time."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = WANTED_DESCRIPTORS if soft == resource.RLIM_INFINITY else min(soft, WANTED_DESCRIPTORS)
    return max(allowed - OTHER_DESCRIPTORS, MIN_CONNECTIONS)


async def serve(app: App, listener: socket.socket, stop: asyncio.Event, tls: "SSLContext | None" = None) -> None:
    """Serve on a listening socket until `stop` is set; requests under way get a second to end."""
    connections = Connections(app, most_connections())
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(connections), sock=listener, backlog=BACKLOG, ssl=tls)
    try:
        await stop.wait()
    finally:
        loop.remove_reader(listener)
        await _settle()  # asyncio loses what it has just accepted where its server is closed meanwhile
        server.close()
        for connection in list(connections.open):
            connection.close_when_idle()
        if connections.tasks:
            await asyncio.wait(connections.tasks, timeout=END_GRACE_S)
        for task in connections.tasks:
            task.cancel()
        for connection in list(connections.open):
            connection.transport.abort()
        await _settle()


async def _settle() -> None:
    """Let the loop do what it has been told: it makes and closes a connection in two or three steps."""
    for _ in range(4):
        await asyncio.sleep(0)
