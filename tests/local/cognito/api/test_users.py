"""API reference: AdminCreateUser and what administrators do with users."""

import pytest

from local.cognito.store.users import Device
from local.cognito.tokens.access import owner_of
from tests.local.cognito.accounts_world import access_token, attributes_of, knows, listed, status_of, with_functions
from tests.local.cognito.world import PASSWORD, World, error_of, make_engine

OTP = {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}
TAKEN = ("AliasExistsException", "An account with the given email already exists.")
SHARED = {"email": "shared@example.com", "email_verified": "true"}


def create(world: World, username: str = "ada", attributes: dict[str, str] | None = None, **more):
    return world.admin("AdminCreateUser", username, UserAttributes=listed(**(attributes or {})), **more)["User"]


def test_a_new_user_has_to_change_the_password(world):
    made = create(world, attributes={"email": "ada@example.com"}, TemporaryPassword="Temporary-1")
    assert (made["Username"], made["UserStatus"], made["Enabled"]) == ("ada", "FORCE_CHANGE_PASSWORD", True)
    assert knows(world, "Temporary-1")
    described = world.admin("AdminGetUser")
    members = {"Username", "UserAttributes", "UserCreateDate", "UserLastModifiedDate", "Enabled", "UserStatus"}
    assert described.keys() == members


def test_a_generated_password_meets_the_longest_policy(engine):
    policy = {"MinimumLength": 99, "RequireSymbols": True, "RequireNumbers": True}
    world = World.with_pool(engine, Policies={"PasswordPolicy": policy})
    create(world, attributes={"email": "ada@example.com"})
    code = world.latest_code()
    assert len(code) == 99
    assert knows(world, code)


@pytest.mark.parametrize("name", ["ada", "ADA"])
def test_a_name_is_taken_in_any_case(engine, name):
    world = World.with_pool(engine, UsernameConfiguration={"CaseSensitive": False})
    create(world)
    assert error_of(create, world, name) == ("UsernameExistsException", "User account already exists")


def test_nobody_is_called_by_the_sub_of_somebody_else(world):
    sub = world.add_user().sub
    assert error_of(create, world, sub)[0] == "UsernameExistsException"


def test_an_address_is_a_name_once(engine):
    world = World.with_pool(engine, UsernameAttributes=["email", "phone_number"])
    create(world, "ada@example.com", {"phone_number": "+15555550100"})
    expected = ("UsernameExistsException", "An account with the given email already exists.")
    assert error_of(create, world, "ada@example.com") == expected
    expected = ("UsernameExistsException", "An account with the given phone_number already exists.")
    assert error_of(create, world, "+15555550100") == expected
    assert error_of(create, world, "bob@example.com", {"phone_number": "+15555550100"}) == expected


def test_an_alias_is_verified_for_one_user(engine):
    world = World.with_pool(engine, AliasAttributes=["email"])
    create(world, "first", SHARED)
    assert error_of(create, world, "second", SHARED) == TAKEN
    create(world, "unverified", {"email": "shared@example.com"}, ForceAliasCreation=True)
    assert world.admin("AdminGetUser", "shared@example.com")["Username"] == "first"
    create(world, "third", SHARED, ForceAliasCreation=True)
    assert world.admin("AdminGetUser", "shared@example.com")["Username"] == "third"
    assert attributes_of(world, "first")["email_verified"] == "false"


def test_a_verified_address_is_there(world):
    for flag in ("email_verified", "phone_number_verified"):
        assert error_of(create, world, attributes={flag: "true"})[0] == "InvalidParameterException"


def test_an_invitation_goes_by_what_there_is_or_what_is_asked_for(world):
    both = {"email": "ada@example.com", "phone_number": "+15555550100"}
    create(world, "bare")
    create(world, "quiet", both, MessageAction="SUPPRESS")
    assert world.messages() == []
    create(world, "ada", both, TemporaryPassword="Temporary-1")
    assert [message.medium for message in world.messages()] == ["EMAIL"]
    assert world.messages()[0].body == "Your username is ada and temporary password is Temporary-1."
    create(world, "bob", both, DesiredDeliveryMediums=["SMS", "EMAIL"])
    assert {message.medium for message in world.messages() if message.username == "bob"} == {"SMS", "EMAIL"}
    world.pool.settings["SmsConfiguration"] = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}
    create(world, "eve", both)
    assert [message.medium for message in world.messages() if message.username == "eve"] == ["SMS"]
    refused = error_of(create, world, "dan", {"email": "dan@example.com"}, DesiredDeliveryMediums=["SMS"])
    assert refused[0] == "InvalidParameterException"
    assert world.user("dan") is None


def test_the_name_in_an_invitation_is_what_the_user_signs_in_with(engine):
    world = World.with_pool(engine, UsernameAttributes=["email"])
    create(world, "ada@example.com", TemporaryPassword="Temporary-1")
    assert world.messages()[0].body.startswith("Your username is ada@example.com and")


def test_an_invitation_is_sent_again_with_a_new_password(world):
    attributes = {"email": "ada@example.com"}
    create(world, attributes=attributes, TemporaryPassword="Temporary-1")
    create(world, MessageAction="RESEND")
    assert len(world.messages()) == 2
    assert knows(world, world.latest_code())
    assert not knows(world, "Temporary-1")
    assert error_of(create, world, "nobody", MessageAction="RESEND")[0] == "UserNotFoundException"
    world.admin("AdminSetUserPassword", Password=PASSWORD, Permanent=True)
    assert error_of(create, world, MessageAction="RESEND") == (
        "UnsupportedUserStateException",
        "Resend not possible. ada status is not FORCE_CHANGE_PASSWORD",
    )


