import threading
import tracemalloc

import pytest

from automation.users.workers import spread


def test_every_item_is_worked_on_once():
    assert sorted(spread(lambda number: number * 2, range(500))) == [number * 2 for number in range(500)]


def test_the_first_failure_ends_it():
    def fail_at_seven(number):
        if number == 7:
            raise ValueError(number)
        return number

    with pytest.raises(ValueError, match="7"):
        list(spread(fail_at_seven, range(10_000)))


def test_items_are_taken_only_as_they_are_needed():
    source = iter(range(10_000))
    results = spread(lambda number: number, source, threads=4)
    next(results)
    assert next(source) < 50


def test_several_run_at_once():
    together = threading.Barrier(4, timeout=10)
    assert len(list(spread(lambda _: together.wait(), range(8), threads=4))) == 8


def test_memory_stays_the_same_however_many_there_are():
    def peak(count):
        tracemalloc.start()
        for _ in spread(lambda number: number, range(count), threads=2):
            pass
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(100)
    assert peak(4000) < 2 * peak(400)
