"""The tags of identity pools: ministack keeps those of TagResource apart from those that DescribeIdentityPool tells."""

from collections.abc import Mapping
from typing import Any

from ministack.services import cognito


def are_the_pools_own(parameters: Mapping[str, Any]) -> None:
    """Let the operations on a `ResourceArn` (TagResource, UntagResource, ListTagsForResource) work on the pool's own.

    Runs in the account and region of the request.
    """
    pool_id = str(parameters.get("ResourceArn") or "").partition(":identitypool/")[2]
    pool = cognito._identity_pools.get(pool_id)  # noqa: SLF001 - there is no other way to ministack's state
    if pool is not None:
        cognito._identity_tags[pool_id] = pool.setdefault("IdentityPoolTags", {})  # noqa: SLF001 - as above
