"""By "Signing up and confirming user accounts", "Recovering passwords" and "Quotas in Amazon Cognito"."""

import pytest

from tests.local.former.world import PASSWORD, Clock, World, error_of, wrong

MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
LIMIT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")
NEW = "Another-horse2"


def sign_up(world: World, **attributes: str) -> dict[str, object]:
    given = attributes or {"email": "ada@example.com"}
    listed = [{"Name": name, "Value": value} for name, value in given.items()]
    return world.of_client("SignUp", Username="ada", Password=PASSWORD, UserAttributes=listed)


def attributes_of(world: World) -> dict[str, str]:
    return {one["Name"]: one["Value"] for one in world.admin("AdminGetUser")["UserAttributes"]}


def test_the_code_of_a_sign_up_confirms_it_and_verifies_the_address(world):
    details = sign_up(world)["CodeDeliveryDetails"]
    assert details == {"Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    message = world.latest_message()
    assert (message.trigger, message.destination) == ("CustomMessage_SignUp", "ada@example.com")
    assert error_of(world.start)[0] == "UserNotConfirmedException"
    confirm = {"Username": "ada", "ConfirmationCode": message.code}
    refused = error_of(world.of_client, "ConfirmSignUp", Username="ada", ConfirmationCode=wrong(message.code))
    assert refused == MISMATCH
    world.of_client("ConfirmSignUp", **confirm)
    assert attributes_of(world)["email_verified"] == "true"
    assert "AuthenticationResult" in world.start()
    assert error_of(world.of_client, "ConfirmSignUp", **confirm) == (
        "NotAuthorizedException",
        "User cannot be confirmed. Current status is CONFIRMED",
    )


def test_a_code_that_is_sent_again_voids_the_first_and_lasts_a_day(world, clock: Clock):
    sign_up(world)
    first = world.latest_code()
    world.of_client("ResendConfirmationCode", Username="ada")
    second = world.latest_code()
    if first != second:
        assert error_of(world.of_client, "ConfirmSignUp", Username="ada", ConfirmationCode=first) == MISMATCH
    clock.advance(24 * 3600 + 1)
    assert error_of(world.of_client, "ConfirmSignUp", Username="ada", ConfirmationCode=second) == EXPIRED


def test_the_phone_comes_first_and_nothing_is_sent_where_nothing_is_verified(world):
    world.pool["AutoVerifiedAttributes"] = ["email", "phone_number"]
    assert sign_up(world, email="ada@example.com", phone_number="+15555550100")["CodeDeliveryDetails"] == {
        "Destination": "+*******0100",
        "DeliveryMedium": "SMS",
        "AttributeName": "phone_number",
    }
    world.admin("AdminDeleteUser")
    world.pool["AutoVerifiedAttributes"] = []
    assert "CodeDeliveryDetails" not in sign_up(world)


def test_a_forgotten_password_is_replaced_with_the_code_within_an_hour(world, clock: Clock):
    world.add_user()
    world.of_client("ForgotPassword", Username="ada")
    code = world.latest_code()
    confirm = {"Username": "ada", "Password": NEW}
    assert error_of(world.of_client, "ConfirmForgotPassword", ConfirmationCode=wrong(code), **confirm) == MISMATCH
    weak = {"Username": "ada", "Password": "weak-pass"}
    refused = error_of(world.of_client, "ConfirmForgotPassword", ConfirmationCode=code, **weak)
    assert refused[0] == "InvalidPasswordException"
    world.of_client("ConfirmForgotPassword", ConfirmationCode=code, **confirm)
    assert "AuthenticationResult" in world.start(PASSWORD=NEW)
    assert error_of(world.of_client, "ConfirmForgotPassword", ConfirmationCode=code, **confirm) == EXPIRED
    world.of_client("ForgotPassword", Username="ada")
    clock.advance(3601)
    late = {"ConfirmationCode": world.latest_code(), **confirm}
    assert error_of(world.of_client, "ConfirmForgotPassword", **late) == EXPIRED


def test_only_verified_addresses_get_a_recovery_code_in_the_pools_order(world):
    world.add_user()
    assert world.of_client("ForgotPassword", Username="ada")["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"
    mechanisms = [{"Name": "verified_email", "Priority": 1}, {"Name": "verified_phone_number", "Priority": 2}]
    world.pool["AccountRecoverySetting"] = {"RecoveryMechanisms": mechanisms}
    assert world.of_client("ForgotPassword", Username="ada")["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    unverified = [{"Name": f"{name}_verified", "Value": "false"} for name in ("email", "phone_number")]
    world.admin("AdminUpdateUserAttributes", UserAttributes=unverified)
    code, message = error_of(world.of_client, "ForgotPassword", Username="ada")
    assert (code, "no registered/verified email" in message) == ("InvalidParameterException", True)
    world.pool["AccountRecoverySetting"] = {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}
    assert error_of(world.of_client, "ForgotPassword", Username="ada")[0] == "NotAuthorizedException"


def test_a_password_that_an_administrator_reset_is_chosen_anew_with_a_code(world):
    world.add_user()
    world.admin("AdminResetUserPassword")
    assert error_of(world.start)[0] == "PasswordResetRequiredException"
    given = {"Username": "ada", "Password": NEW, "ConfirmationCode": world.latest_code()}
    world.of_client("ConfirmForgotPassword", **given)
    assert "AuthenticationResult" in world.start(PASSWORD=NEW)


def test_a_temporary_password_cannot_be_recovered(world):
    world.add_user()
    world.admin("AdminSetUserPassword", Password="Temporary-1", Permanent=False)
    assert error_of(world.of_client, "ForgotPassword", Username="ada") == (
        "NotAuthorizedException",
        "User password cannot be reset in the current state.",
    )


@pytest.mark.parametrize(
    ("operation", "more", "shown", "hidden"),
    [
        ("ForgotPassword", {}, "UserNotFoundException", ""),
        ("ResendConfirmationCode", {}, "UserNotFoundException", ""),
        ("ConfirmSignUp", {"ConfirmationCode": "1"}, "UserNotFoundException", "CodeMismatchException"),
        (
            "ConfirmForgotPassword",
            {"ConfirmationCode": "1", "Password": NEW},
            "UserNotFoundException",
            "CodeMismatchException",
        ),
    ],
)
def test_who_does_not_exist_is_told_by_the_clients_setting_only(world, operation, more, shown, hidden):
    """Managing user existence error responses."""
    assert error_of(world.of_client, operation, Username="nobody", **more)[0] == shown
    world.client["PreventUserExistenceErrors"] = "ENABLED"
    if hidden:
        assert error_of(world.of_client, operation, Username="nobody", **more)[0] == hidden
    else:
        assert world.of_client(operation, Username="nobody")["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"


def test_codes_cannot_be_guessed_nor_asked_for_without_end(world, clock: Clock):
    sign_up(world)
    code = world.latest_code()
    for _ in range(15):
        assert error_of(world.of_client, "ConfirmSignUp", Username="ada", ConfirmationCode=wrong(code)) == MISMATCH
    assert error_of(world.of_client, "ConfirmSignUp", Username="ada", ConfirmationCode=code) == LIMIT
    for _ in range(5):
        world.of_client("ResendConfirmationCode", Username="ada")
    assert error_of(world.of_client, "ResendConfirmationCode", Username="ada") == LIMIT
    clock.advance(3601)
    world.of_client("ResendConfirmationCode", Username="ada")
    world.of_client("ConfirmSignUp", Username="ada", ConfirmationCode=world.latest_code())


def test_a_password_is_changed_with_the_old_one(world):
    world.add_user()
    change = {"AccessToken": world.tokens()["AccessToken"], "ProposedPassword": NEW}
    refused = error_of(world.call, "ChangePassword", PreviousPassword="Wrong-horse1", **change)
    assert refused == ("NotAuthorizedException", "Incorrect username or password.")
    world.call("ChangePassword", PreviousPassword=PASSWORD, **change)
    assert "AuthenticationResult" in world.start(PASSWORD=NEW)


def test_messages_are_the_pools_own(world):
    """Customizing user verification messages."""
    template = {"EmailSubject": "Welcome", "EmailMessage": "{username}, use {####}."}
    world.pool["VerificationMessageTemplate"] = template
    sign_up(world)
    message = world.latest_message()
    assert (message.subject, message.body) == ("Welcome", f"ada, use {message.code}.")


def test_an_administrator_invites_by_sms(world):
    """AdminCreateUser, DesiredDeliveryMediums."""
    world.admin(
        "AdminCreateUser",
        UserAttributes=[{"Name": "phone_number", "Value": "+15555550100"}],
        DesiredDeliveryMediums=["SMS"],
        TemporaryPassword="Temporary-1",
    )
    message = world.latest_message()
    assert (message.medium, message.destination, message.code) == ("SMS", "+15555550100", "Temporary-1")
    assert message.body == "Your username is ada and temporary password is Temporary-1."


def test_an_administrator_creates_users_without_a_password_where_a_code_lets_them_in(world):
    """AdminCreateUser, TemporaryPassword."""
    world.allow_factors("EMAIL_OTP")
    attributes = [{"Name": "email", "Value": "ada@example.com"}, {"Name": "email_verified", "Value": "true"}]
    made = world.admin("AdminCreateUser", UserAttributes=attributes)["User"]
    assert made["UserStatus"] == "CONFIRMED"
    assert error_of(world.start, PASSWORD="")[0] == "InvalidParameterException"
    challenge = world.start("USER_AUTH", PREFERRED_CHALLENGE="EMAIL_OTP")
    assert "AuthenticationResult" in world.answer(challenge, EMAIL_OTP_CODE=world.latest_code())
