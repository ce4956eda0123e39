"""AWS's partitions and their regions, as they come with botocore."""

from typing import Any

from botocore.loaders import create_loader


def partition_of(region: str) -> dict[str, Any]:
    """The partition that a region belongs to; of an unknown region the first one, `aws`."""
    partitions = create_loader().load_data("partitions")["partitions"]
    found = next((partition for partition in partitions if region in partition["regions"]), partitions[0])
    assert isinstance(found, dict)
    return found
