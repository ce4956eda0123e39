"""The engine as a child process: parent's side. Loopback only, gone when its parent is gone."""

import contextlib
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from local.clean_environment import clean_variables
from local.cognito.control.names import HEALTH
from local.credentials import Credentials, kept_credentials
from local.errors import EngineError, PortInUseError, storage_error
from local.private_files import make_private_folder

HOST: Final = "127.0.0.1"
REPORT_TIMEOUT_S: Final = 30.0
READY_TIMEOUT_S: Final = 60.0
STOP_TIMEOUT_S: Final = 15.0


@dataclass(frozen=True)
class LaunchOptions:
    """How an engine is started."""

    port: int | None = None
    """On 127.0.0.1; any free one where None."""
    credentials: Credentials | None = None
    """The only ones that it accepts; None for random ones, or, with a state folder, those of the last time."""
    state_folder: Path | None = None
    """Where what it holds survives a restart; None for an engine that keeps nothing."""
    snapshot_folder: Path | None = None
    """Where its snapshots are; None for a folder in the state's, or for none where it keeps nothing."""
    log_file: Path | None = None
    """Appended to, mode 0600; None for one that goes with the engine."""
    quotas: bool = False
    issuer_is_local: bool = False
    allow_other_users: bool = False
    tls: bool = False
    lambda_endpoint_url: str = ""
    client_metadata_files: Mapping[str, Path] = field(default_factory=dict)

    def to_json(self, credentials: Credentials) -> dict[str, object]:
        """What the child is told."""
        return {
            "port": self.port or 0,
            "access_key": credentials.access_key,
            "secret_key": credentials.secret_key,
            "state_folder": str(self.state_folder) if self.state_folder else None,
            "snapshot_folder": str(self.snapshot_folder) if self.snapshot_folder else None,
            "quotas": self.quotas,
            "issuer_is_local": self.issuer_is_local,
            "allow_other_users": self.allow_other_users,
            "tls": self.tls,
            "lambda_endpoint_url": self.lambda_endpoint_url,
            "client_metadata_files": {name: str(path) for name, path in self.client_metadata_files.items()},
        }


