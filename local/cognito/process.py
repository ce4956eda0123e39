"""The engine as a process: child's side. `python -m local.cognito.process`, started by `launcher` only.

It listens before anything slow is imported, so that the parent knows the address within milliseconds, and what connects
meanwhile waits in the socket's queue. Standard input carries the settings, one JSON object on a line, and when it ends,
the parent is gone, and so are we. Standard output carries the report: one JSON object per line.
"""

import contextlib
import errno
import json
import os
import shutil
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import asyncio

    from local.cognito.settings import EngineSettings

HOST: Final = "127.0.0.1"
BACKLOG: Final = 512
CLOSE_TIMEOUT_S: Final = 10.0
OBJECTS_BETWEEN_COLLECTIONS: Final = 10_000
"""Python's 700 have it look for cycles, of which there are hardly any, after every third request."""


def main() -> None:
    """Serve until standard input ends."""
    os.umask(0o077)
    to_parent = os.dup(1)
    os.dup2(2, 1)  # whatever prints something prints into the log: nobody would read a second pipe

    def report(message: dict[str, object]) -> None:
        os.write(to_parent, json.dumps(message).encode() + b"\n")

    told = json.loads(read_line())
    try:
        listener = listen(int(told["port"]))
    except OSError as error:
        report({"error": "port in use" if error.errno == errno.EADDRINUSE else f"{HOST}: {error.strerror}."})
        sys.exit(1)
    port = listener.getsockname()[1]
    report({"port": port})
    try:
        serve(listener, settings_of(told, port), report, told.get("scratch"))
    except OSError as error:
        report({"error": f"{error.filename or 'The state folder'}: {error.strerror}."})
        sys.exit(1)


def read_line() -> bytes:
    """Standard input's first line, byte by byte: what follows is for whoever waits for its end."""
    line = b""
    while not line.endswith(b"\n"):
        found = os.read(0, 1)
        if not found:
            break
        line += found
    return line


def listen(port: int) -> socket.socket:
    """A listening socket on 127.0.0.1. Raises OSError."""
    # With its protocol said: asyncio sends small answers at once (TCP_NODELAY) only on sockets that tell it.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not held up by what a predecessor has just closed
    try:
        listener.bind((HOST, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def settings_of(told: dict[str, Any], port: int) -> "EngineSettings":
    """The settings that the parent has written."""
    from local.cognito.settings import EngineSettings
    from local.credentials import Credentials

    state, snapshots = told.get("state_folder"), told.get("snapshot_folder")
    return EngineSettings(
        Credentials(told["access_key"], told["secret_key"]),
        endpoint_url=f"{'https' if told.get('tls') else 'http'}://{HOST}:{port}",
        state_folder=Path(state) if state else None,
        snapshot_folder=Path(snapshots) if snapshots else None,
        issuer_is_local=bool(told.get("issuer_is_local")),
        quotas=bool(told.get("quotas")),
        allow_other_users=bool(told.get("allow_other_users")),
        tls=bool(told.get("tls")),
        lambda_endpoint_url=str(told.get("lambda_endpoint_url") or ""),
        client_metadata_files={name: Path(path) for name, path in (told.get("client_metadata_files") or {}).items()},
    )


def serve(listener: socket.socket, settings: "EngineSettings", report: Any, scratch: str | None = None) -> None:
    """Run an engine on `listener` until standard input ends; `scratch` goes with it. Raises OSError."""
    import asyncio  # after the report: these take 40 ms
    import gc

    import uvloop

    from local.cognito.app import EngineApp
    from local.cognito.engine import Engine
    from local.cognito.server import allow_many_connections
    from local.cognito.server import serve as serve_app

    allow_many_connections()
    engine = Engine(settings)
    if engine.unreadable_state is not None:
        report({"unreadable_state": str(engine.unreadable_state)})
    if engine.incomplete_state is not None:
        report({"incomplete_state": str(engine.incomplete_state)})
    tls = None
    if settings.tls:
        from local.cognito.tls import Authority

        authority = Authority(settings.state_folder or Path.cwd())  # the launcher's scratch folder
        engine.trust(authority.file)
        report({"authority": str(authority.file)})
        tls = authority.server_context()
    app = EngineApp(engine)

    async def run() -> None:
        stop = asyncio.Event()
        threading.Thread(
            target=leave_with_parent, args=(asyncio.get_running_loop(), stop), name="parent", daemon=True
        ).start()
        await serve_app(app, listener, stop, tls)

    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    uvloop.run(run())
    app.close()
    engine.close()
    if scratch:  # a parent that was killed can't
        shutil.rmtree(scratch, ignore_errors=True)
    os._exit(0)  # a trigger's thread may still wait for something


def leave_with_parent(loop: "asyncio.AbstractEventLoop", stop: "asyncio.Event") -> None:
    """Wait for the end of standard input, then leave: in peace, or without it after a while."""
    while os.read(0, 4096):
        pass
    timer = threading.Timer(CLOSE_TIMEOUT_S, lambda: os._exit(1))
    timer.daemon = True
    timer.start()
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(stop.set)


if __name__ == "__main__":
    main()
