"""Tags of identity pools: TagResource, UntagResource, ListTagsForResource, DescribeIdentityPool (cognito-identity)."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from local.emulator import Emulator
from tests.credentials import CREDENTIALS


@pytest.fixture(scope="module")
def identity() -> Iterator[Any]:
    with Emulator(credentials=CREDENTIALS) as emulator:
        emulator.wait_until_ready()
        yield boto3.client(
            "cognito-identity",
            endpoint_url=emulator.endpoint_url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )


def test_what_is_tagged_later_is_described_and_listed_beside_what_was_tagged_at_first(identity):
    pool_id = identity.create_identity_pool(
        IdentityPoolName="one", AllowUnauthenticatedIdentities=False, IdentityPoolTags={"team": "a", "old": "x"}
    )["IdentityPoolId"]
    arn = f"arn:aws:cognito-identity:us-east-1:000000000000:identitypool/{pool_id}"

    identity.tag_resource(ResourceArn=arn, Tags={"stage": "dev"})
    identity.untag_resource(ResourceArn=arn, TagKeys=["old"])

    tags = {"team": "a", "stage": "dev"}
    assert identity.list_tags_for_resource(ResourceArn=arn)["Tags"] == tags
    assert identity.describe_identity_pool(IdentityPoolId=pool_id)["IdentityPoolTags"] == tags
