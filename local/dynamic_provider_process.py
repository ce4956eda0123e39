"""Python's dynamic provider, which runs the resources that a program defines itself: Pulumi's own, for one user only.

Pulumi's listens to everybody on the machine, and unpickles what it is sent: any user could run code as this one. Here
a port that is closed to other users stands in front of it. Started by the Pulumi CLI in the program's folder, by way of
the launcher that `local.language_host` writes, with the program's interpreter, which may have nothing of ours.
"""

import asyncio
import importlib
import os
import runpy
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import grpc

IS_CHECKOUT = Path(__file__).parents[1].joinpath("pyproject.toml").exists()
ROOT = str(Path(__file__).parents[1 if IS_CHECKOUT else 2])
"""What the module of the listener is found in: the checkout, or the folder of the installed package."""
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
    """A listener, imported without a trace: the program may have a package of the same name."""
    module = "local.own_user_listener"
    package = module.partition(".")[0]
    sys.path.insert(0, ROOT)
    try:
        listeners = importlib.import_module(module)
    finally:
        sys.path.remove(ROOT)
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]
    return listeners.OwnUserListener()


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
