import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import pytest

from automation.errors import Interrupted, UsageError
from automation.stacks import program_runner
from automation.stacks.program_runner import check_program, run_program
from automation.terminal.signals import Signals


@pytest.mark.parametrize("code", [0, 1, 7, 255])
def test_the_programs_exit_code_is_ours(code):
    assert run_program(["sh", "-c", f"exit {code}"], {}) == code


def test_a_program_ended_by_a_signal_counts_as_in_a_shell():
    assert run_program(["sh", "-c", "kill -9 $$"], {}) == 137


def test_the_environment_is_in_the_programs_variables_and_not_in_its_arguments():
    assert run_program(["sh", "-c", 'test "$COGNITO_ACCESS_TOKEN" = t0ken'], {"COGNITO_ACCESS_TOKEN": "t0ken"}) == 0


def test_a_program_that_does_not_exist_is_a_usage_error():
    with pytest.raises(UsageError, match="'no-such-program' can't be started"):
        run_program(["no-such-program"], {})


def test_a_program_that_isnt_there_is_found_out_before_anything_is_deployed(tmp_path):
    check_program(["sh", "-c", "exit 1"])
    (tmp_path / "data").touch()
    for name in ("no-such-program", str(tmp_path / "data"), str(tmp_path)):
        with pytest.raises(UsageError, match="can't be started"):
            check_program([name])


def test_a_program_that_outlives_its_time_to_live_is_ended():
    assert run_program(["sleep", "3600"], {}, ttl_s=0.2) == 143


def test_an_interruption_is_passed_on_to_the_program_which_ends_first(tmp_path):
    mark = tmp_path / "mark"
    script = f"trap 'echo ended > {mark}; exit 0' TERM; : > {mark}; while :; do sleep 0.05; done"

    def send_when_started() -> None:
        while not mark.exists():
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=send_when_started).start()
    with Signals().installed(), pytest.raises(Interrupted):
        run_program(["sh", "-c", script], {})

    assert mark.read_text() == "ended\n"


DRIVER = """
import sys
from automation.errors import Interrupted
from automation.stacks.program_runner import check_program, run_program
from automation.terminal.signals import Signals
with Signals().installed():
    try:
        run_program(["sh", "-c", sys.argv[1]], {})
    except Interrupted:
        sys.exit(130)
"""


def test_ctrl_c_reaches_the_program_once(tmp_path):
    log = tmp_path / "log"
    script = (
        f"trap 'echo interrupted >> {log}; n=$((n+1))' INT; : > {log}; "
        'until [ "$n" ]; do sleep 0.05; done; sleep 0.5; exit 0'
    )
    ours, theirs = pty.openpty()

    def take_the_terminal() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, script],
        stdin=theirs, stdout=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=take_the_terminal,  # noqa: PLW1509 - no thread of this test's runs
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    try:
        while not log.exists():
            time.sleep(0.02)
        os.write(ours, b"\x03")
        assert driver.wait(120) == 130
    finally:
        driver.kill()
        driver.wait()
        os.close(ours)
        os.close(theirs)
    assert log.read_text() == "interrupted\n"


def test_a_program_that_ignores_its_end_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(program_runner, "GRACE_S", 0.2)
    pid = tmp_path / "pid"
    script = f"trap '' TERM; echo $$ > {pid}; while :; do sleep 0.05; done"

    assert run_program(["sh", "-c", script], {}, ttl_s=0.5) == 137
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_without_a_terminal_an_interruption_is_passed_on(monkeypatch, tmp_path):
    monkeypatch.setattr(program_runner, "_has_the_terminal", lambda: False)
    mark = tmp_path / "mark"
    script = f"trap 'echo interrupted > {mark}; exit 0' INT; : > {mark}; while :; do sleep 0.05; done"

    def send_when_started() -> None:
        while not mark.exists():
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=send_when_started).start()
    with Signals().installed(), pytest.raises(Interrupted):
        run_program(["sh", "-c", script], {})
    assert mark.read_text() == "interrupted\n"
