"""By "Verifying updates to email addresses and phone numbers", and the operations' reference."""

import pytest

from local.cognito.errors import CognitoError
from tests.local.cognito.accounts_world import (
    access_token,
    attributes_of,
    listed,
    of_user,
    with_functions,
    wrong,
)
from tests.local.cognito.world import World, error_of

SCHEMA = [
    {"Name": "department", "AttributeDataType": "String", "Mutable": True},
    {"Name": "tenant", "AttributeDataType": "String", "Mutable": False},
    {"Name": "rank", "AttributeDataType": "Number", "Mutable": True, "DeveloperOnlyAttribute": True},
]
UNAUTHORIZED = ("NotAuthorizedException", "A client attempted to write unauthorized attribute")
TAKEN = ("AliasExistsException", "An account with the given email already exists.")


@pytest.fixture
def ada(world: World) -> World:
    world.add_user()
    return world


def update(world: World, username: str = "ada", **attributes: str) -> list[dict[str, str]]:
    answer = of_user(world, "UpdateUserAttributes", username, UserAttributes=listed(**attributes))
    details: list[dict[str, str]] = answer["CodeDeliveryDetailsList"]
    return details


def admin_update(world: World, username: str = "ada", **attributes: str) -> None:
    world.admin("AdminUpdateUserAttributes", username, UserAttributes=listed(**attributes))


def verify(world: World, username: str = "ada", code: str = "", name: str = "email") -> None:
    of_user(world, "VerifyUserAttribute", username, AttributeName=name, Code=code or world.latest_code())


