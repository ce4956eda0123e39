"""The emulator as a child process: parent's side. Loopback only, gone when its parent is gone."""

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
from pathlib import Path
from types import TracebackType
from typing import Self

from local.credentials import Credentials, kept_credentials
from local.errors import EngineError, PortInUseError, storage_error
from local.private_files import make_private_folder

HOST = "127.0.0.1"
ROOT = Path(__file__).parents[1]
REPORT_TIMEOUT_S = 30.0
READY_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 15.0
INHERITED = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPYCACHEPREFIX",
    "LD_LIBRARY_PATH",
)


def clean_variables(home: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """An environment in which nothing of the user's is found: no AWS or Pulumi settings, no home folder."""
    return {
        **{name: variables[name] for name in INHERITED if name in variables},
        "HOME": str(home),
        "TMPDIR": str(home),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": "127.0.0.1,localhost",
    }


class Emulator:
    """One emulator: ministack in a Python of its own, which ends at the latest with this process.

    Use it as a context manager, or call `start` and `stop`. With `state_folder` what it holds survives a restart;
    without one it lives in a private folder that disappears with it.
    """

    def __init__(
        self,
        *,
        port: int | None = None,
        state_folder: Path | None = None,
        log_file: Path | None = None,
        quotas: bool = False,
        credentials: Credentials | None = None,
    ) -> None:
        """`port` on 127.0.0.1, any free one where None; `log_file` is appended to, with mode 0600.

        `quotas` enforces Cognito's request quotas: TooManyRequestsException for those who ask too much. `credentials`
        are the only ones that it accepts; without them they are random, or with `state_folder` those of the last time.
        """
        self._credentials = credentials
        self._quotas = quotas
        self._asked_port = port
        self._state_folder = state_folder
        self._log_file = log_file
        self._process: subprocess.Popen[bytes] | None = None
        self._scratch: Path | None = None
        self._report = b""
        self._port: int | None = None

    def start(self) -> None:
        """Start the process and return at once. Raises StorageError, EngineError."""
        if self._process is not None:
            raise EngineError("This emulator has been started already.")
        if self._state_folder:
            make_private_folder(self._state_folder)
        try:
            self._scratch = Path(tempfile.mkdtemp(prefix="cognito-access-token-"))  # 0700
            log_file = self._log_file or self._scratch / "emulator.log"
            log = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            self._remove_scratch()
            raise storage_error(
                "Starting the emulator", Path(error.filename or tempfile.gettempdir()), error
            ) from error
        self._log_file = log_file
        command = [sys.executable, "-P", "-m", "local.emulator_process", "--folder", str(self._scratch)]
        if self._asked_port is not None:
            command += ["--port", str(self._asked_port)]
        if self._state_folder:
            command += ["--state", str(self._state_folder)]
        if self._quotas:
            command.append("--quotas")
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,  # its end-of-file tells the child that we are gone
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=self._scratch,
                env={**clean_variables(self._scratch, os.environ), **self.credentials.variables},
                start_new_session=True,  # a terminal's Ctrl-C is ours to handle
            )
        except OSError as error:
            self._remove_scratch()
            raise EngineError(f"The emulator can't be started: {error.strerror}.") from error
        finally:
            os.close(log)

    @property
    def credentials(self) -> Credentials:
        """What requests are signed with. Raises StorageError."""
        if self._credentials is None:
            folder = self._state_folder
            self._credentials = kept_credentials(make_private_folder(folder)) if folder else Credentials.random()
        return self._credentials

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
        return f"http://{HOST}:{self.port}"

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
        """Wait for its first healthy answer. Raises PortInUseError, EngineError."""
        deadline = time.monotonic() + timeout_s
        port = self.port
        # It listens from the start, so the connection stands at once and the answer comes when it is ready.
        while (left := deadline - time.monotonic()) > 0:
            if not self.is_alive:
                raise self._failure(self._read_report(time.monotonic() + 1))
            if is_healthy(port, min(left, 1.0)):
                return
        raise EngineError(f"The emulator didn't get ready within {timeout_s:.0f} s. Its log: {self._log_file}")

    def wait(self, timeout_s: float | None = None) -> int | None:
        """Wait for its end; None where it still runs after `timeout_s`."""
        assert self._process is not None
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None

    def stop(self) -> None:
        """End it, after it has saved its state where it has a folder for that. Never raises for one that is gone."""
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
        """The child's next line; empty where it ended without one."""
        if self._process is None:
            raise EngineError("The emulator isn't running.")
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
                f"The emulator can't listen on {HOST}:{self._asked_port}: the port is in use by another program. "
                "Choose another one with --port, or end that program."
            )
        why = message.get("error") or _last_line(self._log_file) or "it ended without a word"
        return EngineError(f"The emulator didn't start: {why}")

    def _remove_scratch(self) -> None:
        if self._scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)


def is_healthy(port: int, timeout_s: float) -> bool:
    """Whether an emulator answers on a port of 127.0.0.1."""
    # Not http.client: this is on the way of every start, and its import takes as long as the answer.
    try:
        with socket.create_connection((HOST, port), timeout_s) as connection:
            connection.sendall(
                f"GET /_ministack/health HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode()
            )
            return connection.recv(12) == b"HTTP/1.1 200"
    except OSError:
        time.sleep(0.01)
        return False


def _last_line(log_file: Path | None) -> str:
    try:
        lines = log_file.read_text(encoding="utf-8", errors="replace").split("\n") if log_file else []
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
