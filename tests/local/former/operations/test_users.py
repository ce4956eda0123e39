"""API reference: ListUsers (Filter, AttributesToGet, PaginationToken), ListUsersInGroup and what else is paginated;
AdminDeleteUserAttributes, DeleteUserAttributes; AdminCreateUser. Developer guide: "Searching for users".
"""

from collections.abc import Callable
from typing import Any

import pytest

PASSWORD = "Correct-horse1"
SCHEMA = [
    {"Name": "department", "AttributeDataType": "String", "Mutable": True},
    {"Name": "tenant", "AttributeDataType": "String", "Mutable": False},
]


@pytest.fixture
def make_user(cognito: Any) -> Callable[..., None]:
    def make(pool: str, username: str, **attributes: str) -> None:
        given = [{"Name": key, "Value": value} for key, value in attributes.items()]
        cognito.admin_create_user(UserPoolId=pool, Username=username, UserAttributes=given, MessageAction="SUPPRESS")

    return make


@pytest.fixture(scope="module")
def crowd(cognito: Any) -> str:
    """A pool of 200 users, the first two hundred of them in one group."""
    pool = str(cognito.create_user_pool(PoolName="crowd")["UserPool"]["Id"])
    cognito.create_group(UserPoolId=pool, GroupName="everybody")
    for number in range(200):
        name = f"user-{number:03}"
        cognito.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName="everybody")
    return pool


def names(users: list[dict[str, Any]]) -> list[str]:
    return [user["Username"] for user in users]


def attributes(cognito: Any, pool: str, name: str) -> dict[str, str]:
    found = cognito.admin_get_user(UserPoolId=pool, Username=name)["UserAttributes"]
    return {attribute["Name"]: attribute["Value"] for attribute in found}


def test_a_user_without_a_temporary_password_gets_one_that_meets_the_longest_policy(cognito):
    """API reference, AdminCreateUser, TemporaryPassword: "Amazon Cognito generates one for you"."""
    policy = {"MinimumLength": 99, "RequireSymbols": True, "RequireNumbers": True}
    made = cognito.create_user_pool(PoolName="strict", Policies={"PasswordPolicy": policy})
    pool = made["UserPool"]["Id"]
    user = cognito.admin_create_user(UserPoolId=pool, Username="someone", MessageAction="SUPPRESS")["User"]
    assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"


@pytest.mark.parametrize("operation", ["list_users", "list_users_in_group"])
@pytest.mark.parametrize("limit", [60, 7])
def test_a_paginator_gives_two_hundred_users_once_each(cognito, crowd, operation, limit):
    group = {"GroupName": "everybody"} if operation == "list_users_in_group" else {}
    pages = cognito.get_paginator(operation).paginate(UserPoolId=crowd, **group, PaginationConfig={"PageSize": limit})
    listed = [names(page["Users"]) for page in pages]
    assert {len(page) for page in listed[:-1]} == {limit}
    assert [name for page in listed for name in page] == [f"user-{number:03}" for number in range(200)]


def test_a_page_has_sixty_users_where_no_limit_is_given(cognito, crowd):
    assert len(cognito.list_users(UserPoolId=crowd)["Users"]) == 60


def test_users_deleted_page_by_page_are_all_met(cognito, pool, make_user):
    for number in range(10):
        make_user(pool, f"user-{number}")
    met = []
    for page in cognito.get_paginator("list_users").paginate(UserPoolId=pool, PaginationConfig={"PageSize": 3}):
        met += names(page["Users"])
        for name in names(page["Users"]):
            cognito.admin_delete_user(UserPoolId=pool, Username=name)
    assert met == [f"user-{number}" for number in range(10)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('email = "ada@example.com"', ["ada"]),
        ('"email" = "ADA@example.com"', ["ada"]),
        ('email ^= "ada"', ["ada", "adam"]),
        ('email^="nobody"', []),
        ('given_name = "Ada \\"the first\\""', ["ada"]),
        ('username = "Ada"', []),
        ('username ^= "ad"', ["ada", "adam"]),
        ('status = "Disabled"', ["grace"]),
        ('status = "disabled"', []),
        ('cognito:user_status = "force_change_password"', ["ada", "adam", "grace"]),
        ("", ["ada", "adam", "grace"]),
    ],
)
def test_a_filter_finds_standard_attributes_and_states(cognito, pool, make_user, words, expected):
    make_user(pool, "ada", email="ada@example.com", given_name='Ada "the first"')
    make_user(pool, "adam", email="adam@example.com")
    make_user(pool, "grace", email="grace@example.com")
    cognito.admin_disable_user(UserPoolId=pool, Username="grace")
    assert names(cognito.list_users(UserPoolId=pool, Filter=words)["Users"]) == expected


@pytest.mark.parametrize("words", ["email", 'email != "a"', "email = a", 'custom:department = "a"', 'zoneinfo = "a"'])
def test_a_filter_that_cognito_does_not_have_is_refused(cognito, make_pool, words):
    with pytest.raises(cognito.exceptions.InvalidParameterException):
        cognito.list_users(UserPoolId=make_pool(Schema=SCHEMA), Filter=words)


