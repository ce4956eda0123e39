"""Two engines as processes on one state folder."""

from pathlib import Path

import pytest

from local.cognito.launcher import EngineProcess, LaunchOptions
from local.errors import EngineError


def test_the_second_one_says_why_it_does_not_start_and_the_first_one_goes_on(tmp_path: Path):
    options = LaunchOptions(state_folder=tmp_path)
    with EngineProcess(options) as first:
        first.wait_until_ready()
        with EngineProcess(options) as second, pytest.raises(EngineError, match="another engine is using this state"):
            second.wait_until_ready()
        assert first.is_alive
    with EngineProcess(options) as third:
        third.wait_until_ready()
        assert third.unreadable_state == ""


def test_state_that_cannot_be_read_is_told_to_who_starts_it(tmp_path: Path):
    (tmp_path / "cognito.sqlite").write_bytes(b"")
    with EngineProcess(LaunchOptions(state_folder=tmp_path)) as engine:
        engine.wait_until_ready()
        assert "cognito.sqlite.unreadable-" in engine.unreadable_state
