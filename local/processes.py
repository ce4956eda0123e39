"""Starting processes that end with us, and telling whether a process still is the one that we knew."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

GUARD = Path(__file__).with_name("guarded_process.py")
PS_TIMEOUT_S = 10


def start_time(pid: int) -> str | None:
    """Tell apart two processes that had the same pid, one after the other; None where there is none, or a zombie.

    A process whose threads are still ending is not gone: it holds its ports and files as long as one of them is there.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None if Path("/proc/self/stat").exists() else _start_time_by_ps(pid)
    # proc(5): fields 3, 20 and 22; the name in field 2 may hold anything. The state is that of the first thread alone.
    state, threads, started = fields[0], int(fields[17]), fields[19]
    return None if state in "ZX" and threads <= 1 else started


def system_start() -> float:
    """When the system was started, in seconds since the epoch by its clock of now; 0 if it doesn't say."""
    with contextlib.suppress(OSError):
        return time.time() - time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
    return 0.0


def _start_time_by_ps(pid: int) -> str | None:
    # Where there is no /proc (macOS). Both keywords are understood by every ps.
    found = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PS_TIMEOUT_S,
    )
    state, _, started = found.stdout.strip().partition(" ")
    return started.strip() if started and not state.startswith("Z") else None


class TimedOutError(Exception):
    """The process said nothing, or wasn't done, for too long."""


def run_guarded(  # noqa: PLR0913 - each is a plain setting of one process
    command: Sequence[str],
    *,
    variables: Mapping[str, str],
    folder: Path,
    on_line: Callable[[str], None],
    on_tick: Callable[[float], None],
    silence_s: float,
    tick_s: float = 5.0,
) -> int:
    """Run `command` and return its exit code; it and all its children end when we do, by SIGKILL as well.

    `on_line` gets each line of its output, `on_tick` the seconds since its start, every `tick_s`. Raises TimedOutError
    after `silence_s` without a line, OSError where it can't be started. On any exception nothing is left running.
    """
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", str(GUARD), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env=dict(variables),
        start_new_session=True,  # a terminal's Ctrl-C is ours to handle
        text=True,
        errors="replace",
    )
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    reader = threading.Thread(target=_forward, args=(process, lines), daemon=True)
    reader.start()
    started = last_line = last_tick = time.monotonic()
    try:
        while True:
            with contextlib.suppress(queue.Empty):
                line = lines.get(timeout=0.5)
                if line is None:
                    return process.wait()
                last_line = time.monotonic()
                on_line(line)
            now = time.monotonic()
            if now - last_line > silence_s:
                raise TimedOutError
            if now - last_tick >= tick_s:
                last_tick = now
                on_tick(now - started)
    finally:
        _end(process)
        reader.join()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def _forward(process: subprocess.Popen[str], lines: queue.SimpleQueue[str | None]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line.rstrip("\n"))
    lines.put(None)


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
