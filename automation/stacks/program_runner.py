"""Runs PROGRAM of `-- PROGRAM ARGS` with the environment in its variables."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping

from automation.errors import Interrupted, UsageError
from automation.terminal.masking import mask_secrets
from automation.terminal.signals import postponed

GRACE_S = 10.0
"""How long PROGRAM may take to end after SIGTERM, before it is killed."""


def check_program(command: list[str]) -> None:
    """Raise UsageError where there is no such program, before anything is deployed for it."""
    if shutil.which(command[0]) is None:
        raise UsageError(f"The program {command[0]!r} can't be started: it doesn't exist or isn't executable.")


def run_program(command: list[str], variables: Mapping[str, str], ttl_s: float | None = None) -> int:
    """Run PROGRAM in the foreground, in this process group, and return its exit code as a shell would.

    Ended with SIGTERM where `ttl_s` runs out or this process is asked to stop, which is raised again as Interrupted.
    Raises UsageError where it can't be started.
    """
    process: subprocess.Popen[bytes] | None = None
    mask_secrets(variables)
    try:
        with postponed():
            process = subprocess.Popen(command, env={**os.environ, **variables})
        code = process.wait(ttl_s)
    except OSError as error:
        raise UsageError(f"The program {command[0]!r} can't be started: {error.strerror}.") from None
    except subprocess.TimeoutExpired:
        code = _end(process, signal.SIGTERM)
    except Interrupted as interruption:
        number = signal.Signals(interruption.signal_number)
        _end(process, None if number is signal.SIGINT and _has_the_terminal() else number)
        raise
    return code if code >= 0 else 128 - code


def _has_the_terminal() -> bool:
    """Whether this process group is in the terminal's foreground, so that Ctrl-C also reaches PROGRAM."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def _end(process: subprocess.Popen[bytes] | None, number: signal.Signals | None) -> int:
    """Wait until PROGRAM ends; sends it the signal first, unless the terminal has already done so."""
    if process is None:
        return 0
    if number is not None:
        process.send_signal(number)
    try:
        return process.wait(GRACE_S)
    except BaseException:  # noqa: BLE001 - a second signal, or no end: it must be gone before the environment is
        process.kill()
        return process.wait()
