"""The emulator: child's side. `python -m local.emulator_process`, started by `local.emulator` only.

It listens before anything slow is imported, so that the parent knows the address within milliseconds, and what connects
meanwhile waits in the socket's queue. Standard output carries the report: one JSON object per line. When standard input
ends, the parent is gone, and so are we.
"""

import argparse
import errno
import json
import os
import shutil
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from local.credentials import Credentials
from local.errors import LocalEngineError

HOST = "127.0.0.1"
BACKLOG = 256
SAVE_TIMEOUT_S = 10.0


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--quotas", action="store_true")
    arguments = parser.parse_args()
    os.umask(0o077)
    to_parent = os.dup(1)
    os.dup2(2, 1)  # whatever prints something prints into the log: nobody would read a second pipe

    def report(message: dict[str, object]) -> None:
        os.write(to_parent, json.dumps(message).encode() + b"\n")

    try:
        listener = listen(arguments.port)
    except OSError as error:
        report({"error": "port in use" if error.errno == errno.EADDRINUSE else f"{HOST}: {error.strerror}."})
        sys.exit(1)
    save: list[Callable[[], None]] = []
    threading.Thread(target=leave_with_parent, args=(arguments.folder, save), daemon=True).start()
    port = listener.getsockname()[1]
    report({"port": port})
    credentials = Credentials(os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"])
    os.environ.update(settings(port, arguments.folder, arguments.state))
    try:
        serve(listener, save, credentials, quotas=arguments.quotas)
    except LocalEngineError as error:
        report({"error": str(error)})
        sys.exit(1)


def listen(port: int) -> socket.socket:
    """A listening socket on 127.0.0.1. Raises OSError."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not held up by what a predecessor has just closed
    listener.bind((HOST, port))
    listener.listen(BACKLOG)
    return listener


def settings(port: int, folder: Path, state: Path | None) -> dict[str, str]:
    """What ministack reads from its environment when it is imported."""
    kept = {"PERSIST_STATE": "1", "STATE_DIR": str(state)} if state else {"STATE_DIR": str(folder / "state")}
    return {
        **kept,
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": HOST,
        "AUTH": "true",
        "LOG_LEVEL": "INFO",
        "S3_DATA_DIR": str((state or folder) / "s3"),
        "DOCKER_HOST": f"unix://{folder}/no-docker",  # at its start it removes containers that look like its own
        "IOT_MTLS_ENABLED": "0",  # listens on a port of its own
        "SFTP_ENABLED": "0",  # so does this
    }


def serve(
    listener: socket.socket, save: list[Callable[[], None]], credentials: Credentials, *, quotas: bool = False
) -> None:
    """Run ministack's application on `listener`; `save` gets what writes its state. Raises LocalEngineError."""
    try:
        import cryptography  # noqa: F401 - without it ministack signs with a dummy key, and says nothing
    except ImportError as error:
        raise LocalEngineError(
            "The `cryptography` package is missing, without which no token can be signed. "
            "Install what requirements.txt locks (`make run` does)."
        ) from error
    import asyncio  # after the report

    from local.emulator_app import EmulatorApp  # ministack reads the environment when it is imported

    app = EmulatorApp(credentials, quotas=quotas)
    save.append(app.save)
    asyncio.run(app.serve(listener))


def leave_with_parent(folder: Path, save: list[Callable[[], None]]) -> None:
    """Wait for the end of standard input, then leave without ado: no clean-up may hold us up for ever."""
    while os.read(0, 4096):
        pass
    threading.Timer(SAVE_TIMEOUT_S, lambda: os._exit(1)).start()
    for write in save:
        write()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    main()