def test_who_gets_in_by_a_code_needs_no_password(world):
    """AdminCreateUser, TemporaryPassword."""
    world.pool.settings["Policies"]["SignInPolicy"] = OTP
    address = {"email": "ada@example.com", "email_verified": "true"}
    made = create(world, attributes=address, TemporaryPassword="")
    assert made["UserStatus"] == "CONFIRMED"
    assert not world.user().has_password
    assert world.messages() == []
    assert create(world, "bob")["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    with_password = create(world, "eve", {"email": "eve@example.com"}, TemporaryPassword="Temporary-1")
    assert with_password["UserStatus"] == "FORCE_CHANGE_PASSWORD"


@pytest.mark.parametrize(("permanent", "status"), [(True, "CONFIRMED"), (False, "FORCE_CHANGE_PASSWORD")])
def test_an_administrator_sets_a_password(world, permanent, status):
    user = world.add_user()
    user.status = "UNCONFIRMED"
    world.admin("AdminSetUserPassword", Password="Another-horse2", Permanent=permanent)
    assert (status_of(world), knows(world, "Another-horse2")) == (status, True)


def test_a_federated_user_with_a_password_is_a_user_like_others(world):
    """AdminSetUserPassword: "the federated user's status changes from EXTERNAL_PROVIDER to CONFIRMED"."""
    user = world.add_user()
    with world.pool.users.changing(user):
        user.status = "EXTERNAL_PROVIDER"
    refused = error_of(world.of_client, "ForgotPassword", Username="ada")
    assert refused == ("NotAuthorizedException", "User password cannot be reset in the current state.")
    world.admin("AdminSetUserPassword", Password=PASSWORD, Permanent=True)
    assert status_of(world) == "CONFIRMED"


def test_a_disabled_users_tokens_are_over_for_good(world):
    world.add_user()
    token = access_token(world)
    world.admin("AdminDisableUser")
    assert world.admin("AdminGetUser")["Enabled"] is False
    world.admin("AdminEnableUser")
    assert world.admin("AdminGetUser")["Enabled"] is True
    with world.engine.calling(world.pool) as call:
        refused = error_of(owner_of, call, token)
    assert refused == ("NotAuthorizedException", "Access Token has been revoked")


def test_a_deleted_user_leaves_nothing(world):
    user = world.add_user()
    with world.engine.calling(world.pool) as call:
        call.add(Device(world.pool_id, user.sub, "us-east-1_key", "group", 0, 0, 0))
    world.admin("AdminDeleteUser")
    records = list(world.engine.store.records_of(world.pool))
    assert [record for record in records if getattr(record, "sub", "") == user.sub] == []
    assert world.pool.devices == {}
    assert error_of(world.admin, "AdminGetUser") == ("UserNotFoundException", "User does not exist.")
    assert world.add_user().sub != user.sub


def test_an_alias_names_the_user_everywhere(engine):
    world = World.with_pool(engine, AliasAttributes=["email", "phone_number", "preferred_username"])
    user = world.add_user(preferred_username="countess")
    for name in ("ada", user.sub, "ada@example.com", "+15555550100", "countess"):
        assert world.admin("AdminGetUser", name)["Username"] == "ada"


def test_the_pre_sign_up_trigger_hears_of_users_that_administrators_make(engine):
    answer = {"autoConfirmUser": True, "autoVerifyEmail": True}
    world, functions = with_functions(engine, {"PreSignUp": answer})
    made = create(world, attributes={"email": "ada@example.com"}, ValidationData=listed(a="b"))
    assert made["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert "email_verified" not in attributes_of(world)
    [event] = functions.events
    assert event["triggerSource"] == "PreSignUp_AdminCreateUser"
    assert event["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"


def test_an_invitation_that_a_function_words_badly_makes_nobody(engine):
    world, _ = with_functions(engine, {"CustomMessage": {"emailMessage": "Without anything"}})
    assert error_of(create, world, attributes={"email": "ada@example.com"})[0] == "InvalidParameterException"
    assert world.user() is None


def test_a_user_who_is_deleted_while_a_function_runs_does_not_come_back(tmp_path):
    engine = make_engine(state_folder=tmp_path)
    world, functions = with_functions(engine, {"CustomMessage": {}})
    create(world, attributes={"email": "ada@example.com"})
    functions.meanwhile = lambda: world.admin("AdminDeleteUser")
    assert error_of(create, world, MessageAction="RESEND") == ("UserNotFoundException", "User does not exist.")
    engine.close()
    again = World(make_engine(state_folder=tmp_path), world.pool_id)
    assert again.of_pool("ListUsers")["Users"] == []
    again.engine.close()


def test_what_is_saved_of_a_user_who_is_gone_is_not_written(tmp_path):
    engine = make_engine(state_folder=tmp_path)
    world = World.with_pool(engine)
    user = world.add_user()
    with engine.calling(world.pool) as call:
        with call.unlocked():
            world.admin("AdminDeleteUser")
        call.save(user)
    engine.close()
    again = World(make_engine(state_folder=tmp_path), world.pool_id)
    assert len(again.pool.users) == 0
    again.engine.close()
