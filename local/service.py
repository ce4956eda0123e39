"""The local engine as a background service of one checkout: engine and `aws` provider in one daemon.

Its addresses stay the same from start to start, what it holds is kept in `.local/engine`, and it is described in
`.local/service.json`.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from local.clean_environment import clean_variables
from local.cognito.launcher import HOST, is_ready
from local.credentials import Credentials, kept_credentials
from local.engine_configuration import EngineConfiguration, hand_over, keep, merged, read_kept
from local.errors import EngineError, PortInUseError, ServiceError, storage_error
from local.locks import exclusive
from local.paths import engine_folder
from local.private_files import make_private_folder, write_private
from local.processes import start_time
from local.program import ENGINE

if TYPE_CHECKING:
    from ssl import SSLContext

    from local.cognito.control.client import EngineControl

READY_TIMEOUT_S = 90.0
STOP_TIMEOUT_S = 25.0
KILL_TIMEOUT_S = 5.0
ANSWER_TIMEOUT_S = 5.0
MEND_TIMEOUT_S = 15.0
"""A daemon whose description was damaged finds that out when it looks at it next, and writes it anew."""
MAX_LOG_BYTES = 5_000_000
SOURCES = (".py", ".html", ".css", ".js")
MODES = ("quotas", "issuer_is_local", "allow_other_users", "tls")
"""Members of ServiceStatus that whoever starts it chooses."""


@dataclass(frozen=True)
class ServiceStatus:
    """The service, as it described itself."""

    pid: int
    started: str
    """Tells it apart from a later process with the same pid."""
    engine_pid: int
    engine_started: str
    engine_port: int
    provider_port: int
    version: str
    """Changes with the service's source."""
    quotas: bool = False
    """Whether it enforces Cognito's request quotas."""
    issuer_is_local: bool = False
    """Whether tokens' `iss` is its own address instead of AWS's."""
    allow_other_users: bool = False
    """Whether what has no signature answers other users of the machine too."""
    tls: bool = False
    """Whether it speaks https."""
    authority_file: str = ""
    """The certificate of the authority that vouches for it, where it speaks https."""
    unreadable_state: str = ""
    """Where state that couldn't be read was moved to when it started."""
    incomplete_state: str = ""
    """Where state was copied to when it started, because its latest changes couldn't be read."""
    problem: str | None = None
    """Why it is of no use although it was started; `start` starts it anew."""

    @property
    def endpoint_url(self) -> str:
        """What goes into AWS_ENDPOINT_URL."""
        return f"{'https' if self.tls else 'http'}://{HOST}:{self.engine_port}"

    @property
    def console_url(self) -> str:
        """Where a person sees what exists."""
        return f"{self.endpoint_url}/_console"


@dataclass(frozen=True)
class ServiceFiles:
    """Where the service of a checkout keeps its things."""

    folder: Path

    @property
    def description(self) -> Path:
        """What `ServiceStatus` is read from."""
        return self.folder / "service.json"

    @property
    def ports(self) -> Path:
        """The ports of the last time."""
        return self.folder / "ports.json"

    @property
    def configuration(self) -> Path:
        """What the stacks want of the engine."""
        return self.folder / "configuration.json"

    @property
    def log(self) -> Path:
        """What daemon and engine say."""
        return self.folder / "service.log"

    @property
    def lock(self) -> Path:
        """Held while it is started or stopped."""
        return self.folder / "service.lock"

    @property
    def engine_state(self) -> Path:
        """What the engine holds."""
        return self.folder / "engine"

    @property
    def temporary(self) -> Path:
        """The daemon's home and temporary folder."""
        return self.folder / "tmp"


def start(
    root: Path, *, port: int | None = None, modes: Mapping[str, bool] | None = None, say: Callable[[str], None]
) -> ServiceStatus:
    """Start the service of the checkout `root`, unless it runs; returns when it is ready.

    `port` is where the engine shall listen; without one it takes that of the last time, if it is free. `modes` are
    those of `MODES` that are chosen; the others stay as they are until the service is stopped. Two that start at once
    start one. Raises PortInUseError, ServiceError, StorageError.
    """
    files = ServiceFiles(engine_folder(root))
    with exclusive(
        files.lock, lambda: say("Waiting for another process that is starting or stopping the local engine")
    ):
        _wait_until_described(files)
        found = status(root)
        now = {name: getattr(found, name) for name in MODES} if found else {}
        chosen = {**now, **(modes or {})}
        if found and found.problem is None:
            if port not in {None, found.engine_port}:
                raise ServiceError(
                    f"The local engine is already running on port {found.engine_port}. To start it on port {port}, "
                    "stop it first (`local stop`)."
                )
            if found.version != source_version():
                say("Restarting the local engine, because its program has changed")
            elif chosen != now:
                say(f"Restarting the local engine to {_changes(now, chosen)}")
            elif answers(root, found):
                return found
            else:
                say("Restarting the local engine, which isn't responding")
        elif found and found.problem:
            say(f"Restarting the local engine: {found.problem}")
        else:
            say("Starting the local engine")
        _stop(files)
        started = _launch(root, files, port, chosen)
        kept = read_kept(files.configuration)
        if kept:
            hand_over(control(root, started), kept)
        if started.unreadable_state:
            say(_unreadable(Path(started.unreadable_state), files))
        if started.incomplete_state:
            say(
                "The latest changes to what the local engine held couldn't be read: their log was damaged. The engine "
                f"goes on with what it held before them. All that there was is in {started.incomplete_state}, with "
                "its log beside it"
            )
        return started


