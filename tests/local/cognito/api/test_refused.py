"""Operations about which nothing could be true on one machine."""

from typing import Any

import pytest

from local.cognito.api.refused import REFUSED
from tests.local.cognito.world import World, error_of

RESTORE = {"RestoreId": "12345678-1234-1234-1234-123456789012"}
MORE: dict[str, dict[str, Any]] = {
    "CreateUserPoolReplica": {"RegionName": "eu-west-1"},
    "UpdateUserPoolReplica": {"RegionName": "eu-west-1", "Status": "ACTIVE"},
    "DeleteUserPoolReplica": {"RegionName": "eu-west-1"},
    "InitiatePointInTimeRecovery": {"RestoreTimestamp": 1.0},
    "StartPointInTimeRecovery": RESTORE,
    "CancelPointInTimeRecovery": RESTORE,
    "DescribePointInTimeRecovery": RESTORE,
}


@pytest.mark.parametrize("operation", REFUSED)
def test_they_are_refused_by_name_with_the_reason(world: World, operation: str) -> None:
    code, message = error_of(world.of_pool, operation, **MORE.get(operation, {}))
    assert code == "OperationNotEnabledException"
    assert "not available on the local target" in message


def test_an_operation_that_nobody_has_is_refused_too(world: World) -> None:
    assert error_of(world.of_pool, "MakeCoffee")[0] == "UnknownOperationException"
