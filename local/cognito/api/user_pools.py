"""User pools: made, changed, described, deleted."""

from collections.abc import Mapping
from typing import Final

from local.cognito import ids
from local.cognito.call import Call, Handler
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool


def create_user_pool(call: Call) -> JsonObject:
    """CreateUserPool."""
    settings = {k: v for k, v in call.parameters.items() if k not in {"PoolName", "Schema", "UserPoolTags"}}
    pool = UserPool(ids.user_pool_id(call.region), call.region, call["PoolName"], call.now, call.now, settings)
    call.add(pool)
    return {"UserPool": {"Id": pool.id, "Name": pool.name}}


OPERATIONS: Final[Mapping[str, Handler]] = {"CreateUserPool": create_user_pool}