def _unreadable(aside: Path, files: ServiceFiles) -> str:
    """Where state is that was damaged, and how to have what was there before it."""
    from local.cognito.store.durability import FILE_NAME, PREVIOUS  # imports SQLite

    said = f"What the local engine held couldn't be read: it was damaged. It is in {aside}; the engine is empty"
    previous = aside.with_name(aside.name + PREVIOUS)
    if not previous.exists():
        return said
    return (
        f"{said}. What it held when it was started last is in {previous}. To have that: `local stop`, copy it to "
        f"{files.engine_state / FILE_NAME}, `local start`"
    )


def _changes(now: Mapping[str, bool], chosen: Mapping[str, bool]) -> str:
    """What is going to be another way, in words."""
    words = {
        ("quotas", True): "enforce request quotas",
        ("quotas", False): "not enforce request quotas",
        ("issuer_is_local", True): "name itself as its tokens' issuer",
        ("issuer_is_local", False): "name AWS as its tokens' issuer",
        ("allow_other_users", True): "answer other users of this machine",
        ("allow_other_users", False): "not answer other users of this machine",
        ("tls", True): "speak https",
        ("tls", False): "speak http",
    }
    return " and ".join(words[name, value] for name, value in chosen.items() if now.get(name) != value)


def stop(root: Path, *, patience_s: float = STOP_TIMEOUT_S) -> bool:
    """Stop the service of the checkout `root`, by force after `patience_s`; its state is kept. Whether there was one.

    Raises ServiceError where even force doesn't help.
    """
    files = ServiceFiles(engine_folder(root))
    with exclusive(files.lock, lambda: None):
        return _stop(files, patience_s)


def credentials(root: Path) -> Credentials:
    """What requests to the service of the checkout `root` are signed with. Raises StorageError."""
    return kept_credentials(make_private_folder(ServiceFiles(engine_folder(root)).engine_state))


def control(root: Path, status: ServiceStatus) -> "EngineControl":
    """The control interface of the service of the checkout `root`, which has proved that it is that.

    Raises EngineError where it doesn't answer, or isn't.
    """
    from local.cognito.control.client import EngineControl

    found = EngineControl(status.endpoint_url, credentials(root), trusting(status))
    found.prove()
    return found


def configure(root: Path, status: ServiceStatus, stack: str, configuration: EngineConfiguration) -> None:
    """Tell the service of the checkout `root` what a stack wants of it, now and after each start.

    Raises EngineError, StorageError.
    """
    files = ServiceFiles(engine_folder(root))
    if read_kept(files.configuration).get(stack, EngineConfiguration()) == configuration:
        return  # it has been told, or there is nothing to tell
    with exclusive(files.lock, lambda: None):
        wanted = merged(files.configuration, stack, configuration)
        hand_over(control(root, status), wanted)
        keep(files.configuration, wanted)  # only what the engine has taken: the next start tells it again


def trusting(status: ServiceStatus) -> "SSLContext | None":
    """What trusts the engine's own authority; None where it speaks http."""
    if not status.tls:
        return None
    import ssl

    return ssl.create_default_context(cafile=status.authority_file)


def answers(root: Path, status: ServiceStatus) -> bool:
    """Whether the engine does its work, and it is the engine; one that hangs has its process all the same.

    Nothing secret is sent before whoever answers has proved to be the engine of the checkout `root`.
    """
    if not is_ready(status.engine_port, ANSWER_TIMEOUT_S, tls=status.tls):
        return False
    try:
        control(root, status)
    except (EngineError, OSError):
        return False
    return True


def status(root: Path) -> ServiceStatus | None:
    """The service of the checkout `root`, None where it isn't running; `problem` says where it is but can't be used."""
    described = read_description(ServiceFiles(root / ENGINE).description)
    if described is None or described.problem:
        return described
    if start_time(described.pid) != described.started:
        return None
    if start_time(described.engine_pid) != described.engine_started:
        return ServiceStatus(**{**asdict(described), "problem": "the engine has ended unexpectedly"})
    return described