class EngineProcess:
    """An engine in a Python of its own, which ends at the latest with this process. Use it as a context manager."""

    def __init__(self, options: LaunchOptions | None = None) -> None:
        self.options = options or LaunchOptions()
        self._process: subprocess.Popen[bytes] | None = None
        self._scratch: Path | None = None
        self._log_file: Path | None = None
        self._report = b""
        self._port: int | None = None
        self.unreadable_state: str = ""
        """Where state that couldn't be read was moved to; known once it is ready."""
        self.incomplete_state: str = ""
        """Where state was copied to whose latest changes are lost; known once it is ready."""
        self.authority_file: str = ""
        """With TLS the file of the authority to trust; known once it is ready."""

    @cached_property
    def credentials(self) -> Credentials:
        """The engine's own. Raises StorageError."""
        if self.options.credentials is not None:
            return self.options.credentials
        folder = self.options.state_folder
        return kept_credentials(make_private_folder(folder)) if folder else Credentials.random()

    def start(self) -> None:
        """Start the process and return at once. Raises StorageError, EngineError."""
        if self._process is not None:
            raise EngineError("This engine was already started.")
        if self.options.state_folder:
            make_private_folder(self.options.state_folder)
        try:
            self._scratch = Path(tempfile.mkdtemp(prefix="cognito-access-token-"))  # 0700
            self._log_file = self.options.log_file or self._scratch / "engine.log"
            log = os.open(self._log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            self._remove_scratch()
            raise storage_error("Starting the engine", Path(error.filename or tempfile.gettempdir()), error) from error
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", f"{__package__}.process"],
                stdin=subprocess.PIPE,  # its end-of-file tells the child that we are gone
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=self._scratch,
                env=clean_variables(self._scratch, os.environ),
                start_new_session=True,  # a terminal's Ctrl-C is ours to handle
            )
            assert self._process.stdin is not None
            told = {**self.options.to_json(self.credentials), "scratch": str(self._scratch)}
            self._process.stdin.write(json.dumps(told).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            self._remove_scratch()
            raise EngineError(f"The engine can't be started: {error.strerror}.") from error
        finally:
            os.close(log)

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1; waits for the child's report. Raises PortInUseError, EngineError."""
        if self._port is None:
            message = self._read_report(time.monotonic() + REPORT_TIMEOUT_S)
            if "port" not in message:
                raise self._failure(message)
            self._port = int(str(message["port"]))
        return self._port

    @property
    def endpoint_url(self) -> str:
        """What goes into AWS_ENDPOINT_URL. Raises like `port`."""
        return f"{'https' if self.options.tls else 'http'}://{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        """The child's process id."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the child runs."""
        return self._process is not None and self._process.poll() is None

    def wait_until_ready(self, timeout_s: float = READY_TIMEOUT_S) -> None:
        """Wait for its first answer. Raises PortInUseError, EngineError."""
        deadline = time.monotonic() + timeout_s
        port = self.port
        # It listens from the start, so the connection stands at once and the answer comes when it is ready.
        while (left := deadline - time.monotonic()) > 0:
            if not self.is_alive:
                raise self._failure(self._read_report(time.monotonic() + 1))
            if is_ready(port, min(left, 1.0), tls=self.options.tls):
                while said := self._read_report(time.monotonic()):
                    self.unreadable_state = str(said.get("unreadable_state") or self.unreadable_state)
                    self.incomplete_state = str(said.get("incomplete_state") or self.incomplete_state)
                    self.authority_file = str(said.get("authority") or self.authority_file)
                return
        raise EngineError(f"The engine wasn't ready after {timeout_s:.0f} s. Its log: {self._log_file}")

    def wait(self, timeout_s: float | None = None) -> int | None:
        """Wait for its end; None where it still runs after `timeout_s`."""
        assert self._process is not None
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None

    def stop(self) -> None:
        """End it. Never raises for one that is gone."""
        process = self._process
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        self._process = None
        self._remove_scratch()

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    def _read_report(self, deadline: float) -> dict[str, object]:
        """The child's next line; empty where there is none by then."""
        if self._process is None:
            raise EngineError("The engine isn't running.")
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while b"\n" not in self._report:
            readable, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
            chunk = os.read(descriptor, 4096) if readable else b""
            if not chunk:
                return {}
            self._report += chunk
        line, _, self._report = self._report.partition(b"\n")
        found = json.loads(line)
        return found if isinstance(found, dict) else {}

    def _failure(self, message: Mapping[str, object]) -> EngineError:
        if message.get("error") == "port in use":
            return PortInUseError(
                f"The engine can't listen on {HOST}:{self.options.port}: the port is in use by another program. "
                "Choose another one with --port, or end that program."
            )
        why = message.get("error") or _last_line(self._log_file) or "it ended without a message"
        return EngineError(f"The engine didn't start: {why}")

    def _remove_scratch(self) -> None:
        if self._scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)


def is_ready(port: int, timeout_s: float, *, tls: bool = False) -> bool:
    """Whether an engine answers on a port of 127.0.0.1."""
    # Not http.client: this is on the way of every start, and its import takes as long as the answer.
    request = f"GET {HEALTH} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode()
    try:
        connection = socket.create_connection((HOST, port), timeout_s)
        with _unverified(connection) if tls else connection as asked:
            asked.sendall(request)
            return asked.recv(12) == b"HTTP/1.1 200"
    except OSError:
        time.sleep(0.01)
        return False


def _unverified(connection: socket.socket) -> socket.socket:
    """A connection under TLS to whoever is there: nothing is sent but a question after its health."""
    import ssl

    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(connection)


def _last_line(log_file: Path | None) -> str:
    try:
        lines = log_file.read_text(encoding="utf-8", errors="replace").split("\n") if log_file else []
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
