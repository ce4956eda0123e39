"""API reference: AddCustomAttributes."""

from tests.local.cognito.accounts_world import attributes_of, listed
from tests.local.cognito.world import error_of


def test_attributes_are_added_and_can_be_used_at_once(world):
    given = [
        {"Name": "team", "AttributeDataType": "String", "Mutable": True},
        {"Name": "rank", "AttributeDataType": "Number", "DeveloperOnlyAttribute": True},
    ]
    before = world.of_pool("DescribeUserPool")["UserPool"]
    world.advance(1)
    assert world.of_pool("AddCustomAttributes", CustomAttributes=given) == {}
    after = world.of_pool("DescribeUserPool")["UserPool"]
    assert after["SchemaAttributes"][:-2] == before["SchemaAttributes"]
    assert [attribute["Name"] for attribute in after["SchemaAttributes"][-2:]] == ["custom:team", "dev:custom:rank"]
    assert after["LastModifiedDate"] > before["LastModifiedDate"]
    world.admin("AdminCreateUser", UserAttributes=listed(custom__team="red"))
    assert attributes_of(world)["custom:team"] == "red"
    assert world.of_pool("GetCSVHeader")["CSVHeader"][-4:-2] == ["custom:team", "dev:custom:rank"]


def test_an_attribute_that_is_there_is_not_added_again(world):
    given = [{"Name": "team", "AttributeDataType": "String"}]
    world.of_pool("AddCustomAttributes", CustomAttributes=given)
    assert error_of(world.of_pool, "AddCustomAttributes", CustomAttributes=given)[0] == "InvalidParameterException"
