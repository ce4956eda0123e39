"""AWS's regions and partitions, as the installed botocore lists them."""

import json
from collections.abc import Mapping
from functools import cache

from cognito_model.botocore_data import botocore_data


@cache
def partitions_by_region() -> Mapping[str, str]:
    """The partition of every region: `aws`, `aws-cn`, `aws-us-gov` ... Raises FileNotFoundError without botocore."""
    content = json.loads((botocore_data() / "partitions.json").read_text(encoding="utf-8"))
    return {
        region: partition["id"]
        for partition in content["partitions"]
        for region in partition["regions"]
        if not region.endswith("-global")
    }


def is_region(name: str) -> bool:
    """Whether AWS has a region of this name."""
    return name in partitions_by_region()


def nearest_region(name: str) -> str:
    """The region whose name is most like another text; `us-east-1` where none is."""
    from difflib import get_close_matches  # noqa: PLC0415 - for refusals only

    return next(iter(get_close_matches(name, list(partitions_by_region()), 1)), "us-east-1")


def region_of_pool(user_pool_id: str) -> str:
    """The region of a user pool, which its id begins with (CreateUserPool)."""
    return user_pool_id.partition("_")[0]
