"""What end-to-end tests stand on: one that fails tells why, and leaves nothing to the next."""

from pathlib import Path

import pytest

from tests.end_to_end.checkout import Checkout

FAILING = """
import pytest
from tests.end_to_end.conftest import checkout, pristine, pytest_runtest_makereport

def test_first(checkout):
    (checkout.root / ".environments" / "local" / "left").mkdir(parents=True)
    (checkout.root / ".local").mkdir()
    (checkout.root / ".local" / "engine.log").write_text("the engine's last words")
    (checkout.root / "README.md").write_text("spoilt")
    checkout.run("outputs", "--stack", "nowhere")
    checkout.start("--hold")
    assert False

def test_second(checkout):
    assert checkout.environments() == []
    assert checkout.processes(0) == []
    assert checkout.git_status() == ""
"""


def test_a_failing_test_shows_what_was_said_and_the_next_begins_with_nothing(pytester: pytest.Pytester):
    pytester.makeconftest("from tests.end_to_end.conftest import *\nfrom tests.conftest import pytest_addoption")
    pytester.makepyfile(FAILING)
    ran = pytester.runpytest_inprocess("-p", "no:randomly", "--keep", f"--basetemp={pytester.path / 'kept-here'}")
    ran.assert_outcomes(passed=1, failed=1, errors=1)  # the error: files that git tracks were changed
    shown = ran.stdout.str()
    assert "There is no stack 'nowhere'" in shown
    assert "the engine's last words" in shown
    kept = Path(pytester.path, "kept-here").glob("test_first*/kept/.local/engine.log")
    assert {path.read_text() for path in kept} == {"the engine's last words"}


def test_what_is_left_is_cleared(checkout: Checkout):
    process = checkout.start("--hold")
    checkout.clear()
    assert process.poll() is not None
    assert checkout.processes(0) == []
