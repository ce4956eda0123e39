"""Deletes the users of a batch."""

from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError

from automation.errors import DriverError, reason
from automation.users.batch import Batch
from automation.users.calls import Calls, error_code
from automation.users.pacing import USER_UPDATE
from automation.users.workers import spread


def delete_users(calls: Calls, batch: Batch) -> Iterator[str]:
    """Delete them all, and yield each name; those that are gone already are no error. Raises DriverError."""

    def delete(number: int) -> str:
        name = batch.user(number).username
        try:
            calls.call(USER_UPDATE, "admin_delete_user", {"UserPoolId": batch.user_pool_id, "Username": name})
        except (ClientError, BotoCoreError) as error:
            if error_code(error) != "UserNotFoundException":
                raise DriverError(
                    f"Deleting the user {name} of the user pool {batch.user_pool_id} failed: {reason(error)}"
                ) from error
        return name

    yield from spread(delete, range(1, batch.count + 1))
