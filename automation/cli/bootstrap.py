"""Builds the checkout's `.venv` from `requirements.txt`, and starts the driver again inside it.

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

STAMP = "cognito-access-token.lock"


def ensure_environment(root: Path, argv: list[str], say: Callable[[str], None]) -> None:
    """Return where this interpreter is the checkout's `.venv`, kept equal to the lock; otherwise start again inside it.

    Raises DriverError where the packages can't be installed.
    """
    environment = root / ".venv"
    if not _is_current(environment, root / "requirements.txt"):
        build_environment(root, say)
    elif Path(sys.prefix).resolve() == environment.resolve():
        return
    python = environment / "bin" / "python"
    os.execv(python, [str(python), str(root / "automation" / "run.py"), *argv])  # noqa: S606 - our own interpreter


def build_environment(root: Path, say: Callable[[str], None]) -> None:
    """Make `.venv` hold exactly what `requirements.txt` locks; two that start at once build it once.

    Raises DriverError with the installer's own words where that fails.
    """
    environment, lock = root / ".venv", root / "requirements.txt"
    try:
        environment.mkdir(exist_ok=True)
        guard = (environment / ".building").open("w")
    except OSError as error:
        raise DriverError(
            f"The Python packages can't be installed into {environment}: {error.strerror}. "
            "Make the checkout writable for you, or clone it where it is."
        ) from error
    with guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if _is_current(environment, lock):
            return
        say("Installing the Python packages of requirements.txt into .venv (once)")
        uv = _find_or_install_uv(say)
        python = environment / "bin" / "python"
        if not python.exists():
            _run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(environment)])
        _run(
            [
                *(uv, "pip", "sync", "--quiet", "--require-hashes"),
                "--compile-bytecode",  # four times as fast a first start
                *("--python", str(python), str(lock)),
            ],
        )
        # Our own modules too, as an installer would: also where a user's Python is told not to write bytecode itself.
        packages = [str(root / name) for name in ("automation", "components", "local")]
        _run([str(python), "-m", "compileall", "-q", *packages])
        (environment / STAMP).write_text(_stamp(lock), encoding="ascii")


def _is_current(environment: Path, lock: Path) -> bool:
    try:
        noted = (environment / STAMP).read_text(encoding="ascii")
    except OSError:
        return False
    if noted.split()[:2] == _quick_stamp(lock):
        return True
    if noted.split()[2:] != [_digest(lock)]:
        return False
    (environment / STAMP).write_text(_stamp(lock), encoding="ascii")
    return True


def _stamp(lock: Path) -> str:
    return " ".join([*_quick_stamp(lock), _digest(lock)])


def _quick_stamp(lock: Path) -> list[str]:
    status = lock.stat()
    return [str(status.st_size), str(status.st_mtime_ns)]


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _find_or_install_uv(say: Callable[[str], None]) -> str:
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
                f"The cache folder {folder.parent} can't be written: {error.strerror}. "
                "Make it writable, or point XDG_CACHE_HOME somewhere else."
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


def _run(command: list[str]) -> None:
    # Installers talk: what they print goes to stderr, since stdout carries the answer alone.
    finished = subprocess.run(command, stdout=sys.stderr.fileno(), stderr=subprocess.PIPE, text=True, check=False)
    if finished.returncode == 0:
        return
    words = (finished.stderr or "").strip().splitlines()
    why = " ".join(words[-6:]) or f"exit code {finished.returncode}"
    if "ensurepip" in why:
        why = "this Python has no venv module; install it (Debian and Ubuntu: apt install python3-venv)"
    elif "No space left" in why:
        why = "the disk is full; make room and try again"
    raise DriverError(f"Setting up the Python environment failed at `{' '.join(command[:4])} …`: {why}")
