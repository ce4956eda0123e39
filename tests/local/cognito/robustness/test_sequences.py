"""Many requests after each other and at the same time, of all operations: nothing breaks, waits for ever or is lost."""

import random
import threading

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from local.cognito.errors import CognitoError
from tests.local.cognito.robustness.prepared import SERVICES, Prepared
from tests.local.cognito.robustness.test_operations import OPERATIONS

LONG_S = 60.0
LENGTH = 30
THREADS = 6
EACH = 150
DESTROYERS = frozenset(
    {"DeleteUserPool", "DeleteUser", "AdminDeleteUser", "DeleteUserPoolClient", "DeleteIdentityPool"}
)
"""Rare, or soon nothing would be left to ask for."""


@settings(max_examples=10, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(chance=st.randoms(use_true_random=True))
def test_after_many_requests_file_and_memory_agree(target: Prepared, chance: random.Random) -> None:
    target.reset()
    requests = target.requests(chance)
    for _ in range(LENGTH):
        service, operation = chance.choice(OPERATIONS)
        if operation in DESTROYERS and chance.random() < 0.9:
            continue
        parameters = requests.of(service, operation)
        note(f"{operation} {parameters!r}"[:2000])
        target.call(service, operation, parameters)
        if chance.random() < 0.1:
            target.engine.clock.offset_s += chance.choice([1, 600, 90_000, -30])
    target.check()


@pytest.mark.parametrize("seed", range(3))
def test_requests_at_the_same_time_are_all_answered_and_leave_file_and_memory_as_one(
    target: Prepared, seed: int
) -> None:
    target.reset()
    problems: list[str] = []
    answered: list[int] = []

    def work(number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        requests = target.requests(chance)
        for _ in range(EACH):
            service, operation = chance.choice(OPERATIONS)
            if operation in DESTROYERS and chance.random() < 0.9:
                continue
            parameters = requests.of(service, operation)
            try:
                target.call(service, operation, parameters)
            except Exception as error:  # noqa: BLE001 - whatever it is
                problems.append(f"{operation} {parameters!r}: {error!r}"[:2000])
        answered.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG_S)
    assert problems == []
    assert sorted(answered) == list(range(THREADS)), "some wait for ever"
    target.check()


def test_an_operation_of_no_service_is_refused(target: Prepared) -> None:
    for service in SERVICES:
        for operation in ("", "NoSuchOperation", "__init__", "x" * 10_000):
            with pytest.raises(CognitoError, match="not available on the local target"):
                target.engine.call(operation, {}, service=service)
