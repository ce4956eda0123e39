"""By "Password recovery", "Managing user existence error responses" and "Quotas in Amazon Cognito"."""

import pytest

from local.cognito.passwords import clear_password
from tests.local.cognito.accounts_world import (
    access_token,
    attributes_of,
    knows,
    listed,
    of_user,
    status_of,
    with_functions,
    wrong,
)
from tests.local.cognito.world import PASSWORD, World, error_of

MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
LIMIT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")
STATE = ("NotAuthorizedException", "User password cannot be reset in the current state.")
NEW = "Another-horse2"


def forgot(world: World, username: str = "ada") -> dict[str, str]:
    details: dict[str, str] = world.of_client("ForgotPassword", Username=username)["CodeDeliveryDetails"]
    return details


def reset(world: World, code: str = "", password: str = NEW, username: str = "ada") -> None:
    given = {"Username": username, "ConfirmationCode": code or world.latest_code(), "Password": password}
    world.of_client("ConfirmForgotPassword", **given)


def hide(world: World) -> None:
    world.pool.clients[world.client_id].settings["PreventUserExistenceErrors"] = "ENABLED"


def prefer(world: World, *mechanisms: str) -> None:
    listed = [{"Name": name, "Priority": place} for place, name in enumerate(mechanisms, start=1)]
    world.pool.settings["AccountRecoverySetting"] = {"RecoveryMechanisms": listed}


def test_a_forgotten_password_is_replaced_with_the_code_within_an_hour(world):
    world.add_user()
    forgot(world)
    code = world.latest_code()
    assert error_of(reset, world, wrong(code)) == MISMATCH
    assert error_of(reset, world, code, "weak-pass")[0] == "InvalidPasswordException"
    reset(world, code)
    assert knows(world, NEW)
    assert error_of(reset, world, code) == EXPIRED
    forgot(world)
    world.advance(3601)
    assert error_of(reset, world) == EXPIRED


def test_codes_are_not_guessed_without_end(world):
    world.add_user()
    forgot(world)
    code = world.latest_code()
    for _ in range(20):
        assert error_of(reset, world, wrong(code)) == MISMATCH
    assert error_of(reset, world, code) == LIMIT


