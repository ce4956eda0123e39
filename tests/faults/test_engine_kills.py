"""A short campaign of kills; `python -m tests.faults.engine_kills` has long ones."""

import pytest

from tests.faults.engine_kills import run


@pytest.mark.slow
def test_what_was_answered_outlives_ten_kills_under_load():
    outcome = run(10, 7, lambda _: None)
    assert outcome.wrong == []
    assert outcome.kills == 10
    assert outcome.answers > 100
