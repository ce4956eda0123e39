"""Whenever a run is interrupted, nothing of it is left, and the exit code says what happened."""

import os
import signal
import socket
import time

import pytest

from tests.end_to_end.checkout import Checkout, finish, read_object, wait_for_line

MOMENTS = [
    pytest.param("Deploying the environment", marks=pytest.mark.slow),
    "created aws:cognito/userPool:UserPool",
    pytest.param("created the test user", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_signal_destroys_the_environment_and_is_told_by_the_exit_code(checkout: Checkout, moment, number, code):
    process = checkout.start("-o", "json")
    wait_for_line(process, moment)

    process.send_signal(number)
    stdout, stderr, returncode = finish(process)

    assert returncode == code, stderr
    assert stdout == ""
    assert "Traceback" not in stderr
    assert checkout.environments() == []
    assert checkout.processes() == []


def test_a_terminals_ctrl_c_which_reaches_the_whole_process_group_is_one_interruption(checkout: Checkout):
    process = checkout.start()
    wait_for_line(process, "created aws:cognito/userPool:UserPool")

    os.killpg(process.pid, signal.SIGINT)
    _, stderr, returncode = finish(process)

    assert returncode == 130, stderr
    assert "deleted aws:cognito/userPool:UserPool" in stderr
    assert checkout.environments() == []


def test_ctrl_c_ends_a_hold_which_is_no_failure(checkout: Checkout):
    process = checkout.start("--hold", "-o", "json")
    read_object(process)

    process.send_signal(signal.SIGINT)

    assert finish(process)[2] == 0
    assert checkout.environments() == []


def test_a_signal_reaches_the_program_first_and_then_everything_is_destroyed(checkout: Checkout, tmp_path):
    mark = tmp_path / "mark"
    script = f"trap 'echo ended >> {mark}; exit 0' TERM; echo started > {mark}; while :; do sleep 0.05; done"
    process = checkout.start("--", "sh", "-c", script)
    while not mark.exists():
        time.sleep(0.05)

    process.send_signal(signal.SIGTERM)

    assert finish(process)[2] == 143
    assert mark.read_text().split() == ["started", "ended"]
    assert checkout.environments() == []


@pytest.mark.parametrize("moment", MOMENTS)
def test_after_sigkill_no_process_and_no_port_is_left_and_the_next_run_sweeps_the_folder(checkout: Checkout, moment):
    process = checkout.start()
    wait_for_line(process, moment)

    process.send_signal(signal.SIGKILL)
    finish(process)

    assert checkout.processes() == []
    assert len(checkout.environments()) == 1
    assert checkout.run("--quiet").returncode == 0
    assert checkout.environments() == []


def test_after_sigkill_the_engines_port_is_free_again(checkout: Checkout):
    process = checkout.start("--hold", "-o", "json")
    endpoint = read_object(process)["outputs"]["hosted_ui_url"]
    port = int(endpoint.rsplit(":", 1)[1])

    process.send_signal(signal.SIGKILL)
    finish(process)

    assert checkout.processes() == []
    deadline = time.monotonic() + 30  # a process's memory goes before its sockets do
    while accepts_connections(port) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not accepts_connections(port)
    assert checkout.run("--quiet").returncode == 0


def accepts_connections(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
