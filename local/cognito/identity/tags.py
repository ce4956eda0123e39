"""The tags of identity pools."""

from collections.abc import Mapping
from typing import Final

from local.cognito.call import Call, Handler
from local.cognito.errors import invalid, not_found
from local.cognito.identity.finding import pool_arn
from local.cognito.json_types import JsonObject
from local.cognito.store.identity_pools import IdentityPool

MAX_TAGS: Final = 50
"""A resource has ("Tagging your Amazon Cognito resources")."""
RESERVED: Final = "aws:"


def tag_resource(call: Call) -> JsonObject:
    """TagResource: adds tags, and changes those that are there."""
    pool = _pool(call)
    tags = pool.tags | call["Tags"]
    check_tags(call["Tags"])
    check_tags(tags)
    pool.tags = tags
    call.save(pool)
    return {}


def untag_resource(call: Call) -> JsonObject:
    """UntagResource."""
    pool = _pool(call)
    pool.tags = {key: value for key, value in pool.tags.items() if key not in set(call["TagKeys"])}
    call.save(pool)
    return {}


def list_tags_for_resource(call: Call) -> JsonObject:
    """ListTagsForResource."""
    return {"Tags": dict(_pool(call).tags)}


def check_tags(tags: Mapping[str, str]) -> None:
    """Raise CognitoError for more tags than there may be, and for AWS's own."""
    if len(tags) > MAX_TAGS:
        raise invalid(f"A resource can't have more than {MAX_TAGS} tags.")
    for key in tags:
        if key.lower().startswith(RESERVED):
            raise invalid("Tag keys may not start with aws:")


def _pool(call: Call) -> IdentityPool:
    arn = call["ResourceArn"]
    found = call.engine.store.identity_pools.get(arn.rpartition("/")[2])
    if found is None or pool_arn(found) != arn or found.region != call.region:
        raise not_found(f"Resource {arn} does not exist.")
    return found


OPERATIONS: Final[Mapping[str, Handler]] = {
    "TagResource": tag_resource,
    "UntagResource": untag_resource,
    "ListTagsForResource": list_tags_for_resource,
}
