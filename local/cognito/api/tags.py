"""The tags of user pools."""

from collections.abc import Mapping
from typing import Final

from local.cognito import ids
from local.cognito.call import Call, Handler
from local.cognito.errors import not_found
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool


def tag_resource(call: Call) -> JsonObject:
    """TagResource: adds tags, and changes those that are there."""
    pool = _pool(call)
    pool.tags |= call["Tags"]
    call.save(pool)
    return {}


def untag_resource(call: Call) -> JsonObject:
    """UntagResource."""
    pool = _pool(call)
    for key in call["TagKeys"]:
        pool.tags.pop(key, None)
    call.save(pool)
    return {}


def list_tags_for_resource(call: Call) -> JsonObject:
    """ListTagsForResource."""
    return {"Tags": dict(_pool(call).tags)}


def _pool(call: Call) -> UserPool:
    arn = call["ResourceArn"]
    pool = call.engine.store.pools.get(arn.rpartition("/")[2])
    if pool is None or ids.user_pool_arn(pool.region, pool.id) != arn or pool.region != call.region:
        raise not_found(f"Resource {arn} does not exist.")
    return pool


OPERATIONS: Final[Mapping[str, Handler]] = {
    "TagResource": tag_resource,
    "UntagResource": untag_resource,
    "ListTagsForResource": list_tags_for_resource,
}
