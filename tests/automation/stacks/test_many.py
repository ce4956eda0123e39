"""Several environments at once, with a one-shot that only plays its part."""

import io
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from automation.errors import Interrupted
from automation.stacks.many import Member, _SecondSignal, run_many
from automation.terminal.console import Console
from automation.terminal.reports import print_json
from automation.terminal.signals import Signals


def quiet() -> Console:
    return Console(quiet=True)


def come_up(arguments: list[str]) -> int:
    sys.stdout.write(json.dumps({"environment": arguments[0], "tokens": {"access_token": "a.b.c"}}))
    return 0


def print_a_token(_arguments: list[str]) -> int:
    print_json(sys.stdout, {"environment": "dev", "access_token": "a.b.c"})
    return 0


def fail(_arguments: list[str]) -> int:
    sys.stderr.write("Deploying the environment by-the-way (local, us-east-1)\nerror: No room.\n")
    sys.stdout.write(json.dumps({"error": {"code": "failed", "text": "No room.", "resource": "dev-1"}}))
    return 1


def fail_without_an_object(_arguments: list[str]) -> int:
    sys.stderr.write("Deploying the environment by-the-way (local, us-east-1)\nerror: No room.\n")
    return 1


def wait_for_a_signal(_arguments: list[str]) -> int:
    with Signals().installed():
        try:
            time.sleep(60)
        except Interrupted as interruption:
            return interruption.exit_code
    return 0


def test_each_is_a_process_of_its_own_with_an_answer_of_its_own():
    members = run_many(come_up, ["dev"], 3, quiet(), Signals())
    assert [member.report()["environment"] for member in members] == ["dev", "dev", "dev"]
    assert len({member.process.pid for member in members}) == 3
    assert [member.exit_code for member in members] == [0, 0, 0]


def test_what_one_of_several_says_is_no_mask_for_github_since_others_tell_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    (member,) = run_many(print_a_token, [], 1, quiet(), Signals())
    assert member.told == []
    assert os.environ["GITHUB_ACTIONS"] == "true"


def test_one_that_fails_says_which_environment_it_was_and_why():
    (member,) = run_many(fail, [], 1, quiet(), Signals())
    assert member.report() == {"environment": "dev-1", "error": "No room.", "exit_code": 1}
    (member,) = run_many(fail_without_an_object, [], 1, quiet(), Signals())
    assert member.report() == {"environment": None, "error": "No room.", "exit_code": 1}


def test_a_signal_ends_all_and_is_told_when_they_have_cleaned_up(tmp_path: Path):
    parent = os.getpid()

    def interrupt_once(arguments: list[str]) -> int:
        try:
            (tmp_path / "interrupted").touch(exist_ok=False)
        except FileExistsError:
            pass
        else:
            os.kill(parent, signal.SIGTERM)
        return wait_for_a_signal(arguments)

    signals = Signals()
    with signals.installed(), pytest.raises(Interrupted):
        run_many(interrupt_once, [], 2, quiet(), signals)
    assert signals.received == signal.SIGTERM


class Process:
    """One that ends once it is told to."""

    def __init__(self, exitcode: int | None = None) -> None:
        self.pid, self.exitcode = 4242, exitcode
        self.joined = 0

    def join(self) -> None:
        self.joined += 1


def test_a_second_signal_is_passed_on_and_what_each_leaves_is_said(monkeypatch: pytest.MonkeyPatch):
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: sent.append((pid, number)))
    unused: Any = None
    working: Any = Process()
    ended: Any = Process(1)
    leaving = "error: Interrupted before the environment dev-1 was destroyed. Destroy it with: …"
    reader = threading.Thread(target=lambda: None)
    reader.start()
    members = [
        Member(1, working, unused, unused, told=["Deploying\n", leaving], readers=[reader]),
        Member(2, ended, unused, unused, told=["error: No room.\n"]),
    ]
    said = io.StringIO()

    _SecondSignal(members, Console(stream=said))()

    assert sent == [(4242, signal.SIGTERM)]
    assert working.joined == ended.joined == 1
    assert said.getvalue() == f"{leaving}\n"


def test_one_that_was_ended_without_a_word_was_interrupted():
    unused: Any = None
    process: Any = Process(-signal.SIGKILL)
    report = Member(1, process, unused, unused).report()
    assert report == {"environment": None, "error": "It was interrupted.", "exit_code": -9}
