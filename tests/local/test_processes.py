import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from local.processes import TimedOutError, run_guarded, start_time
from tests.local.conftest import ROOT


def run(command: list[str], folder: Path, lines: list[str], ticks: list[float], silence_s: float = 20) -> int:
    return run_guarded(
        command,
        variables=os.environ,
        folder=folder,
        on_line=lines.append,
        on_tick=ticks.append,
        silence_s=silence_s,
        tick_s=0.1,
    )


def wait_for(path: Path) -> int:
    deadline = time.monotonic() + 20
    while not (path.exists() and path.read_text().endswith("\n")):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return int(path.read_text())


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 30
    while start_time(pid) is not None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_output_ticks_and_exit_code_arrive(tmp_path: Path) -> None:
    lines: list[str] = []
    ticks: list[float] = []
    assert run(["sh", "-c", "echo one; echo two >&2; sleep 0.7; exit 7"], tmp_path, lines, ticks) == 7
    assert sorted(lines) == ["one", "two"]
    assert ticks


def test_a_command_that_does_not_exist_fails(tmp_path: Path) -> None:
    lines: list[str] = []
    assert run(["/nowhere/command"], tmp_path, lines, []) == 1
    assert lines == ["/nowhere/command: No such file or directory"]


def test_silence_ends_the_command_and_its_children(tmp_path: Path) -> None:
    script = f"sleep 60 & echo $! > {tmp_path}/child; wait"
    with pytest.raises(TimedOutError):
        run(["sh", "-c", script], tmp_path, [], [], silence_s=2)
    assert gone(wait_for(tmp_path / "child"))


def test_an_exception_ends_the_command_and_its_children(tmp_path: Path) -> None:
    def interrupt(_: float) -> None:
        wait_for(tmp_path / "child")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_guarded(
            ["sh", "-c", f"sleep 60 & echo $! > {tmp_path}/child; wait"],
            variables=os.environ,
            folder=tmp_path,
            on_line=lambda _: None,
            on_tick=interrupt,
            silence_s=20,
            tick_s=0.2,
        )
    assert gone(wait_for(tmp_path / "child"))


def test_a_sigkill_of_the_caller_ends_the_command_and_its_children(tmp_path: Path) -> None:
    program = (
        "import os; from pathlib import Path; from local.processes import run_guarded\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "run_guarded(['sh', '-c', 'sleep 60 & echo $! > child; wait'], variables=os.environ, folder=folder,"
        " on_line=print, on_tick=print, silence_s=60)"
    )
    caller = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    child = wait_for(tmp_path / "child")
    assert start_time(child)
    caller.send_signal(signal.SIGKILL)
    caller.wait()
    assert gone(child)


def test_a_process_keeps_its_start_time_and_has_none_when_it_is_gone() -> None:
    process = subprocess.Popen(["sleep", "60"])
    started = start_time(process.pid)
    assert started
    assert start_time(process.pid) == started
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert start_time(process.pid) is None, "a zombie is gone"
    process.wait()
    assert start_time(process.pid) is None


def test_a_process_whose_first_thread_has_ended_is_there_as_long_as_another_one_runs() -> None:
    program = (
        "import ctypes, threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,)).start()\n"
        "print('started', flush=True)\n"
        "ctypes.CDLL(None).pthread_exit(None)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            process.stdout.readline()
            started = start_time(process.pid)
            stat = Path(f"/proc/{process.pid}/stat")
            deadline = time.monotonic() + 10
            while stat.exists() and " Z " not in stat.read_text():
                assert time.monotonic() < deadline
                time.sleep(0.01)
            assert started
            assert start_time(process.pid) == started, "it still holds its files and ports"
        finally:
            process.kill()
        process.wait()
    assert start_time(process.pid) is None
