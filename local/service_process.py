"""The background service: daemon's side. `python -m local.service_process`, started by `local.service` only.

Owns an engine and a provider; when it is gone, however it went, so are they. Standard output gets one JSON object:
ready, or why not.
"""

import argparse
import contextlib
import json
import os
import queue
import shutil
import signal
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from local.cognito.launcher import EngineProcess, LaunchOptions
from local.errors import LocalEngineError, PortInUseError, StorageError
from local.private_files import make_private_folder, write_private
from local.processes import start_time
from local.program import ENGINE
from local.service import ServiceFiles, ServiceStatus, read_description, source_version, write_description

DEFAULT_REGION = "us-east-1"
ENDED = "the engine has ended"
LOOK_EVERY_S = 1.0


def main() -> None:
    """Become a daemon and serve until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--port", type=int)
    parser.add_argument("--modes", default="{}")
    arguments = parser.parse_args()
    if os.fork():
        os._exit(0)  # nobody has to wait for the daemon
    os.umask(0o077)
    files = ServiceFiles(arguments.root / ENGINE)
    shutil.rmtree(files.temporary, ignore_errors=True)  # what a killed predecessor left
    make_private_folder(files.temporary)
    events: queue.SimpleQueue[str] = queue.SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: events.put("stop"))
    try:
        Service(files, events, json.loads(arguments.modes)).run(arguments.port)
    except LocalEngineError as error:
        report({"error": str(error), "kind": type(error).__name__})
    except Exception as error:
        report({"error": f"{type(error).__name__}: {error}.", "kind": "crash"})
        raise


class Service:
    """An engine, a provider in front of it, and the file that describes both."""

    def __init__(self, files: ServiceFiles, events: "queue.SimpleQueue[str]", modes: Mapping[str, Any]) -> None:
        """`events` gets "stop" from a signal; `modes` are those of `service.MODES`."""
        self._modes = modes
        self._files = files
        self._events = events

    def run(self, asked_port: int | None) -> None:
        """Serve until an event. Raises LocalEngineError where it doesn't start."""
        last = read_ports(self._files.ports)
        engine = self._start_engine(asked_port, last.get("engine_port"))
        try:
            from local.provider.server import ProviderServer  # imports Pulumi, while the engine starts

            if engine.options.tls:
                engine.wait_until_ready()  # then its authority is known
            provider = ProviderServer(
                endpoint_url=engine.endpoint_url,
                default_region=DEFAULT_REGION,
                credentials=engine.credentials,
                preferred_port=last.get("provider_port", 0),
                authority_file=engine.authority_file,
            )
            provider_port = provider.start()
            try:
                engine.wait_until_ready()
                described = describe(engine, provider_port, self._modes)
                write_private(
                    self._files.ports,
                    json.dumps({"engine_port": engine.port, "provider_port": provider_port}),
                )
                write_description(self._files, described)
                report({"ready": True})
                self._serve(engine, described)
            finally:
                provider.stop()
        finally:
            engine.stop()

    def _start_engine(self, asked_port: int | None, last_port: int | None) -> EngineProcess:
        """On the port that was asked for, or else on that of the last time, or else on any."""
        for port in [asked_port] if asked_port is not None else [last_port, None]:
            options = LaunchOptions(
                port=port,
                state_folder=self._files.engine_state,
                log_file=self._files.log,
                **self._modes,
            )
            engine = EngineProcess(options)
            engine.start()
            try:
                _ = engine.port
            except PortInUseError:
                engine.stop()
                if port is None or port == asked_port:
                    raise
                continue
            return engine
        raise AssertionError

    def _serve(self, engine: EngineProcess, described: ServiceStatus) -> None:
        def watch() -> None:
            engine.wait()
            self._events.put(ENDED)

        threading.Thread(target=watch, daemon=True).start()
        while (event := self._next_event()) is None and self._is_described(described):
            pass
        if event == ENDED:
            write_description(self._files, replace(described, problem="the engine has ended unexpectedly"))
        elif event:
            self._files.description.unlink(missing_ok=True)

    def _next_event(self) -> str | None:
        with contextlib.suppress(queue.Empty):
            return self._events.get(timeout=LOOK_EVERY_S)
        return None

    def _is_described(self, described: ServiceStatus) -> bool:
        # The checkout may have been deleted, and then nobody could ever find and stop us.
        found = read_description(self._files.description)
        if found is None and self._files.description.exists():  # it was damaged, and is still ours
            with contextlib.suppress(StorageError):
                write_description(self._files, described)
            return True
        return found is not None and found.pid == described.pid


def describe(engine: EngineProcess, provider_port: int, modes: Mapping[str, Any]) -> ServiceStatus:
    """What others need to know about this process."""
    return ServiceStatus(
        pid=os.getpid(),
        started=start_time(os.getpid()) or "",
        engine_pid=engine.pid,
        engine_started=start_time(engine.pid) or "",
        engine_port=engine.port,
        provider_port=provider_port,
        version=source_version(),
        **modes,
        unreadable_state=engine.unreadable_state,
        incomplete_state=engine.incomplete_state,
        authority_file=engine.authority_file,
    )


def read_ports(path: Path) -> dict[str, int]:
    """The ports of the last time; empty where there was none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: port for name, port in found.items() if isinstance(port, int)}
    except (OSError, ValueError, AttributeError):
        return {}


def report(message: dict[str, object]) -> None:
    """Tell whoever started us, and let go of the pipe."""
    with contextlib.suppress(OSError):  # it has gone meanwhile
        os.write(1, json.dumps(message).encode() + b"\n")
    os.dup2(2, 1)


if __name__ == "__main__":
    main()
