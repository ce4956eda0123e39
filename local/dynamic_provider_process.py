"""Python's dynamic provider, which runs the resources that a program defines itself: Pulumi's own, for one user only.

Pulumi's listens to everybody on the machine, and unpickles what it is sent: any user could run code as this one. Here
a port that is closed to other users stands in front of it. Started by the Pulumi CLI in the program's folder, by way of
the launcher that `local.language_host` writes, with the program's interpreter, which may have nothing of ours.
"""

import asyncio
import os
import runpy
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import grpc

IMPORTING = str(Path(__file__).with_name("traceless_import.py"))
PARENT_POLL_S = 1.0


class OwnUserServer:
    """A gRPC server whose port answers this process's own user (and root) alone."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._loop = asyncio.new_event_loop()
        self._listener: Any = None
        threading.Thread(target=self._loop.run_forever, name="listener", daemon=True).start()

    def __getattr__(self, name: str) -> Any:
        """What isn't about the port is gRPC's."""
        return getattr(self._server, name)

    def add_insecure_port(self, address: str) -> int:
        """Listen on a port of the loopback address; `address` asks for any."""
        del address
        return asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    def start(self) -> None:
        """Serve what connects, and what has connected."""
        self._server.start()
        self._loop.call_soon_threadsafe(self._listener.forward)

    async def _listen(self) -> int:
        self._listener = _own_user_listener()
        self._server.add_insecure_port(self._listener.address)
        return int(await self._listener.listen())


def _own_user_listener() -> Any:
    """A listener for this process."""
    import_without_trace = runpy.run_path(IMPORTING)["import_without_trace"]
    return import_without_trace("local.own_user_listener").OwnUserListener()


def _end_with_the_cli() -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(PARENT_POLL_S)
    os._exit(0)


def main() -> None:
    """Serve until the CLI interrupts us, or is gone."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(0))
    threading.Thread(target=_end_with_the_cli, name="parent", daemon=True).start()
    make_server = grpc.server
    # Pulumi's module makes its server at once, and has no other place to reach in.
    grpc.server = lambda *arguments, **options: OwnUserServer(make_server(*arguments, **options))
    sys.path.insert(0, str(Path.cwd()))  # as `python -m` would
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