def read_description(path: Path) -> ServiceStatus | None:
    """What the daemon wrote; None where there is nothing, or nothing of ours."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        found = {name.replace("emulator_", "engine_"): value for name, value in found.items()}  # as it was written once
        return ServiceStatus(
            **{field.name: found[field.name] for field in fields(ServiceStatus) if field.name in found}
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def source_version() -> str:
    """Changes whenever a file of this package does, so that nobody talks to yesterday's service."""
    newest = size = 0
    folders = [Path(__file__).parent, Path(__file__).parents[1] / "cognito_model"]
    while folders:
        with contextlib.suppress(OSError):
            for entry in os.scandir(folders.pop()):
                if entry.is_dir():
                    folders.append(Path(entry.path))
                elif entry.name.endswith(SOURCES):
                    state = entry.stat()
                    newest, size = max(newest, state.st_mtime_ns), size + state.st_size
    return f"{newest}-{size}"


def _launch(root: Path, files: ServiceFiles, port: int | None, modes: Mapping[str, bool]) -> ServiceStatus:
    make_private_folder(files.temporary)
    try:
        if files.log.exists() and files.log.stat().st_size > MAX_LOG_BYTES:
            files.log.unlink()
        log = os.open(files.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise storage_error("Starting the local engine", files.log, error) from error
    command = [sys.executable, "-P", "-m", f"{__package__}.service_process", "--root", str(root.absolute())]
    if port is not None:
        command += ["--port", str(port)]
    command += ["--modes", json.dumps(modes)]
    with os.fdopen(log, "ab") as stderr:
        launcher = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            cwd=files.folder,
            env=clean_variables(files.temporary, os.environ),
            start_new_session=True,
        )
    with launcher:  # ends as soon as it has made the daemon
        assert launcher.stdout is not None
        report = _read_report(launcher.stdout.fileno(), time.monotonic() + READY_TIMEOUT_S)
        if not report:  # nothing may go on behind the back of somebody who is told that it failed
            with contextlib.suppress(ProcessLookupError):
                os.killpg(launcher.pid, signal.SIGKILL)
    described = status(root)
    if report.get("ready") and described:
        return described
    why = str(report.get("error") or f"it wasn't ready after {READY_TIMEOUT_S:.0f} s")
    if report.get("kind") == PortInUseError.__name__:
        raise PortInUseError(why)
    raise ServiceError(f"The local engine didn't start: {why} Its log: {files.log}")


def _read_report(descriptor: int, deadline: float) -> dict[str, object]:
    text = b""
    while b"\n" not in text:
        readable, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
        if not readable:
            return {}
        chunk = os.read(descriptor, 65536)
        if not chunk:
            return {"error": "it ended without a message."}
        text += chunk
    found = json.loads(text)
    return found if isinstance(found, dict) else {}


def _wait_until_described(files: ServiceFiles) -> None:
    """Where the description was damaged, wait for the daemon that it is of to write it anew, if there is one."""
    deadline = time.monotonic() + MEND_TIMEOUT_S
    while files.description.exists() and read_description(files.description) is None:
        if not _is_kept(files.engine_state) or time.monotonic() > deadline:
            return
        time.sleep(0.02)


def _is_kept(folder: Path) -> bool:
    """Whether an engine keeps its state in a folder at the moment."""
    from local.cognito.store.state_lock import StateLock

    try:
        StateLock(folder).release()
    except FileNotFoundError:  # there is no such folder
        return False
    except OSError:
        return True
    return False


def _stop(files: ServiceFiles, patience_s: float = STOP_TIMEOUT_S) -> bool:
    _wait_until_described(files)
    described = read_description(files.description)
    if described is None:
        return False
    ran = _end(described.pid, described.started, signal.SIGTERM, patience_s)
    if not _gone(described.pid, described.started):
        _end(described.pid, described.started, signal.SIGKILL, KILL_TIMEOUT_S)
    # The engine ends by itself when its parent does.
    if not _wait(described.engine_pid, described.engine_started, patience_s):
        _end(described.engine_pid, described.engine_started, signal.SIGKILL, KILL_TIMEOUT_S)
    if not (_gone(described.pid, described.started) and _gone(described.engine_pid, described.engine_started)):
        raise ServiceError(f"The local engine (process {described.pid}) can't be stopped, not even by SIGKILL.")
    files.description.unlink(missing_ok=True)
    return ran


def _gone(pid: int, started: str) -> bool:
    return start_time(pid) != started


def _end(pid: int, started: str, number: signal.Signals, timeout_s: float) -> bool:
    if _gone(pid, started):
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
    _wait(pid, started, timeout_s)
    return True


def _wait(pid: int, started: str, timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while not _gone(pid, started):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def write_description(files: ServiceFiles, described: ServiceStatus) -> None:
    """Write what `status` reads, all at once and for us alone."""
    write_private(files.description, json.dumps(asdict(described)))
