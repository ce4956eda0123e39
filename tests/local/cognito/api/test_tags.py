"""API reference: TagResource, UntagResource, ListTagsForResource."""

from tests.local.cognito.world import World, error_of


def test_tags_come_change_and_go(world: World) -> None:
    arn = world.of_pool("DescribeUserPool")["UserPool"]["Arn"]
    assert world.call("ListTagsForResource", ResourceArn=arn) == {"Tags": {}}
    world.call("TagResource", ResourceArn=arn, Tags={"stage": "dev", "team": "web"})
    world.call("TagResource", ResourceArn=arn, Tags={"stage": "test"})
    world.call("UntagResource", ResourceArn=arn, TagKeys=["team", "unheard"])
    assert world.call("ListTagsForResource", ResourceArn=arn) == {"Tags": {"stage": "test"}}
    assert world.of_pool("DescribeUserPool")["UserPool"]["UserPoolTags"] == {"stage": "test"}


def test_what_has_tags_is_a_pool_that_exists(world: World) -> None:
    arn = world.of_pool("DescribeUserPool")["UserPool"]["Arn"]
    for other in (arn + "x", arn.replace("000000000000", "123456789012"), arn.replace("userpool", "identitypool")):
        assert error_of(world.call, "ListTagsForResource", ResourceArn=other)[0] == "ResourceNotFoundException"
