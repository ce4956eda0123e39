"""The engine and those that it is measured beside, each started in the same way and asked in the same way."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from environments import cognito_local_script, ministack_python, moto_python, node
from signed_requests import HOST, Caller, Connection, Credentials, Signer

from local.cognito.launcher import EngineProcess
from tests.ports import free_port

PATIENCE_S = 60.0
BETWEEN_TRIES_S = 0.002


@dataclass
class Running:
    """One that has answered its first request."""

    pid: int
    port: int
    credentials: Credentials
    start_seconds: float
    """From the start of its process to the answered CreateUserPool."""

    def caller(self) -> Caller:
        return Caller(self.port, self.credentials)

    def resident_bytes(self) -> int:
        """Its process's and its children's."""
        return sum(_resident_bytes(pid) for pid in _family(self.pid))


@dataclass(frozen=True)
class Peer:
    name: str
    start: Callable[[Path], tuple[int, int, Credentials, Callable[[], None]]]
    """In a folder: process id, port, credentials, and what ends it. Returns at once."""

    @contextmanager
    def running(self, folder: Path | None = None) -> Iterator[Running]:
        """From its start to its end, for the time of the context; in a folder of its own unless one is given."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
            began = time.perf_counter()
            pid, port, credentials, end = self.start(folder or Path(temporary))
            try:
                create_first_pool(port, credentials)
                yield Running(pid, port, credentials, time.perf_counter() - began)
            finally:
                end()


def create_first_pool(port: int, credentials: Credentials) -> None:
    """Ask until it is answered, which is when it is there."""
    request = Signer(port, credentials).request("CreateUserPool", {"PoolName": "first"})
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            connection = Connection(port)
        except OSError:
            time.sleep(BETWEEN_TRIES_S)
            continue
        try:
            answer = connection.exchange(request)
        except OSError:
            continue
        finally:
            connection.close()
        if answer.status == 200 and b'"Id"' in answer.body:  # noqa: PLR2004 - HTTP's OK
            return
    raise SystemExit(f"nobody created a user pool on port {port} within {PATIENCE_S:.0f} s")


def _start_ours(_folder: Path) -> tuple[int, int, Credentials, Callable[[], None]]:
    engine = EngineProcess()
    engine.start()
    key = engine.credentials
    return engine.pid, engine.port, Credentials(key.access_key, key.secret_key), engine.stop


def _command(
    command: list[str | Path], folder: Path, port: int, variables: dict[str, str]
) -> tuple[int, int, Credentials, Callable[[], None]]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder), **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def end() -> None:
        process.kill()
        process.wait()

    return process.pid, port, Credentials(), end


def _start_ministack(folder: Path) -> tuple[int, int, Credentials, Callable[[], None]]:
    port = free_port()
    variables = {"BIND_HOST": HOST, "GATEWAY_PORT": str(port), "AUTH": "true"}
    return _command([ministack_python(), "-m", "ministack"], folder, port, variables)


def _start_moto(folder: Path) -> tuple[int, int, Credentials, Callable[[], None]]:
    port = free_port()
    return _command([moto_python(), "-m", "moto.server", "-H", HOST, "-p", str(port)], folder, port, {})


def _start_cognito_local(folder: Path) -> tuple[int, int, Credentials, Callable[[], None]]:
    port = free_port()
    return _command([node(), cognito_local_script()], folder, port, {"HOST": HOST, "PORT": str(port)})


OURS = Peer("ours", _start_ours)
MINISTACK = Peer("ministack", _start_ministack)
MOTO = Peer("moto", _start_moto)
COGNITO_LOCAL = Peer("cognito-local", _start_cognito_local)
ALL = (OURS, MINISTACK, MOTO, COGNITO_LOCAL)


def make_environments() -> None:
    """So that no measurement waits for an installation."""
    ministack_python(), moto_python(), cognito_local_script(), node()


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _resident_bytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))
