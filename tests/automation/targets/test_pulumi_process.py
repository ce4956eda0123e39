"""With a small shell script in place of the CLI: what matters here is how a process is run and ended."""

import fcntl
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from automation.errors import DriverError, Interrupted
from automation.targets import pulumi_process, workspaces
from automation.targets.pulumi_process import PulumiProcess
from automation.targets.workspaces import Workspace, _is_free
from automation.terminal.signals import Signals


def fake_cli(folder: Path, script: str) -> Path:
    executable = folder / "pulumi"
    executable.write_text(f"#!/bin/sh\n{script}\n")
    executable.chmod(0o755)
    return executable


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_output_errors_and_exit_code_come_back(tmp_path):
    executable = fake_cli(tmp_path, 'echo "$@"; echo oops >&2; exit 3')

    finished = PulumiProcess(executable, ["up"], folder=tmp_path, variables={}).wait()

    assert (finished.stdout, finished.stderr, finished.code) == ("--non-interactive up", "oops", 3)


def test_a_secret_is_given_on_standard_input_and_what_ends_without_reading_it_is_fine(tmp_path):
    reads = fake_cli(tmp_path, 'echo "$@"; cat')
    assert PulumiProcess(reads, [], folder=tmp_path, variables={}, text_in="hush").wait().stdout.endswith("hush")

    ends = fake_cli(tmp_path, "exit 3")
    given = "x" * 1_000_000  # more than a pipe holds
    assert PulumiProcess(ends, [], folder=tmp_path, variables={}, text_in=given).wait().code == 3


def test_the_clis_own_folder_comes_first_on_its_path_and_its_variables_are_ours(tmp_path):
    executable = fake_cli(tmp_path, 'echo "$PATH"; echo "$PULUMI_BACKEND_URL"')

    finished = PulumiProcess(executable, [], folder=tmp_path, variables={"PULUMI_BACKEND_URL": "file:///state"}).wait()

    path, backend = finished.stdout.splitlines()
    assert path.startswith(f"{tmp_path}{os.pathsep}")
    assert backend == "file:///state"


def test_lines_are_passed_on_while_the_process_runs(tmp_path):
    executable = fake_cli(tmp_path, "echo one; read -r never; echo two")
    seen: list[str] = []

    PulumiProcess(executable, [], folder=tmp_path, variables={}, on_output=seen.append).wait()

    assert seen == ["one", "two"]


def test_a_signal_to_the_driver_interrupts_the_cli_once_and_waits_for_what_it_finishes(tmp_path):
    script = """
    trap 'echo interrupted >> marks; sleep 0.3; echo finished >> marks; exit 1' INT
    echo $$ >> marks
    while :; do sleep 0.05; done
    """
    executable = fake_cli(tmp_path, script)
    marks = tmp_path / "marks"

    def send_when_started() -> None:
        while not marks.exists():
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=send_when_started).start()
    with Signals().installed(), pytest.raises(Interrupted) as caught:
        PulumiProcess(executable, [], folder=tmp_path, variables={}).wait()

    pid, *seen = marks.read_text().split()
    assert seen == ["interrupted", "finished"]
    assert caught.value.exit_code == 143
    assert not is_alive(int(pid))


def test_a_cli_that_doesnt_end_in_time_is_killed(tmp_path, monkeypatch):
    executable = fake_cli(tmp_path, "trap '' INT; echo $$ >> marks; while :; do sleep 0.05; done")
    monkeypatch.setattr(pulumi_process, "INTERRUPT_GRACE_S", 0.3)
    marks = tmp_path / "marks"

    def send_when_started() -> None:
        while not marks.exists():
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=send_when_started).start()
    with Signals().installed(), pytest.raises((Interrupted, subprocess.TimeoutExpired)):
        PulumiProcess(executable, [], folder=tmp_path, variables={}).wait()

    assert not is_alive(int(marks.read_text()))


def test_a_signal_that_arrives_while_the_cli_starts_leaves_none_running(tmp_path, monkeypatch):
    executable = fake_cli(tmp_path, "trap 'exit 1' INT; echo $$ > marks; while :; do sleep 0.05; done")

    read, sent = PulumiProcess._read, threading.Event()

    def reading(*arguments):
        while not (tmp_path / "marks").exists():
            time.sleep(0.02)
        if not sent.is_set():
            sent.set()
            os.kill(os.getpid(), signal.SIGTERM)
        return read(*arguments)

    monkeypatch.setattr(PulumiProcess, "_read", staticmethod(reading))
    with Signals().installed(), pytest.raises(Interrupted):
        PulumiProcess(executable, [], folder=tmp_path, variables={})
    assert not is_alive(int((tmp_path / "marks").read_text()))


def test_a_folder_is_busy_as_long_as_the_cli_or_what_it_started_lives(tmp_path):
    executable = fake_cli(tmp_path, "read -r never; (sleep 0.5) & exit 0")
    workspace = Workspace(tmp_path, "local", "local-dev")

    PulumiProcess(executable, [], folder=tmp_path, variables={}, mark=workspace.busy_file)._process.wait()

    assert not _is_free(workspace.busy_file)
    workspace.wait_until_idle()
    assert _is_free(workspace.busy_file)


def test_a_folder_that_stays_busy_is_told_by_its_name(tmp_path, monkeypatch):
    monkeypatch.setattr(workspaces, "ORPHAN_PATIENCE_S", 0.1)
    workspace = Workspace(tmp_path, "local", "local-dev")
    with workspace.busy_file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        with pytest.raises(
            DriverError,
            match=rf"A Pulumi process of a run that was killed is still working in {tmp_path}.*Try again later",
        ):
            workspace.wait_until_idle()
