"""App clients."""

from collections.abc import Mapping
from typing import Final

from local.cognito import ids
from local.cognito.call import Call, Handler
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import AppClient


def create_user_pool_client(call: Call) -> JsonObject:
    """CreateUserPoolClient."""
    pool = call.pool
    settings = {k: v for k, v in call.parameters.items() if k not in {"ClientName", "UserPoolId", "GenerateSecret"}}
    client = AppClient(pool.id, ids.client_id(), call["ClientName"], call.now, call.now, settings)
    call.add(client)
    return {"UserPoolClient": {"ClientId": client.id, "UserPoolId": pool.id}}


OPERATIONS: Final[Mapping[str, Handler]] = {"CreateUserPoolClient": create_user_pool_client}
