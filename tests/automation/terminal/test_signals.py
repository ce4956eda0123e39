import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from automation.errors import Interrupted
from automation.terminal.signals import Signals, postponed

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_the_first_signal_becomes_an_interruption_with_a_shells_exit_code(number, code):
    with Signals().installed(), pytest.raises(Interrupted) as caught:
        signal.raise_signal(number)

    assert caught.value.exit_code == code


def test_under_nohup_the_end_of_the_terminal_interrupts_nothing():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Signals().installed() as signals:
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert signals.received is None


def test_ctrl_c_while_the_program_is_still_being_imported_ends_it_without_a_traceback(tmp_path):
    (tmp_path / "traceback.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    finished = subprocess.run(
        [sys.executable, str(ROOT / "automation" / "run.py"), "list"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (finished.returncode, finished.stdout, finished.stderr) == (-signal.SIGINT, "", "")


def test_a_signal_that_arrives_while_held_back_is_remembered_and_interrupts_nothing():
    with Signals().installed() as signals, signals.held_back():
        os.kill(os.getpid(), signal.SIGTERM)

    assert signals.received == signal.SIGTERM


def test_the_handlers_that_were_there_before_are_put_back():
    before = signal.getsignal(signal.SIGTERM)

    with Signals().installed():
        assert signal.getsignal(signal.SIGTERM) != before

    assert signal.getsignal(signal.SIGTERM) == before


def test_a_second_signal_leaves_at_once_and_says_what_is_left():
    program = """
import os, signal
from automation.terminal.signals import Signals, postponed
with Signals().installed() as signals, signals.leaving(lambda: print("left: dev-x", flush=True)), signals.held_back():
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)
    print("never")
"""
    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=20, check=False
    )

    assert finished.stdout == "left: dev-x\n"
    assert finished.returncode == 130


def test_a_signal_that_arrives_while_a_process_is_being_started_is_delivered_afterwards():
    reached = []

    def start() -> None:
        with postponed():
            signal.raise_signal(signal.SIGTERM)
            reached.append("started")
        reached.append("never")

    with Signals().installed(), pytest.raises(Interrupted):
        start()

    assert reached == ["started"]


def test_a_signal_that_arrives_in_another_thread_is_handled_at_once():
    done = []

    def start() -> None:
        with postponed():
            done.append(signal.getsignal(signal.SIGTERM))

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert done == [before]


def test_what_a_second_signal_leaves_is_said_and_then_the_process_ends(monkeypatch):
    ended: list[int] = []
    told: list[str] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    with Signals().installed() as signals, signals.leaving(lambda: told.append("left")), signals.held_back():
        signal.raise_signal(signal.SIGTERM)
        assert (told, ended) == ([], [])
        signal.raise_signal(signal.SIGINT)
    assert (told, ended) == (["left"], [130])
