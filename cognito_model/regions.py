"""AWS's regions and partitions, as the installed botocore lists them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from cognito_model.botocore_data import botocore_data


@dataclass(frozen=True)
class Partition:
    """A partition of AWS: regions that share accounts, names and endpoints."""

    id: str
    """As ARNs have it: `aws`, `aws-cn`, `aws-us-gov` ..."""
    dns_suffix: str
    """What its endpoints end in: `amazonaws.com`, `amazonaws.com.cn` ..."""
    regions: Mapping[str, str]
    """Their names, and what they are called for people: `Europe (Frankfurt)`."""
    region_pattern: str
    """What the name of a region in it matches, one that is newer than the list as well."""


@cache
def partitions() -> tuple[Partition, ...]:
    """Every partition, `aws` first. Raises FileNotFoundError without botocore."""
    content = json.loads((botocore_data() / "partitions.json").read_text(encoding="utf-8"))
    return tuple(
        Partition(
            partition["id"],
            partition["outputs"]["dnsSuffix"],
            {
                region: described.get("description", region)
                for region, described in partition["regions"].items()
                if not region.endswith("-global")
            },
            partition["regionRegex"],
        )
        for partition in content["partitions"]
    )


@cache
def partitions_by_region() -> Mapping[str, str]:
    """The partition of every region: `aws`, `aws-cn`, `aws-us-gov` ... Raises FileNotFoundError without botocore."""
    return {region: partition.id for partition in partitions() for region in partition.regions}


@cache
def partition_of(region: str) -> Partition:
    """The partition that a region is in; of a name that is nowhere the first one, `aws`."""
    listed = (partition for partition in partitions() if region in partition.regions)
    alike = (partition for partition in partitions() if re.fullmatch(partition.region_pattern, region))
    return next(listed, None) or next(alike, partitions()[0])


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
