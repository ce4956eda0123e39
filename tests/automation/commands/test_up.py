"""`up`, before it changes anything."""

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from automation.commands.up import _has_users
from automation.errors import DriverError
from automation.users.test_user import has_users

POOL = "eu-central-1_AbCdEfGhI"


class FakeCognito:
    """Answers ListUsers as it is told to."""

    def __init__(self, *, users: int = 0, error: str = "") -> None:
        self._users, self._error = users, error

    def list_users(self, **_parameters: Any) -> Any:
        if self._error:
            raise ClientError({"Error": {"Code": self._error, "Message": "no"}}, "ListUsers")
        return {"Users": [{}] * self._users}


def test_whether_a_pool_has_users_is_asked_where_the_pool_is() -> None:
    asked: list[str] = []

    def cognito(*, region: str) -> Any:
        asked.append(region)
        return FakeCognito(users=1)

    kept: Any = SimpleNamespace(connection=SimpleNamespace(cognito=cognito))

    assert _has_users(kept, POOL)
    assert asked == ["eu-central-1"]


def test_a_pool_that_is_not_found_counts_as_having_users() -> None:
    assert has_users(FakeCognito(error="ResourceNotFoundException"), POOL)


def test_an_empty_pool_has_none() -> None:
    assert not has_users(FakeCognito(), POOL)


def test_what_cognito_does_not_say_is_no_answer() -> None:
    with pytest.raises(DriverError, match="can't be found out"):
        has_users(FakeCognito(error="AccessDeniedException"), POOL)
