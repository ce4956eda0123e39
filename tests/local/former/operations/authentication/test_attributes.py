"""By "Verifying updates to email addresses and phone numbers", and VerifyUserAttribute's reference."""

import pytest

from tests.local.former.world import Clock, World, error_of, wrong


@pytest.fixture
def token(world: World) -> str:
    world.add_user()
    return str(world.tokens()["AccessToken"])


def attributes_of(world: World, username: str = "ada") -> dict[str, str]:
    return {one["Name"]: one["Value"] for one in world.admin("AdminGetUser", username)["UserAttributes"]}


def update(world: World, token: str, **attributes: str) -> list[dict[str, str]]:
    listed = [{"Name": name, "Value": value} for name, value in attributes.items()]
    answer = world.call("UpdateUserAttributes", AccessToken=token, UserAttributes=listed)
    details: list[dict[str, str]] = answer["CodeDeliveryDetailsList"]
    return details


def test_an_attribute_is_verified_with_the_code_that_was_asked_for(world, token, clock: Clock):
    unverified = [{"Name": "email_verified", "Value": "false"}]
    world.admin("AdminUpdateUserAttributes", UserAttributes=unverified)
    sent = world.call("GetUserAttributeVerificationCode", AccessToken=token, AttributeName="email")
    assert sent["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    code = world.latest_code()
    verify = {"AccessToken": token, "AttributeName": "email"}
    assert error_of(world.call, "VerifyUserAttribute", Code=wrong(code), **verify)[0] == "CodeMismatchException"
    world.call("VerifyUserAttribute", Code=code, **verify)
    assert attributes_of(world)["email_verified"] == "true"
    assert error_of(world.call, "VerifyUserAttribute", Code=code, **verify)[0] == "ExpiredCodeException"


def test_a_changed_address_is_unverified_until_its_code_comes(world, token):
    assert update(world, token, email="new@example.com")[0]["AttributeName"] == "email"
    assert attributes_of(world)["email"] == "new@example.com"
    assert attributes_of(world)["email_verified"] == "false"
    message = world.latest_message()
    assert (message.destination, message.trigger) == ("new@example.com", "CustomMessage_UpdateUserAttribute")
    world.call("VerifyUserAttribute", AccessToken=token, AttributeName="email", Code=message.code)
    assert attributes_of(world)["email_verified"] == "true"


def test_a_change_waits_for_its_code_where_the_pool_says_so(world, token):
    settings = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    world.pool["UserAttributeUpdateSettings"] = settings
    update(world, token, email="new@example.com", name="Ada")
    waiting = attributes_of(world)
    assert (waiting["email"], waiting["email_verified"], waiting["name"]) == ("ada@example.com", "true", "Ada")
    world.call("VerifyUserAttribute", AccessToken=token, AttributeName="email", Code=world.latest_code())
    assert attributes_of(world)["email"] == "new@example.com"


def test_an_administrator_may_say_that_an_address_is_verified(world, token):
    changed = {"email": "new@example.com", "email_verified": "true"}
    listed = [{"Name": name, "Value": value} for name, value in changed.items()]
    world.admin("AdminUpdateUserAttributes", UserAttributes=listed)
    assert attributes_of(world)["email_verified"] == "true"


def test_an_address_that_somebody_else_signs_in_with_cannot_be_verified():
    world = World.with_pool(AliasAttributes=["email"])
    world.add_user()
    world.add_user("bob")
    token = world.tokens("bob")["AccessToken"]
    update(world, token, email="ada@example.com")
    verify = {"AccessToken": token, "AttributeName": "email", "Code": world.latest_code()}
    assert error_of(world.call, "VerifyUserAttribute", **verify)[0] == "AliasExistsException"


def test_an_attribute_that_the_client_may_not_write_stays(world, token):
    world.client["WriteAttributes"] = ["name"]
    assert error_of(update, world, token, email="new@example.com")[0] == "NotAuthorizedException"
    assert update(world, token, name="Ada") == []
