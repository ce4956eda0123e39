"""With a small shell script in place of the CLI: what matters here is how a process is run and ended."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from automation.errors import Interrupted
from automation.targets.pulumi_process import PulumiProcess
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
