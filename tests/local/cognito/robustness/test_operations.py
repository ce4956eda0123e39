"""Requests that nobody should send, to every operation: each is answered as Cognito answers, and kept whole.

`ROBUSTNESS_EXAMPLES=500` asks for more of them than the suite has time for.
"""

import os
import random

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from cognito_model.model import Service, service_model
from tests.local.cognito.robustness.prepared import SERVICES, Prepared

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("ROBUSTNESS_EXAMPLES", "8"))
OPERATIONS = [(service, name) for service in SERVICES for name in service_model(service).operations]


@pytest.mark.parametrize(("service", "operation"), OPERATIONS, ids=[name for _, name in OPERATIONS])
def test_an_operation_answers_or_refuses_and_file_and_memory_agree(
    target: Prepared, service: Service, operation: str
) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize="ROBUSTNESS_EXAMPLES" not in os.environ,
    )
    @given(st.randoms(use_true_random=True))
    def check(chance: random.Random) -> None:
        parameters = target.requests(chance).of(service, operation)
        note(f"{operation} {parameters!r}"[:5000])
        target.reset()
        target.call(service, operation, parameters)
        target.check()

    check()
