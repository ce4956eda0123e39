"""Builds the checkout's `.venv` from a lock, and starts the driver again inside it.

Two locks: `requirements.txt` is what runs, `requirements-dev.txt` the same and what tests, builds and checks.
A third is the policy pack's, which has an environment of its own.
Standard library only: it runs before anything is installed.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import local
from automation.errors import DriverError
from local.paths import cache_folder

RUN = "requirements.txt"
DEVELOP = "requirements-dev.txt"
POLICIES = "policies/requirements.txt"
"""Pulumi's policy SDK asks for an older protobuf than what runs has."""
SLOW_TO_COMPILE = r"/pulumi_aws/(?!cognito)[a-z0-9_]+/"
"""All of AWS but Cognito: some 150 MB of bytecode that nobody imports."""
TOLD = ("Downloading ", "Installed ")
"""What of uv's words is passed on; the former come with their sizes."""
MEGABYTE = 1_000_000


def ensure_environment(root: Path, argv: list[str], say: Callable[[str], None]) -> None:
    """Return where this interpreter is the checkout's `.venv`, kept equal to the lock; otherwise start again inside it.

    Raises DriverError where the packages can't be installed.
    """
    environment = root / ".venv"
    if not _is_current(environment, root / RUN):
        build_environment(root, say)
    elif Path(sys.prefix).resolve() == environment.resolve():
        return
    python = environment / "bin" / "python"
    os.execv(python, [str(python), str(root / "automation" / "run.py"), *argv])  # noqa: S606 - our own interpreter


def build_environment(root: Path, say: Callable[[str], None], name: str = RUN) -> None:
    """Make the `.venv` beside the lock of that name hold what it says; two that start at once build it once.

    After `RUN` what is there in addition is left alone; after the others it holds nothing else.
    Raises DriverError with the installer's own words where that fails.
    """
    lock = root / name
    environment = lock.parent / ".venv"
    try:
        environment.mkdir(exist_ok=True)
        guard = (environment / ".building").open("w")
    except OSError as error:
        raise DriverError(
            f"Installing the Python packages into {environment} failed: {error.strerror}. Make the checkout "
            "writable, or clone it somewhere that is."
        ) from error
    with guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if _is_current(environment, lock):
            return
        packages = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
        shown = environment.relative_to(root)
        say(f"Installing the {packages} Python packages of {name} into {shown} (once)")
        uv = find_or_install_uv(say)
        python = environment / "bin" / "python"
        if not python.exists():
            _run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(environment)])
        how = ["install", "--requirement", str(lock)] if name == RUN else ["sync", str(lock)]
        _run([uv, "pip", *how, "--require-hashes", "--python", str(python)], say)
        _compile(root, python)
        for current in (root / RUN, lock) if name == DEVELOP else (lock,):  # that holds what is run with, too
            _stamp_file(environment, current).write_text(_stamp(current), encoding="ascii")
        say(f"{shown} is ready, {_megabytes(environment)} MB")


def _compile(root: Path, python: Path) -> None:
    """As an installer would: a first start is four times as fast, also where Python is told to write no bytecode."""
    own = [str(root / name) for name in ("auditing", "automation", "components", "local", "cognito_model")]
    installed = python.parent.parent / "lib"
    _run([str(python), "-m", "compileall", "-q", "-j", "0", "-x", SLOW_TO_COMPILE, str(installed), *own])


def _megabytes(folder: Path) -> int:
    """What a folder takes on the disk."""
    total = 0
    for parent, _folders, names in os.walk(folder):
        total += sum(os.lstat(os.path.join(parent, name)).st_blocks * 512 for name in names)  # noqa: PTH118 - 20,000 of them
    return round(total / MEGABYTE)


def _is_current(environment: Path, lock: Path) -> bool:
    stamp = _stamp_file(environment, lock)
    try:
        noted = stamp.read_text(encoding="ascii")
    except OSError:
        return False
    if noted.split()[:2] == _quick_stamp(lock):
        return True
    if noted.split()[2:] != [_digest(lock)]:
        return False
    stamp.write_text(_stamp(lock), encoding="ascii")
    return True


def _stamp_file(environment: Path, lock: Path) -> Path:
    """Where it is noted which state of the lock is installed."""
    return environment / f"{lock.stem}.installed"


def _stamp(lock: Path) -> str:
    return " ".join([*_quick_stamp(lock), _digest(lock)])


def _quick_stamp(lock: Path) -> list[str]:
    status = lock.stat()
    return [str(status.st_size), str(status.st_mtime_ns)]


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def find_or_install_uv(say: Callable[[str], None]) -> str:
    """The installer on PATH, or one of our own in the cache folder. Raises DriverError."""
    found = shutil.which("uv")
    if found:
        return found
    folder = cache_folder() / "uv"
    uv = folder / "bin" / "uv"
    if not uv.exists():
        say("Fetching uv, which installs the packages")
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DriverError(
                f"The cache folder {folder.parent} isn't writable: {error.strerror}. Make it writable, or set "
                "XDG_CACHE_HOME to another folder."
            ) from error
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
        lock = Path(local.__file__).with_name("tool_locks") / "uv.txt"
        _run(
            [
                *(str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
                *("--require-hashes", "--only-binary", ":all:", "--requirement", str(lock)),
            ]
        )
    return str(uv)


def _run(command: list[str], say: Callable[[str], None] | None = None) -> None:
    # Installers talk: what they print goes to stderr, since stdout carries the answer alone.
    words: list[str] = []
    with subprocess.Popen(command, stdout=sys.stderr.fileno(), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            words.append(line.strip())
            if say and line.lstrip().startswith(TOLD):
                say(line.strip())
    if process.returncode == 0:
        return
    told = [line for line in words if not line.startswith("WARNING:")] or words  # each time pip tries again
    why = " ".join(told[-6:]) or f"exit code {process.returncode}"
    if "ensurepip" in why:
        why = "this Python has no venv module; install it (Debian and Ubuntu: apt install python3-venv)"
    elif "No space left" in why:
        why = "the disk is full; make room and try again"
    raise DriverError(f"Setting up the Python environment failed at `{' '.join(command[:4])} …`: {why}")
