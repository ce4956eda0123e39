"""Users' attributes against their pool's schema."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

NOT_CONFORMING = "Attributes did not conform to the schema: "
PASSWORD = "Correct-horse1"
CREATING = ("sign_up", "admin_create_user")
CHANGING = ("admin_update_user_attributes", "update_user_attributes")


@pytest.fixture(scope="module")
def names(cognito: Any) -> dict[str, str]:
    """A pool with limits, an app client and a user."""
    text = {"StringAttributeConstraints": {"MinLength": "2", "MaxLength": "4"}}
    number = {"NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "9"}}
    schema = [
        {"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True},
        {"Name": "team", "AttributeDataType": "String", "Mutable": True, **text},
        {"Name": "level", "AttributeDataType": "Number", "Mutable": True, **number},
        {"Name": "tenant", "AttributeDataType": "String", "Mutable": False},
    ]
    pool = cognito.create_user_pool(PoolName="values", Schema=schema)["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="client", ExplicitAuthFlows=flows)
    cognito.admin_create_user(UserPoolId=pool, Username="jane", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username="jane", Password=PASSWORD, Permanent=True)
    return {"pool": pool, "client": client["UserPoolClient"]["ClientId"]}


def token(cognito: Any, names: dict[str, str]) -> str:
    parameters = {"USERNAME": "jane", "PASSWORD": PASSWORD}
    given = {"ClientId": names["client"], "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}
    return str(cognito.initiate_auth(**given)["AuthenticationResult"]["AccessToken"])


def call(cognito: Any, names: dict[str, str], operation: str, attributes: dict[str, str]) -> None:
    listed = [{"Name": name, "Value": value} for name, value in attributes.items()]
    if operation == "sign_up":
        named = {"ClientId": names["client"], "Username": "new", "Password": PASSWORD}
        listed.append({"Name": "name", "Value": "New"})
    elif operation == "admin_create_user":
        named = {"UserPoolId": names["pool"], "Username": "new", "MessageAction": "SUPPRESS"}
    elif operation == "admin_update_user_attributes":
        named = {"UserPoolId": names["pool"], "Username": "jane"}
    else:
        named = {"AccessToken": token(cognito, names)}
    getattr(cognito, operation)(**named, UserAttributes=listed)


def refusal(cognito: Any, names: dict[str, str], operation: str, attributes: dict[str, str]) -> str:
    """The message of an InvalidParameterException."""
    with pytest.raises(ClientError) as refused:
        call(cognito, names, operation, attributes)
    error = refused.value.response["Error"]
    assert error["Code"] == "InvalidParameterException"
    return str(error["Message"])


@pytest.mark.parametrize("operation", CREATING)
def test_a_new_user_has_attributes_that_exist(cognito: Any, names: dict[str, str], operation: str) -> None:
    expected = f"{NOT_CONFORMING}Type for attribute {{custom:unheard}} could not be determined"
    assert refusal(cognito, names, operation, {"custom:unheard": "x"}) == expected


@pytest.mark.parametrize("operation", CHANGING)
def test_a_changed_attribute_exists(cognito: Any, names: dict[str, str], operation: str) -> None:
    expected = "user.custom:unheard: Attribute does not exist in the schema.\n"
    assert refusal(cognito, names, operation, {"custom:unheard": "x"}) == expected


@pytest.mark.parametrize("operation", CHANGING)
@pytest.mark.parametrize("name", ["custom:tenant", "sub"])
def test_an_immutable_attribute_stays(cognito: Any, names: dict[str, str], operation: str, name: str) -> None:
    assert refusal(cognito, names, operation, {name: "x"}) == f"user.{name}: Attribute cannot be updated.\n"


@pytest.mark.parametrize("operation", [*CREATING, *CHANGING])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("custom:team", "a"),
        ("custom:team", "abcde"),
        ("custom:level", "0"),
        ("custom:level", "10"),
        ("custom:level", "high"),
        ("birthdate", "1815-12"),
    ],
)
def test_a_value_is_within_its_attributes_limits(
    cognito: Any, names: dict[str, str], operation: str, name: str, value: str
) -> None:
    assert refusal(cognito, names, operation, {name: value}).startswith(f"{NOT_CONFORMING}{name}: ")


def test_who_signs_up_has_what_is_required(cognito: Any, names: dict[str, str]) -> None:
    with pytest.raises(ClientError) as refused:
        cognito.sign_up(ClientId=names["client"], Username="new", Password=PASSWORD)
    error = refused.value.response["Error"]
    expected = f"{NOT_CONFORMING}name: The attribute is required\n"
    assert (error["Code"], error["Message"]) == ("InvalidParameterException", expected)


def test_what_conforms_is_taken(cognito: Any, names: dict[str, str]) -> None:
    call(cognito, names, "sign_up", {"custom:team": "ab", "custom:level": "9", "custom:tenant": "one"})
    for operation in CHANGING:
        call(cognito, names, operation, {"custom:team": "abcd", "custom:level": "1", "name": "Jane"})
        call(cognito, names, operation, {"custom:team": ""})


def test_an_address_that_is_the_user_name_need_not_be_said_twice(cognito: Any) -> None:
    schema = [{"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    made = cognito.create_user_pool(PoolName="addresses", UsernameAttributes=["email"], Schema=schema)
    pool = made["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="client")["UserPoolClient"]["ClientId"]
    assert cognito.sign_up(ClientId=client, Username="ada@example.com", Password=PASSWORD)["UserSub"]