def test_only_the_attributes_asked_for_are_given(cognito, pool, make_user):
    make_user(pool, "ada", email="ada@example.com", name="Ada")
    [user] = cognito.list_users(UserPoolId=pool, AttributesToGet=["email"])["Users"]
    assert user["Attributes"] == [{"Name": "email", "Value": "ada@example.com"}]
    with pytest.raises(cognito.exceptions.InvalidParameterException, match="do not exist in user pool"):
        cognito.list_users(UserPoolId=pool, AttributesToGet=["custom:nothing"])


def test_every_paginator_goes_through_all_its_pages(cognito, pool, make_user):
    make_user(pool, "ada")
    for number in range(5):
        name = f"thing-{number}"
        cognito.create_group(UserPoolId=pool, GroupName=name)
        cognito.admin_add_user_to_group(UserPoolId=pool, Username="ada", GroupName=name)
        cognito.create_resource_server(UserPoolId=pool, Identifier=name, Name=name)
        cognito.create_user_pool_client(UserPoolId=pool, ClientName=name)
        metadata = {"MetadataURL": "https://id.example.com/metadata"}
        cognito.create_identity_provider(
            UserPoolId=pool, ProviderName=name, ProviderType="SAML", ProviderDetails=metadata
        )
    for operation, result, more in (
        ("list_groups", "Groups", {}),
        ("admin_list_groups_for_user", "Groups", {"Username": "ada"}),
        ("list_resource_servers", "ResourceServers", {}),
        ("list_user_pool_clients", "UserPoolClients", {}),
        ("list_identity_providers", "Providers", {}),
    ):
        pages = list(
            cognito.get_paginator(operation).paginate(UserPoolId=pool, **more, PaginationConfig={"PageSize": 2})
        )
        things = [str(thing) for page in pages for thing in page[result] if "thing-" in str(thing)]
        # An identity provider has a group of its own.
        assert len(set(things)) == len(things) == (10 if operation == "list_groups" else 5), operation
        with pytest.raises(cognito.exceptions.InvalidParameterException, match="pagination token"):
            getattr(cognito, operation)(UserPoolId=pool, **more, NextToken="not-one-of-these")


def test_pools_are_listed_page_by_page_with_their_triggers(cognito, make_pool):
    function = "arn:aws:lambda:us-east-1:123456789012:function:trigger"
    pools = {make_pool(LambdaConfig={"PreSignUp": function}) for _ in range(3)}
    pages = cognito.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 2})
    found = {pool["Id"]: pool for page in pages for pool in page["UserPools"]}
    assert pools <= found.keys()
    assert all(found[pool]["LambdaConfig"] == {"PreSignUp": function} for pool in pools)


def test_an_administrator_takes_attributes_away(cognito, make_pool, make_user):
    pool = make_pool(Schema=SCHEMA)
    given = {"email": "ada@example.com", "email_verified": "true", "name": "Ada", "custom:department": "sales"}
    make_user(pool, "ada", **given)
    cognito.admin_delete_user_attributes(
        UserPoolId=pool, Username="ada", UserAttributeNames=["email", "custom:department", "nickname"]
    )
    assert attributes(cognito, pool, "ada").keys() == {"sub", "name"}


@pytest.mark.parametrize("name", ["sub", "custom:tenant", "custom:nothing"])
def test_an_attribute_that_cannot_change_stays(cognito, make_pool, make_user, name):
    pool = make_pool(Schema=SCHEMA)
    make_user(pool, "ada", **{"custom:tenant": "acme"})
    with pytest.raises(cognito.exceptions.InvalidParameterException):
        cognito.admin_delete_user_attributes(UserPoolId=pool, Username="ada", UserAttributeNames=[name])
    assert attributes(cognito, pool, "ada")["custom:tenant"] == "acme"


def test_attributes_of_nobody_are_not_found(cognito, pool):
    with pytest.raises(cognito.exceptions.UserNotFoundException):
        cognito.admin_delete_user_attributes(UserPoolId=pool, Username="nobody", UserAttributeNames=["email"])


def test_a_user_takes_away_what_the_app_client_may_write(cognito, pool, make_client, make_user):
    make_user(pool, "ada", email="ada@example.com", name="Ada")
    cognito.admin_set_user_password(UserPoolId=pool, Username="ada", Password=PASSWORD, Permanent=True)
    client = make_client(pool, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"], WriteAttributes=["name"])["ClientId"]
    token = cognito.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]["AccessToken"]
    cognito.delete_user_attributes(AccessToken=token, UserAttributeNames=["name"])
    assert attributes(cognito, pool, "ada").keys() == {"sub", "email"}
    with pytest.raises(cognito.exceptions.NotAuthorizedException, match="unauthorized attribute"):
        cognito.delete_user_attributes(AccessToken=token, UserAttributeNames=["email"])
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.delete_user_attributes(AccessToken=token[:-4] + "AAAA", UserAttributeNames=["name"])