def test_an_attribute_is_verified_with_the_code_that_was_asked_for(ada):
    admin_update(ada, email_verified="false")
    sent = of_user(ada, "GetUserAttributeVerificationCode", AttributeName="email")
    assert sent["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    assert ada.messages()[0].trigger == "CustomMessage_VerifyUserAttribute"
    code = ada.latest_code()
    assert error_of(verify, ada, code=wrong(code))[0] == "CodeMismatchException"
    verify(ada)
    assert attributes_of(ada)["email_verified"] == "true"
    assert error_of(verify, ada, code=code)[0] == "ExpiredCodeException"


def test_a_code_is_asked_for_and_tried_a_few_times_an_hour(ada):
    for _ in range(5):
        of_user(ada, "GetUserAttributeVerificationCode", AttributeName="email")
    refused = error_of(of_user, ada, "GetUserAttributeVerificationCode", AttributeName="email")
    assert refused[0] == "LimitExceededException"
    code = ada.latest_code()
    for _ in range(15):
        assert error_of(verify, ada, code=wrong(code))[0] == "CodeMismatchException"
    assert error_of(verify, ada, code=code)[0] == "LimitExceededException"


@pytest.mark.parametrize("operation", ["GetUserAttributeVerificationCode", "VerifyUserAttribute"])
def test_only_addresses_and_numbers_are_verified(ada, operation):
    more = {"Code": "1"} if operation == "VerifyUserAttribute" else {}
    assert error_of(of_user, ada, operation, AttributeName="name", **more)[0] == "InvalidParameterException"


def test_what_a_user_does_not_have_is_not_verified(world):
    world.add_user(phone_number="")
    refused = error_of(of_user, world, "GetUserAttributeVerificationCode", AttributeName="phone_number")
    assert refused[0] == "InvalidParameterException"


def test_a_changed_address_is_unverified_until_its_code_comes(ada):
    assert update(ada, email="new@example.com")[0]["AttributeName"] == "email"
    assert attributes_of(ada)["email"] == "new@example.com"
    assert attributes_of(ada)["email_verified"] == "false"
    message = ada.messages()[0]
    assert (message.destination, message.trigger) == ("new@example.com", "CustomMessage_UpdateUserAttribute")
    verify(ada)
    assert attributes_of(ada)["email_verified"] == "true"


def test_a_code_proves_the_address_that_it_was_sent_to(ada):
    admin_update(ada, email_verified="false")
    of_user(ada, "GetUserAttributeVerificationCode", AttributeName="email")
    code = ada.latest_code()
    ada.pool.settings["AutoVerifiedAttributes"] = []
    update(ada, email="other@example.com")
    assert error_of(verify, ada, code=code)[0] == "ExpiredCodeException"
    assert attributes_of(ada)["email_verified"] == "false"


def test_the_same_address_again_changes_nothing(ada):
    assert update(ada, email="ada@example.com") == []
    assert attributes_of(ada)["email_verified"] == "true"


def test_what_the_pool_does_not_verify_is_sent_no_code(ada):
    assert update(ada, phone_number="+15555550199") == []
    assert attributes_of(ada)["phone_number_verified"] == "false"


def test_a_change_waits_for_its_code_where_the_pool_says_so(ada):
    settings = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    ada.pool.settings["UserAttributeUpdateSettings"] = settings
    update(ada, email="new@example.com", name="Ada")
    waiting = attributes_of(ada)
    assert (waiting["email"], waiting["email_verified"], waiting["name"]) == ("ada@example.com", "true", "Ada")
    of_user(ada, "GetUserAttributeVerificationCode", AttributeName="email")
    assert ada.messages()[0].destination == "new@example.com"
    verify(ada)
    assert (attributes_of(ada)["email"], attributes_of(ada)["email_verified"]) == ("new@example.com", "true")


def test_an_administrators_change_waits_too_unless_it_is_said_to_be_verified(ada):
    settings = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    ada.pool.settings["UserAttributeUpdateSettings"] = settings
    admin_update(ada, email="new@example.com")
    assert attributes_of(ada)["email"] == "ada@example.com"
    assert ada.messages()[0].destination == "new@example.com"
    admin_update(ada, email="newest@example.com", email_verified="True")
    assert (attributes_of(ada)["email"], attributes_of(ada)["email_verified"]) == ("newest@example.com", "true")
    assert len(ada.messages()) == 1


def test_users_do_not_verify_themselves(ada):
    admin_update(ada, email_verified="false")
    assert error_of(update, ada, email_verified="true") == UNAUTHORIZED
    assert attributes_of(ada)["email_verified"] == "false"


def test_an_address_that_somebody_else_signs_in_with_cannot_be_verified(engine):
    world = World.with_pool(engine, AliasAttributes=["email"])
    world.add_user()
    world.add_user("bob")
    update(world, "bob", email="ada@example.com")
    assert error_of(verify, world, "bob") == TAKEN
    assert world.admin("AdminGetUser", "ada@example.com")["Username"] == "ada"


def test_an_administrator_moves_an_alias_by_verifying_it_for_another_user(engine):
    """As users have seen it on AWS (boto3, issue 3213)."""
    world = World.with_pool(engine, AliasAttributes=["email"])
    world.add_user()
    world.add_user("bob")
    admin_update(world, "bob", email="ada@example.com", email_verified="true")
    assert world.admin("AdminGetUser", "ada@example.com")["Username"] == "bob"
    assert attributes_of(world, "ada")["email_verified"] == "false"


def test_an_address_that_is_another_users_name_is_taken_verified_or_not(engine):
    world = World.with_pool(engine, UsernameAttributes=["email"])
    for name in ("ada@example.com", "bob@example.com"):
        world.add_user(name, email=name)
    for more in ({}, {"email_verified": "true"}):
        assert error_of(admin_update, world, "bob@example.com", email="ada@example.com", **more) == TAKEN
    assert error_of(update, world, "bob@example.com", email="ada@example.com") == TAKEN
    update(world, "bob@example.com", email="robert@example.com")
    assert world.admin("AdminGetUser", "robert@example.com")["Username"] == world.user("robert@example.com").sub
    refused = error_of(of_user, world, "DeleteUserAttributes", "ada@example.com", UserAttributeNames=["email"])
    assert refused[0] == "InvalidParameterException"


@pytest.mark.parametrize("change", [update, admin_update])
def test_a_preferred_name_that_is_taken_is_refused_for_everybody(engine, change):
    world = World.with_pool(
        engine, AliasAttributes=["preferred_username"], UsernameConfiguration={"CaseSensitive": False}
    )
    world.add_user(preferred_username="countess")
    world.add_user("bob")
    for taken in ("Countess", "ADA"):
        expected = ("AliasExistsException", "An account with the given preferred_username already exists.")
        assert error_of(change, world, "bob", preferred_username=taken) == expected
    change(world, "bob", preferred_username="Bobby")
    change(world, "bob", preferred_username="bobby")
    assert world.admin("AdminGetUser", "BOBBY")["Username"] == "bob"


def test_an_attribute_that_the_client_may_not_write_stays(ada):
    client = ada.pool.clients[ada.client_id]
    client.settings["WriteAttributes"] = ["name"]
    assert error_of(update, ada, email="new@example.com") == UNAUTHORIZED
    assert update(ada, name="Ada") == []
    refused = error_of(of_user, ada, "DeleteUserAttributes", UserAttributeNames=["email"])
    assert refused == UNAUTHORIZED
    of_user(ada, "DeleteUserAttributes", UserAttributeNames=["name"])
    assert "name" not in attributes_of(ada)


def test_developers_attributes_are_administrators_to_write(engine):
    world = World.with_pool(engine, Schema=SCHEMA)
    world.add_user()
    assert error_of(update, world, **{"dev:custom:rank": "1"}) == UNAUTHORIZED
    admin_update(world, **{"dev:custom:rank": "1"})
    assert attributes_of(world)["dev:custom:rank"] == "1"


def test_a_user_sees_what_the_client_may_read(ada):
    client = ada.pool.clients[ada.client_id]
    shown = of_user(ada, "GetUser")
    assert shown.keys() == {"Username", "UserAttributes"}
    assert {one["Name"] for one in shown["UserAttributes"]} == attributes_of(ada).keys()
    client.settings["ReadAttributes"] = ["email"]
    assert {one["Name"] for one in of_user(ada, "GetUser")["UserAttributes"]} == {"sub", "email"}


def test_an_empty_value_takes_an_attribute_away(ada):
    update(ada, name="Ada")
    update(ada, name="", email="")
    assert attributes_of(ada).keys() == {"sub", "phone_number", "phone_number_verified"}


def test_an_administrator_takes_attributes_away(engine):
    world = World.with_pool(engine, Schema=SCHEMA)
    world.add_user(name="Ada", **{"custom:department": "sales"})
    gone = ["email", "custom:department", "nickname"]
    world.admin("AdminDeleteUserAttributes", UserAttributeNames=gone)
    assert attributes_of(world).keys() == {"sub", "name", "phone_number", "phone_number_verified"}


@pytest.mark.parametrize("name", ["sub", "custom:tenant", "custom:nothing", "name"])
def test_an_attribute_that_has_to_stay_stays(engine, name):
    required = {"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}
    world = World.with_pool(engine, Schema=[*SCHEMA, required])
    world.add_user(name="Ada", **{"custom:tenant": "acme"})
    before = attributes_of(world)
    refused = error_of(world.admin, "AdminDeleteUserAttributes", UserAttributeNames=[name])
    assert refused[0] == "InvalidParameterException"
    assert error_of(admin_update, world, **{name: ""})[0] == "InvalidParameterException"
    assert attributes_of(world) == before


def test_attributes_of_nobody_are_not_found(world):
    for operation, more in (
        ("AdminDeleteUserAttributes", {"UserAttributeNames": ["email"]}),
        ("AdminUpdateUserAttributes", {"UserAttributes": []}),
        ("AdminGetUser", {}),
    ):
        assert error_of(world.admin, operation, "nobody", **more) == ("UserNotFoundException", "User does not exist.")


def test_a_change_is_dated(ada):
    before = ada.admin("AdminGetUser")
    ada.advance(60)
    update(ada, name="Ada")
    after = ada.admin("AdminGetUser")
    assert after["UserCreateDate"] == before["UserCreateDate"]
    assert after["UserLastModifiedDate"] >= before["UserLastModifiedDate"] + 60


def test_a_user_deletes_the_own_account(ada):
    token = access_token(ada)
    ada.call("DeleteUser", AccessToken=token)
    assert ada.user() is None
    assert error_of(ada.call, "GetUser", AccessToken=token)[0] == "UserNotFoundException"


@pytest.mark.parametrize("by_administrator", [True, False])
def test_sms_is_a_second_factor_by_the_operations_of_old(ada, by_administrator):
    """SetUserSettings: "You can use it to configure only SMS MFA"."""

    def set_options(*options: dict[str, str]) -> None:
        if by_administrator:
            ada.admin("AdminSetUserSettings", MFAOptions=list(options))
        else:
            of_user(ada, "SetUserSettings", MFAOptions=list(options))

    sms = {"DeliveryMedium": "SMS", "AttributeName": "phone_number"}
    set_options(sms)
    described = ada.admin("AdminGetUser")
    assert (described["MFAOptions"], described["UserMFASettingList"]) == ([sms], ["SMS_MFA"])
    assert error_of(set_options, {**sms, "DeliveryMedium": "EMAIL"})[0] == "InvalidParameterException"
    set_options()
    assert ada.admin("AdminGetUser").keys() & {"MFAOptions", "UserMFASettingList"} == set()


def test_a_function_words_the_message(engine):
    world, functions = with_functions(engine, {"CustomMessage": {"emailSubject": "Hi", "emailMessage": "It's {####}."}})
    world.add_user()
    update(world, email="new@example.com")
    message = world.messages()[0]
    assert (message.subject, message.body) == ("Hi", f"It's {message.code}.")
    event = functions.events[0]
    assert event["triggerSource"] == "CustomMessage_UpdateUserAttribute"
    assert event["callerContext"]["clientId"] == world.client_id
    assert event["request"]["userAttributes"]["email"] == "new@example.com"


def test_a_function_that_refuses_a_message_refuses_the_operation(engine):
    refusal = CognitoError("UserLambdaValidationException", "CustomMessage failed with error No.")
    world, _ = with_functions(engine, {"CustomMessage": refusal})
    world.add_user()
    assert error_of(update, world, email="new@example.com")[0] == "UserLambdaValidationException"
    assert world.messages() == []