def test_only_verified_addresses_get_a_code_in_the_pools_order(world):
    world.add_user()
    assert forgot(world) == {"Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    prefer(world, "verified_phone_number", "verified_email")
    assert forgot(world)["DeliveryMedium"] == "SMS"
    del world.pool.settings["AccountRecoverySetting"]
    assert forgot(world)["DeliveryMedium"] == "SMS"
    world.admin("AdminUpdateUserAttributes", UserAttributes=listed(phone_number_verified="false"))
    assert forgot(world)["DeliveryMedium"] == "EMAIL"
    world.admin("AdminUpdateUserAttributes", UserAttributes=listed(email_verified="false"))
    code, message = error_of(forgot, world)
    assert (code, "no registered/verified email" in message) == ("InvalidParameterException", True)
    prefer(world, "admin_only")
    expected = ("NotAuthorizedException", "Contact administrator to reset password.")
    assert error_of(forgot, world) == expected
    assert error_of(world.admin, "AdminResetUserPassword") == expected


def test_a_second_factor_does_not_reset_the_first(world):
    """CreateUserPool, AccountRecoverySetting."""
    user = world.add_user()
    prefer(world, "verified_phone_number", "verified_email")
    user.mfa_enabled = ["SMS_MFA"]
    assert forgot(world)["DeliveryMedium"] == "EMAIL"
    user.mfa_enabled = ["EMAIL_OTP"]
    assert forgot(world)["DeliveryMedium"] == "SMS"
    user.mfa_enabled = ["EMAIL_OTP", "SMS_MFA"]
    assert error_of(forgot, world)[0] == "InvalidParameterException"


def test_a_flag_in_pythons_spelling_counts(world):
    world.add_user(email_verified="True", phone_number="")
    assert attributes_of(world)["email_verified"] == "true"
    assert forgot(world)["Destination"] == "a***@e***"


def test_a_password_that_an_administrator_reset_is_chosen_anew_with_a_code(world):
    world.add_user()
    world.admin("AdminResetUserPassword")
    assert status_of(world) == "RESET_REQUIRED"
    reset(world)
    assert (status_of(world), knows(world, NEW)) == ("CONFIRMED", True)


def test_a_temporary_password_cannot_be_reset(world):
    world.admin("AdminCreateUser")
    assert error_of(forgot, world) == STATE
    assert error_of(world.admin, "AdminResetUserPassword") == STATE


def test_a_disabled_user_resets_nothing(world):
    world.add_user()
    world.admin("AdminDisableUser")
    disabled = ("NotAuthorizedException", "User is disabled.")
    assert error_of(forgot, world) == disabled
    assert error_of(reset, world, "123456") == disabled
    assert error_of(world.admin, "AdminResetUserPassword") == disabled


def test_nobody_is_told_who_exists_where_the_client_hides_it(world):
    unknown = ("UserNotFoundException", "Username/client id combination not found.")
    assert error_of(forgot, world, "nobody") == unknown
    assert error_of(reset, world, "123456", username="nobody") == unknown
    hide(world)
    world.add_user()
    world.add_user("bare", email="", phone_number="", email_verified="", phone_number_verified="")
    pretended = forgot(world, "nobody")
    assert pretended == forgot(world, "nobody")
    assert pretended["DeliveryMedium"] == "EMAIL"
    assert pretended["Destination"].startswith("n***@")
    assert forgot(world, "bare")["DeliveryMedium"] == "EMAIL"
    assert error_of(reset, world, "123456", username="nobody") == MISMATCH
    world.admin("AdminDisableUser")
    assert forgot(world)["DeliveryMedium"] == "EMAIL"
    assert error_of(reset, world, "123456") == MISMATCH
    assert world.messages() == []


def test_a_pretended_delivery_goes_to_the_address_that_was_asked_for(world):
    hide(world)
    assert forgot(world, "eve@example.com")["Destination"] == "e***@e***"
    expected = {"Destination": "+*******0100", "DeliveryMedium": "SMS", "AttributeName": "phone_number"}
    assert forgot(world, "+15555550100") == expected


def test_whose_passwords_administrators_reset_is_no_secret(world):
    hide(world)
    prefer(world, "admin_only")
    for username in ("nobody", world.add_user().username):
        assert error_of(forgot, world, username)[1] == "Contact administrator to reset password."


def test_a_password_is_changed_with_the_old_one(world):
    world.add_user()
    refused = error_of(of_user, world, "ChangePassword", PreviousPassword="Wrong-horse1", ProposedPassword=NEW)
    assert refused == ("NotAuthorizedException", "Incorrect username or password.")
    missing = error_of(of_user, world, "ChangePassword", ProposedPassword=NEW)
    assert missing == ("InvalidParameterException", "Missing required parameter PreviousPassword")
    of_user(world, "ChangePassword", PreviousPassword=PASSWORD, ProposedPassword=NEW)
    assert knows(world, NEW)


def test_who_has_no_password_sets_one(engine):
    """ChangePassword, PreviousPassword."""
    world = World.with_pool(engine)
    world.pool.settings["Policies"]["SignInPolicy"] = {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}
    world.admin("AdminCreateUser", UserAttributes=listed(email="ada@example.com"))
    of_user(world, "ChangePassword", ProposedPassword=NEW)
    assert knows(world, NEW)


def test_who_comes_from_elsewhere_has_no_password_to_change(world):
    user = world.add_user()
    token = access_token(world)
    clear_password(user)
    with world.pool.users.changing(user):
        user.status = "EXTERNAL_PROVIDER"
    refused = error_of(world.call, "ChangePassword", AccessToken=token, ProposedPassword=NEW)
    assert refused[0] == "NotAuthorizedException"
    assert not user.has_password


def test_passwords_are_not_tried_without_end(world):
    world.add_user()
    change = {"PreviousPassword": "Wrong-horse1", "ProposedPassword": NEW}
    for _ in range(5):
        assert error_of(of_user, world, "ChangePassword", **change)[0] == "NotAuthorizedException"
    assert error_of(of_user, world, "ChangePassword", **{**change, "PreviousPassword": PASSWORD}) == LIMIT
    world.advance(3601)
    of_user(world, "ChangePassword", PreviousPassword=PASSWORD, ProposedPassword=NEW)


def test_a_new_password_calls_the_post_confirmation_trigger(engine):
    world, functions = with_functions(engine, {"PostConfirmation": {}})
    world.add_user()
    forgot(world)
    reset(world)
    assert functions.sources == ["PostConfirmation_ConfirmForgotPassword"]


def test_somebody_elsewhere_is_brought_over_when_the_password_is_forgotten(engine):
    """Migrate user Lambda trigger."""
    found = {"userAttributes": {"email": "ada@example.com", "email_verified": "true"}, "messageAction": "SUPPRESS"}
    world, functions = with_functions(engine, {"UserMigration": found})
    assert forgot(world)["Destination"] == "a***@e***"
    assert functions.sources == ["UserMigration_ForgotPassword"]
    assert status_of(world) == "RESET_REQUIRED"
    reset(world)
    assert knows(world, NEW)
    forgot(world)
    assert len(functions.events) == 1


def test_somebody_whom_nobody_knows_elsewhere_is_unknown(engine):
    world, _ = with_functions(engine, {"UserMigration": {}})
    assert error_of(forgot, world)[0] == "UserNotFoundException"


@pytest.mark.parametrize("password", ["Correct horse 7 battery!", "Correct horse 7"])
def test_a_blank_inside_a_password_is_a_symbol(world, password):
    world.add_user(password=password)
    assert knows(world, password)


@pytest.mark.parametrize("password", [" Passw0rd!x", "Passw0rd!x ", "\tPassw0rd!x"])
def test_a_password_does_not_begin_or_end_with_a_blank(world, password):
    world.add_user()
    code, message = error_of(world.admin, "AdminSetUserPassword", Password=password, Permanent=True)
    assert (code, "^[\\S]+.*[\\S]+$" in message) == ("InvalidParameterException", True)
