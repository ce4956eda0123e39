import pytest

from automation.users.pacing import Category, Pacer

TEN = Category("Test", 10)


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


def sent_in(pacer, clock, seconds):
    count, end = 0, clock.now + seconds
    while True:
        pacer.wait()
        if clock.now >= end:
            return count
        count += 1


def test_requests_stay_just_below_the_quota(clock):
    pacer = Pacer(TEN, unlimited=False, now=clock, sleep=clock.sleep)
    assert 90 < sent_in(pacer, clock, 10) <= 100


def test_without_a_known_quota_nothing_waits(clock):
    pacer = Pacer(TEN, unlimited=True, now=clock, sleep=clock.sleep)
    for _ in range(1000):
        pacer.wait()
    assert clock.now == 0


def test_the_first_refusal_brings_an_unlimited_pacer_below_the_quota(clock):
    pacer = Pacer(TEN, unlimited=True, now=clock, sleep=clock.sleep)
    pacer.refused()
    assert 90 < sent_in(pacer, clock, 10) <= 100


def test_refusals_of_requests_under_way_together_slow_down_once(clock):
    pacer = Pacer(TEN, unlimited=False, now=clock, sleep=clock.sleep)
    clock.now = 2
    for _ in range(8):
        pacer.refused()
    once = pacer.rate
    clock.now = 4
    pacer.refused()
    assert 0 < (pacer.rate or 0) < (once or 0) < TEN.quota


def test_it_comes_back_to_the_quota_when_nothing_is_refused(clock):
    pacer = Pacer(TEN, unlimited=False, now=clock, sleep=clock.sleep)
    for clock.now in (2, 4, 6):
        pacer.refused()
    sent_in(pacer, clock, 120)
    assert pacer.rate == pytest.approx(TEN.quota, rel=0.05)
