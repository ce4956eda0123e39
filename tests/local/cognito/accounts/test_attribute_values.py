"""Users' attributes against their pool's schema."""

from typing import Any

import pytest

from tests.local.cognito.accounts_world import attributes_of, listed, of_user
from tests.local.cognito.world import PASSWORD, World, error_of

NOT_CONFORMING = "Attributes did not conform to the schema: "
CREATING = ("SignUp", "AdminCreateUser")
CHANGING = ("AdminUpdateUserAttributes", "UpdateUserAttributes")
EVERY = (*CREATING, *CHANGING)


@pytest.fixture
def world(engine) -> World:
    """A pool with limits, and a user."""
    text = {"StringAttributeConstraints": {"MinLength": "2", "MaxLength": "4"}}
    number = {"NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "9"}}
    schema: list[dict[str, Any]] = [
        {"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True},
        {"Name": "team", "AttributeDataType": "String", "Mutable": True, **text},
        {"Name": "level", "AttributeDataType": "Number", "Mutable": True, **number},
        {"Name": "tenant", "AttributeDataType": "String", "Mutable": False},
        {"Name": "since", "AttributeDataType": "DateTime", "Mutable": True},
        {"Name": "paying", "AttributeDataType": "Boolean", "Mutable": True},
        {"Name": "free", "AttributeDataType": "String", "Mutable": True, "StringAttributeConstraints": {}},
    ]
    made = World.with_pool(engine, Schema=schema)
    made.add_user("jane")
    return made


def call(world: World, operation: str, attributes: dict[str, str]) -> None:
    given = listed(**attributes)
    if operation == "SignUp":
        named = {"Username": "new", "Password": PASSWORD}
        world.of_client(operation, **named, UserAttributes=[*given, *listed(name="New")])
    elif operation == "UpdateUserAttributes":
        of_user(world, operation, "jane", UserAttributes=given)
    else:
        world.admin(operation, "new" if operation == "AdminCreateUser" else "jane", UserAttributes=given)


def refusal(world: World, operation: str, **attributes: str) -> str:
    code, message = error_of(call, world, operation, attributes)
    assert code == "InvalidParameterException"
    return message


@pytest.mark.parametrize("operation", CREATING)
def test_a_new_user_has_attributes_that_exist(world, operation):
    expected = f"{NOT_CONFORMING}Type for attribute {{custom:unheard}} could not be determined"
    assert refusal(world, operation, custom__unheard="x") == expected


@pytest.mark.parametrize("operation", CHANGING)
def test_a_changed_attribute_exists(world, operation):
    expected = "user.custom:unheard: Attribute does not exist in the schema.\n"
    assert refusal(world, operation, custom__unheard="x") == expected


@pytest.mark.parametrize("operation", CHANGING)
def test_an_immutable_attribute_stays(world, operation):
    expected = "user.custom:tenant: Attribute cannot be updated.\n"
    assert refusal(world, operation, custom__tenant="x") == expected


def test_nobody_chooses_a_sub(world):
    assert refusal(world, "AdminCreateUser", sub="x") == "Cannot modify the non-mutable attribute sub"
    assert refusal(world, "AdminUpdateUserAttributes", sub="x") == "user.sub: Attribute cannot be updated.\n"
    for operation in ("SignUp", "UpdateUserAttributes"):
        assert error_of(call, world, operation, {"sub": "x"})[0] == "NotAuthorizedException"


@pytest.mark.parametrize("operation", EVERY)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("custom:team", "a"),
        ("custom:team", "abcde"),
        ("custom:level", "0"),
        ("custom:level", "10"),
        ("custom:level", "high"),
        ("custom:level", "nan"),
        ("custom:level", "1e0"),
        ("custom:level", "1_0"),
        ("custom:level", "\u0661"),
        ("custom:since", "yesterday"),
        ("custom:paying", "perhaps"),
        ("updated_at", "-1"),
        ("birthdate", "1815-12"),
        ("birthdate", "1815-12-010"),
    ],
)
def test_a_value_is_within_its_attributes_limits(world, operation, name, value):
    assert refusal(world, operation, **{name: value}).startswith(f"{NOT_CONFORMING}{name}: ")


@pytest.mark.parametrize("operation", EVERY)
@pytest.mark.parametrize("value", ["notanaddress", "a@@b.example", "a b@example.com", "@example.com", "a@", "a@b..c"])
def test_an_address_is_one(world, operation, value):
    assert refusal(world, operation, email=value) == "Invalid email address format."


@pytest.mark.parametrize("operation", EVERY)
@pytest.mark.parametrize(
    "value", ["0151234", "+1 555 0100", "+1555abc", "+155555501001234567", "+", "+\u0661\u0662\u0663"]
)
def test_a_phone_number_is_one(world, operation, value):
    assert refusal(world, operation, phone_number=value) == "Invalid phone number format."


def test_a_flag_is_true_or_false(world):
    message = refusal(world, "AdminUpdateUserAttributes", email_verified="yes")
    assert message == f"{NOT_CONFORMING}email_verified: Value is not a boolean"
    call(world, "AdminUpdateUserAttributes", {"email_verified": "FALSE"})
    assert attributes_of(world, "jane")["email_verified"] == "false"


def test_no_value_is_longer_than_2048_characters(world):
    assert refusal(world, "AdminCreateUser", custom__free="x" * 2049)
    call(world, "AdminCreateUser", {"custom:free": "x" * 2048})


def test_what_conforms_is_taken(world):
    call(world, "SignUp", {"custom:team": "ab", "custom:level": "9", "custom:tenant": "one"})
    for operation in CHANGING:
        call(world, operation, {"custom:team": "abcd", "custom:level": "1", "name": "Jane"})
        call(world, operation, {"custom:since": "2026-07-01T12:00:00Z", "custom:paying": "true", "updated_at": "0"})
        call(world, operation, {"custom:team": ""})
    assert "custom:team" not in attributes_of(world, "jane")


def test_an_administrator_leaves_out_what_is_required(world):
    call(world, "AdminCreateUser", {})
    assert attributes_of(world, "new").keys() == {"sub"}
