"""Creates the users of a batch, and takes a batch up that was interrupted."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from automation.errors import DriverError, reason
from automation.users.batch import Batch, Done
from automation.users.calls import Calls, error_code
from automation.users.pacing import (
    USER_ACCOUNT_RECOVERY,
    USER_CREATION,
    USER_POOL_RESOURCE_UPDATE,
    USER_RESOURCE_UPDATE,
)
from automation.users.test_user import attributes_of
from automation.users.workers import spread


def create_users(calls: Calls, batch: Batch, pool: Mapping[str, Any], done: Done, *, resumed: bool) -> Iterator[int]:
    """Create those that aren't done, and yield each number when that user can sign in.

    `pool` is the `UserPoolType`. Not `resumed`, a user that exists already is somebody else's: DriverError. Raises
    DriverError with Cognito's words where it refuses.
    """

    def create(number: int) -> int:
        try:
            _create(calls, batch, pool, number, resumed=resumed)
        except (ClientError, BotoCoreError) as error:
            name = batch.user(number).username
            raise DriverError(
                f"Creating the user {name} in the user pool {batch.user_pool_id} failed: {reason(error)} Run the "
                "same command again to continue."
            ) from error
        done.add(number)
        return number

    yield from spread(create, (number for number in range(1, batch.count + 1) if number not in done))


def create_groups(calls: Calls, user_pool_id: str, groups: Iterable[str]) -> None:
    """Create the groups that the pool lacks. Raises DriverError."""
    for group in groups:
        try:
            parameters = {"UserPoolId": user_pool_id, "GroupName": group}
            calls.call(USER_POOL_RESOURCE_UPDATE, "create_group", parameters)
        except (ClientError, BotoCoreError) as error:
            if error_code(error) != "GroupExistsException":
                raise DriverError(f"Creating the group {group} failed: {reason(error)}") from error


def _create(calls: Calls, batch: Batch, pool: Mapping[str, Any], number: int, *, resumed: bool) -> None:
    user = batch.user(number)
    who = {"UserPoolId": batch.user_pool_id, "Username": user.username}
    values = {**attributes_of(user, pool), **batch.attributes}
    attributes = [{"Name": name, "Value": value} for name, value in values.items()]
    parameters: Any = {**who, "UserAttributes": attributes, "MessageAction": "SUPPRESS"}
    tries = 0

    def create() -> None:
        nonlocal tries
        tries += 1
        calls.client.admin_create_user(**parameters)

    try:
        calls.paced(USER_CREATION, create)
    except ClientError as error:
        if error_code(error) != "UsernameExistsException":
            raise
        # Ours all the same, where an earlier run or the lost answer to an earlier try created it.
        if not resumed and tries == 1:
            raise DriverError(
                f"The user {user.username} already exists in the user pool {batch.user_pool_id} and wasn't created "
                "by this program. No password was changed. Choose another --prefix."
            ) from error
    password = {"Password": user.password, "Permanent": True}
    try:
        calls.call(USER_ACCOUNT_RECOVERY, "admin_set_user_password", {**who, **password})
    except ClientError as error:
        # Set by an earlier run, or a try whose answer was lost: a pool that remembers passwords won't set it twice.
        if error_code(error) != "PasswordHistoryPolicyViolationException":
            raise
    for group in user.groups:
        calls.call(USER_RESOURCE_UPDATE, "admin_add_user_to_group", {**who, "GroupName": group})
