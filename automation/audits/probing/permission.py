"""Whose pool it is: nothing is tried on somebody else's."""

from typing import Any

from automation.audits.live_pool import PoolGoneError
from automation.errors import DriverError, UsageError, reason
from automation.records.tags import read_tags

LOCAL = "local"


def check_own_pool(cognito: Any, pool_id: str, target: str) -> None:
    """Whether a pool may be probed: it is the local engine's, or has the driver's tags (DescribeUserPool).

    Raises UsageError for anybody else's, PoolGoneError, DriverError.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        pool = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    except cognito.exceptions.ResourceNotFoundException:
        raise PoolGoneError(f"There is no user pool {pool_id}.") from None
    except (ClientError, BotoCoreError) as error:
        raise DriverError(
            f"Whose the user pool {pool_id} is can't be found out, so nothing was tried: {reason(error)}."
        ) from error
    if target != LOCAL and read_tags(pool.get("UserPoolTags")) is None:
        raise UsageError(
            f"The user pool {pool_id} wasn't deployed by this program (it lacks the tags), so it isn't probed: "
            "--probe signs up and signs in users and asks for credentials. Nothing was tried. Leave --probe out to "
            "audit the pool by reading it alone, or probe the same configuration on the local target: `up`, then "
            "`audit --probe`."
        )
