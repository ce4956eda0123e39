"""A run of this suite that is ended leaves nothing."""

import multiprocessing
import os
import signal
import sys
from multiprocessing.connection import Connection

import pytest

CONFTEST = "from tests.conftest import pytest_addoption, pytest_sessionstart"
TERMINATED = """
import os, pathlib, signal
import pytest

@pytest.fixture(scope="session")
def service():
    yield
    pathlib.Path("stopped").touch()

def test_is_terminated(service):
    os.kill(os.getpid(), signal.SIGTERM)
    signal.pause()
"""


def test_sigterm_takes_down_what_fixtures_have_started(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TERMINATED)
    ran = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    assert ran.ret == 128 + signal.SIGTERM
    assert (pytester.path / "stopped").exists()


def _wait(ready: Connection) -> None:
    ready.send(None)
    signal.pause()


def test_a_copy_of_the_suite_s_process_ends_by_sigterm_as_any_process_does():
    context = multiprocessing.get_context("fork")
    ready, to_ready = context.Pipe(duplex=False)
    process = context.Process(target=_wait, args=(to_ready,))
    process.start()
    ready.recv()
    process.terminate()
    process.join()
    assert process.exitcode == -signal.SIGTERM


INTERRUPTED = """
import signal, subprocess, sys

def test_a_child_is_interrupted():
    for number in (signal.SIGINT, signal.SIGHUP):
        child = subprocess.run([sys.executable, "-c", f"import os; os.kill(os.getpid(), {number})"], stderr=-3)
        assert child.returncode == -number
"""


def test_children_can_be_interrupted_where_the_suite_runs_in_the_background(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(INTERRUPTED)
    ignored = [signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGHUP)]
    try:
        ran = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGHUP), ignored, strict=True):
            signal.signal(number, handler)
    assert ran.ret == 0
