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
