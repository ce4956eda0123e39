"""How long a run's phases took."""

import time

import pytest

from automation.terminal import timings as module
from automation.terminal.timings import Stopwatch, seconds_since_process_start


class Clock:
    """A time that is set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "monotonic", made)
    monkeypatch.setattr(module, "seconds_since_process_start", lambda: 2.0)
    return made


def test_a_phase_ends_where_the_next_begins_and_the_start_of_the_process_counts(clock: Clock) -> None:
    stopwatch = Stopwatch()
    clock.now += 1
    stopwatch.lap("ready")
    clock.now += 4
    stopwatch.lap("deploy")
    clock.now += 60
    stopwatch.skip()
    clock.now += 3
    stopwatch.lap("destroy")
    stopwatch.total()
    assert stopwatch.seconds == {
        "ready": 3.0, "deploy": 4.0, "user": None, "token": None, "destroy": 3.0, "total": 70.0,
    }  # fmt: skip


def test_the_process_is_as_old_as_the_system_says_or_as_its_cpu_time() -> None:
    assert 0 < seconds_since_process_start() < time.clock_gettime(time.CLOCK_BOOTTIME)


def test_where_the_system_doesnt_say_it_the_cpu_clock_does(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nowhere:
        def __init__(self, *_parts: str) -> None: ...

        def read_text(self, encoding: str) -> str:
            raise FileNotFoundError(encoding)

    monkeypatch.setattr(module, "Path", Nowhere)
    monkeypatch.setattr(time, "process_time", lambda: 1.5)
    assert seconds_since_process_start() == 1.5
