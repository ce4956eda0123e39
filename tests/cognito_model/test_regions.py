import pytest

from cognito_model.regions import is_region, nearest_region, partition_of, partitions_by_region, region_of_pool


@pytest.mark.parametrize("name", ["us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"])
def test_a_region_of_aws_is_one(name: str) -> None:
    assert is_region(name)


@pytest.mark.parametrize("name", ["mars-1", "us-east-99", "aws-global", "", "US-EAST-1", "us-east-1 "])
def test_what_looks_like_a_region_is_none(name: str) -> None:
    assert not is_region(name)


def test_a_region_is_in_its_partition() -> None:
    assert partitions_by_region()["cn-northwest-1"] == "aws-cn"
    assert partitions_by_region()["us-gov-east-1"] == "aws-us-gov"


def test_the_nearest_region_is_one_of_aws() -> None:
    assert nearest_region("us-east1") == "us-east-1"
    assert is_region(nearest_region("mars-1"))


def test_a_pools_id_begins_with_its_region() -> None:
    assert region_of_pool("eu-west-3_AbCdEfGhI") == "eu-west-3"


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("us-east-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("us-gov-north-7", "aws-us-gov", "amazonaws.com"),
        ("mars-1", "aws", "amazonaws.com"),
    ],
)
def test_a_partition_has_its_names_end(region: str, partition: str, suffix: str) -> None:
    assert (partition_of(region).id, partition_of(region).dns_suffix) == (partition, suffix)
