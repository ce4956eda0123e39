import random

import pytest

from tests.faults.campaign import run_campaign
from tests.faults.killer import Shot

RUNS = 8


@pytest.mark.slow
@pytest.mark.end_to_end
def test_after_runs_that_were_killed_and_broken_reap_leaves_nothing():
    seed = random.randrange(100_000)
    outcome = run_campaign(RUNS, seed, print)
    print(f"{outcome.runs} runs with seed {seed}: {outcome}")
    assert outcome.left == {}
    assert outcome.runs == RUNS


def test_shots_follow_from_the_seed():
    def shots(seed):
        chance = random.Random(seed)
        return [Shot.of(chance, 5.0) for _ in range(20)]

    assert shots(3) == shots(3) != shots(4)
