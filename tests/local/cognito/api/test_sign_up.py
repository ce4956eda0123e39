"""By "Signing up and confirming user accounts" and "Quotas in Amazon Cognito"."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from local.cognito.errors import CognitoError
from local.cognito.store.pools import Domain
from tests.local.cognito.accounts_world import (
    attributes_of,
    knows,
    listed,
    sign_up,
    status_of,
    with_functions,
    wrong,
)
from tests.local.cognito.world import PASSWORD, World, error_of

MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
LIMIT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")
UNAUTHORIZED = ("NotAuthorizedException", "A client attempted to write unauthorized attribute")
NEW = "Another-horse2"


def confirm(world: World, username: str = "ada", code: str = "", **more: object) -> dict[str, object]:
    return world.of_client("ConfirmSignUp", Username=username, ConfirmationCode=code or world.latest_code(), **more)


def users(world: World) -> list[str]:
    return [user["Username"] for user in world.of_pool("ListUsers")["Users"]]


def test_the_code_of_a_sign_up_confirms_it_and_verifies_the_address(world):
    answer = sign_up(world)
    assert answer["UserConfirmed"] is False
    assert answer["UserSub"] == world.user().sub
    details = {"Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    assert answer["CodeDeliveryDetails"] == details
    message = world.messages()[0]
    assert (message.trigger, message.destination) == ("CustomMessage_SignUp", "ada@example.com")
    assert knows(world, PASSWORD)
    assert status_of(world) == "UNCONFIRMED"
    assert error_of(confirm, world, code=wrong(message.code)) == MISMATCH
    confirm(world)
    assert attributes_of(world)["email_verified"] == "true"
    assert status_of(world) == "CONFIRMED"
    assert error_of(confirm, world, code=message.code) == (
        "NotAuthorizedException",
        "User cannot be confirmed. Current status is CONFIRMED",
    )


def test_a_code_confirms_the_user_and_verifies_no_other_address(world):
    sign_up(world)
    world.pool.settings["AutoVerifiedAttributes"] = []
    world.admin("AdminUpdateUserAttributes", UserAttributes=listed(email="other@example.com"))
    confirm(world)
    assert (status_of(world), attributes_of(world)["email_verified"]) == ("CONFIRMED", "false")


def test_a_code_that_is_sent_again_voids_the_first_and_lasts_a_day(world):
    sign_up(world)
    first = world.latest_code()
    world.of_client("ResendConfirmationCode", Username="ada")
    second = world.latest_code()
    if first != second:
        assert error_of(confirm, world, code=first) == MISMATCH
    world.advance(24 * 3600 + 1)
    assert error_of(confirm, world, code=second) == EXPIRED


def test_the_phone_comes_first_and_nothing_is_sent_where_nothing_is_verified(world):
    world.pool.settings["AutoVerifiedAttributes"] = ["email", "phone_number"]
    answer = sign_up(world, email="ada@example.com", phone_number="+15555550100")
    details = {"Destination": "+*******0100", "DeliveryMedium": "SMS", "AttributeName": "phone_number"}
    assert answer["CodeDeliveryDetails"] == details
    world.pool.settings["AutoVerifiedAttributes"] = []
    assert "CodeDeliveryDetails" not in sign_up(world, "bob")
    refused = error_of(world.of_client, "ResendConfirmationCode", Username="bob")
    assert refused == ("InvalidParameterException", "Cannot resend codes. Auto verification not turned on.")


def test_a_confirmed_user_is_sent_nothing_again(world):
    world.add_user()
    refused = error_of(world.of_client, "ResendConfirmationCode", Username="ada")
    assert refused == ("InvalidParameterException", "User is already confirmed.")


def test_codes_cannot_be_guessed_nor_asked_for_without_end(world):
    sign_up(world)
    code = world.latest_code()
    for _ in range(15):
        assert error_of(confirm, world, code=wrong(code)) == MISMATCH
    assert error_of(confirm, world, code=code) == LIMIT
    for _ in range(5):
        world.of_client("ResendConfirmationCode", Username="ada")
    assert error_of(world.of_client, "ResendConfirmationCode", Username="ada") == LIMIT
    world.advance(3601)
    world.of_client("ResendConfirmationCode", Username="ada")
    confirm(world)


def test_nobody_signs_up_where_only_administrators_make_users(engine):
    world = World.with_pool(engine, AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    assert error_of(sign_up, world) == ("NotAuthorizedException", "SignUp is not permitted for this user pool")
    assert users(world) == []


def test_a_client_may_not_write_every_attribute(world):
    client = world.add_client(WriteAttributes=["email"])["ClientId"]
    given = {"ClientId": client, "Username": "ada", "Password": PASSWORD}
    attributes = listed(email="ada@example.com", name="Ada")
    assert error_of(world.of_client, "SignUp", **given, UserAttributes=attributes) == UNAUTHORIZED
    assert users(world) == []


@pytest.mark.parametrize("name", ["email_verified", "phone_number_verified"])
def test_users_do_not_verify_themselves(world, name):
    assert error_of(sign_up, world, email="ada@example.com", **{name: "true"}) == UNAUTHORIZED
    assert users(world) == []


@pytest.mark.parametrize(
    ("alias", "username", "words"),
    [("email", "ada@example.com", "email"), ("phone_number", "+15555550100", "phone number")],
)
@pytest.mark.parametrize("operation", ["SignUp", "AdminCreateUser"])
def test_a_name_does_not_look_like_an_alias(engine, operation, alias, username, words):
    world = World.with_pool(engine, AliasAttributes=[alias])
    expected = f"Username cannot be of {words} format, since user pool is configured for {words} alias."
    if operation == "SignUp":
        refused = error_of(world.of_client, operation, Username=username, Password=PASSWORD)
    else:
        refused = error_of(world.admin, operation, username)
    assert refused == ("InvalidParameterException", expected)


@pytest.mark.parametrize(
    ("attributes", "username", "message"),
    [
        (["email"], "ada", "Username should be an email."),
        (["phone_number"], "ada@example.com", "Username should be a phone number."),
        (["email", "phone_number"], "ada", "Username should be either an email or a phone number."),
    ],
)
def test_a_name_is_an_address_where_the_pool_says_so(engine, attributes, username, message):
    world = World.with_pool(engine, UsernameAttributes=attributes)
    refused = error_of(world.of_client, "SignUp", Username=username, Password=PASSWORD)
    assert refused == ("InvalidParameterException", message)


def test_who_signs_up_with_an_address_is_named_by_the_sub(engine):
    schema = [{"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    world = World.with_pool(engine, UsernameAttributes=["email"], Schema=schema)
    answer = world.of_client("SignUp", Username="Ada@example.com", Password=PASSWORD)
    user = world.admin("AdminGetUser", "Ada@example.com")
    assert user["Username"] == answer["UserSub"]
    assert attributes_of(world, "Ada@example.com")["email"] == "Ada@example.com"
    again = error_of(world.of_client, "SignUp", Username="Ada@example.com", Password=PASSWORD)
    assert again == ("UsernameExistsException", "An account with the given email already exists.")
    other = error_of(
        world.of_client, "SignUp", Username="b@example.com", Password=PASSWORD, UserAttributes=listed(email="c@d.com")
    )
    message = "User email should be empty or same as username, since username attribute is email."
    assert other == ("InvalidParameterException", message)


def test_a_name_that_is_taken_is_refused_in_any_case(engine):
    world = World.with_pool(engine, UsernameConfiguration={"CaseSensitive": False})
    sign_up(world, "Ada")
    assert error_of(sign_up, world, "ADA") == ("UsernameExistsException", "User already exists")
    assert world.admin("AdminGetUser", "aDa")["Username"] == "Ada"


def test_names_differ_in_their_case_where_that_counts(engine):
    world = World.with_pool(engine, UsernameConfiguration={"CaseSensitive": True})
    sign_up(world, "Ada")
    sign_up(world, "ADA")
    assert users(world) == ["Ada", "ADA"]


def test_a_required_attribute_is_required(engine):
    schema = [{"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    world = World.with_pool(engine, Schema=schema)
    expected = "Attributes did not conform to the schema: name: The attribute is required\n"
    assert error_of(sign_up, world) == ("InvalidParameterException", expected)
    assert error_of(sign_up, world, name="") == ("InvalidParameterException", expected)


def test_a_preferred_name_is_for_confirmed_users(engine):
    world = World.with_pool(engine, AliasAttributes=["preferred_username"])
    code, message = error_of(sign_up, world, preferred_username="countess")
    assert code == "InvalidParameterException"
    assert message.startswith("Preferred username cannot be provided for unconfirmed account")


def test_a_password_is_required_unless_a_code_lets_people_in(engine):
    world = World.with_pool(engine)
    missing = ("InvalidParameterException", "Missing required parameter Password")
    assert error_of(world.of_client, "SignUp", Username="ada") == missing
    world.pool.settings["Policies"]["SignInPolicy"] = {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}
    world.of_client("SignUp", Username="ada", UserAttributes=listed(email="ada@example.com"))
    assert not world.user().has_password
    plain = world.add_client(ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"])["ClientId"]
    assert error_of(world.of_client, "SignUp", ClientId=plain, Username="bob", Password="") == missing


def test_confirming_verifies_the_alias_of_one_user_only(engine):
    """Aliases: who signs up with a taken address is told when the code comes."""
    world = World.with_pool(engine, AliasAttributes=["email"])
    world.add_user("first", email="shared@example.com")
    sign_up(world, "second", email="shared@example.com")
    code = world.latest_code()
    taken = ("AliasExistsException", "An account with the given email already exists.")
    assert error_of(confirm, world, "second", code) == taken
    assert status_of(world, "second") == "UNCONFIRMED"
    confirm(world, "second", code, ForceAliasCreation=True)
    assert world.admin("AdminGetUser", "shared@example.com")["Username"] == "second"
    assert attributes_of(world, "first")["email_verified"] == "false"


def test_sessions_lead_from_the_sign_up_to_the_sign_in(world):
    """ConfirmSignUp, Session; Amplify's autoSignIn needs one though it gave none."""
    session = sign_up(world)["Session"]
    assert confirm(world, Session=session)["Session"] != session
    sign_up(world, "bob")
    assert confirm(world, "bob")["Session"]
    plain = world.add_client(ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"])["ClientId"]
    given = {"ClientId": plain, "Username": "eve", "Password": PASSWORD}
    assert "Session" not in world.of_client("SignUp", **given, UserAttributes=listed(email="eve@example.com"))
    assert "Session" not in world.of_client(
        "ConfirmSignUp", ClientId=plain, Username="eve", ConfirmationCode=world.latest_code()
    )


def test_a_session_that_is_none_confirms_nobody(world):
    sign_up(world)
    assert error_of(confirm, world, Session="x" * 30)[0] == "NotAuthorizedException"
    assert status_of(world) == "UNCONFIRMED"


def test_an_administrator_confirms_who_signed_up_and_nobody_else(world):
    sign_up(world)
    world.admin("AdminConfirmSignUp")
    assert status_of(world) == "CONFIRMED"
    assert "email_verified" not in attributes_of(world)
    world.admin("AdminCreateUser", "bob")
    assert error_of(world.admin, "AdminConfirmSignUp", "bob") == (
        "NotAuthorizedException",
        "User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD",
    )


def test_a_link_needs_a_domain(engine):
    template = {"DefaultEmailOption": "CONFIRM_WITH_LINK"}
    world = World.with_pool(engine, VerificationMessageTemplate=template)
    code, message = error_of(sign_up, world)
    assert (code, "does not exist a valid use pool domain" in message) == ("InvalidParameterException", True)
    assert users(world) == []


def test_a_link_has_what_confirms_the_user(engine):
    template = {"DefaultEmailOption": "CONFIRM_WITH_LINK"}
    world = World.with_pool(engine, VerificationMessageTemplate=template)
    with engine.calling(world.pool) as call:
        call.add(Domain("ada", world.pool_id, "us-east-1"))
    sign_up(world, "ada+1", email="ada+1@example.com")
    link = re.search(r'href="([^"]*)"', world.messages()[0].body)
    assert link
    query = parse_qs(urlsplit(link[1].replace("&amp;", "&")).query)
    assert query["user_name"] == ["ada+1"]
    assert query["client_id"] == [world.client_id]
    confirm(world, "ada+1", query["confirmation_code"][0])
    assert status_of(world, "ada+1") == "CONFIRMED"


@pytest.mark.parametrize(
    ("operation", "more", "hidden"),
    [("ResendConfirmationCode", {}, ""), ("ConfirmSignUp", {"ConfirmationCode": "1"}, "CodeMismatchException")],
)
def test_who_does_not_exist_is_told_by_the_clients_setting_only(world, operation, more, hidden):
    """Managing user existence error responses."""
    found = error_of(world.of_client, operation, Username="nobody", **more)
    assert found == ("UserNotFoundException", "Username/client id combination not found.")
    world.pool.clients[world.client_id].settings["PreventUserExistenceErrors"] = "ENABLED"
    if hidden:
        assert error_of(world.of_client, operation, Username="nobody", **more)[0] == hidden
    else:
        assert world.of_client(operation, Username="nobody")["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"


def test_the_pre_sign_up_trigger_confirms_and_verifies(engine):
    answer = {"autoConfirmUser": True, "autoVerifyEmail": True}
    world, functions = with_functions(engine, {"PreSignUp": answer, "PostConfirmation": {}})
    result = world.of_client(
        "SignUp",
        Username="ada",
        Password=PASSWORD,
        UserAttributes=listed(email="ada@example.com"),
        ValidationData=listed(captcha="1"),
        ClientMetadata={"from": "here"},
    )
    assert result["UserConfirmed"] is True
    assert "CodeDeliveryDetails" not in result
    assert (status_of(world), attributes_of(world)["email_verified"]) == ("CONFIRMED", "true")
    assert functions.sources == ["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"]
    event = functions.events[0]
    assert (event["userName"], event["callerContext"]["clientId"]) == ("ada", world.client_id)
    assert event["request"] == {
        "userAttributes": {"email": "ada@example.com"},
        "validationData": {"captcha": "1"},
        "clientMetadata": {"from": "here"},
    }


def test_a_pre_sign_up_trigger_that_raises_keeps_the_user_out(engine):
    refusal = CognitoError("UserLambdaValidationException", "PreSignUp failed with error No.")
    world, _ = with_functions(engine, {"PreSignUp": refusal})
    assert error_of(sign_up, world) == ("UserLambdaValidationException", "PreSignUp failed with error No.")
    assert users(world) == []


def test_an_alias_that_the_trigger_verifies_moves_to_the_new_user(engine):
    """Pre sign-up Lambda trigger: the alias is moved, and the former user's address is unverified."""
    answer = {"autoConfirmUser": True, "autoVerifyEmail": True}
    world, _ = with_functions(engine, {"PreSignUp": answer}, AliasAttributes=["email"])
    world.add_user("first", email="shared@example.com")
    sign_up(world, "second", email="shared@example.com")
    assert world.admin("AdminGetUser", "shared@example.com")["Username"] == "second"
    assert attributes_of(world, "first")["email_verified"] == "false"


def test_confirming_calls_the_post_confirmation_trigger(engine):
    world, functions = with_functions(engine, {"PostConfirmation": {}})
    sign_up(world)
    confirm(world)
    sign_up(world, "bob")
    world.admin("AdminConfirmSignUp", "bob")
    assert functions.sources == ["PostConfirmation_ConfirmSignUp"] * 2
    attributes = functions.events[0]["request"]["userAttributes"]
    assert (attributes["cognito:user_status"], attributes["email_verified"]) == ("CONFIRMED", "true")


def test_two_who_sign_up_while_a_trigger_runs_do_not_become_one(engine):
    def meanwhile():
        functions.meanwhile = None
        sign_up(world)

    world, functions = with_functions(engine, {"PreSignUp": {}})
    functions.meanwhile = meanwhile
    assert error_of(sign_up, world)[0] == "UsernameExistsException"
    assert users(world) == ["ada"]


def test_a_pool_that_goes_while_a_trigger_runs_takes_nobody(engine):
    world, functions = with_functions(engine, {"PreSignUp": {}})
    functions.meanwhile = lambda: world.of_pool("DeleteUserPool")
    assert error_of(sign_up, world)[0] == "ResourceNotFoundException"
