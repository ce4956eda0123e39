"""By "Authentication flows", "Lockout behavior for failed sign-in attempts" and InitiateAuth's reference."""

import json

import pytest

from local.former import clients
from tests.local.former.world import PASSWORD, Clock, World, claims, error_of

WRONG = ("NotAuthorizedException", "Incorrect username or password.")


def test_the_right_password_gives_tokens_and_the_wrong_one_none(world):
    world.add_user()
    assert claims(world.tokens()["AccessToken"])["username"] == "ada"
    assert error_of(world.start, PASSWORD="Wrong-horse1") == WRONG


@pytest.mark.parametrize(("setting", "code"), [("LEGACY", "UserNotFoundException"), ("ENABLED", WRONG[0])])
def test_who_exists_is_told_by_the_clients_setting_only(world, setting, code):
    """Managing user existence error responses."""
    world.client["PreventUserExistenceErrors"] = setting
    assert error_of(world.start)[0] == code
    started = (
        world.of_client("InitiateAuth", AuthFlow="USER_SRP_AUTH", AuthParameters={"USERNAME": "a", "SRP_A": "ab"})
        if setting == "ENABLED"
        else {"ChallengeName": "PASSWORD_VERIFIER"}
    )
    assert started["ChallengeName"] == "PASSWORD_VERIFIER"


def test_disabled_unconfirmed_and_reset_users_are_told_apart(world):
    user = world.add_user()
    user["UserStatus"] = "UNCONFIRMED"
    assert error_of(world.start) == ("UserNotConfirmedException", "User is not confirmed.")
    user["Enabled"] = False
    assert error_of(world.start) == ("NotAuthorizedException", "User is disabled.")
    user |= {"Enabled": True, "UserStatus": "CONFIRMED"}
    world.admin("AdminResetUserPassword")
    assert error_of(world.start, PASSWORD="Wrong-horse1") == WRONG
    assert error_of(world.start) == ("PasswordResetRequiredException", "Password reset required for the user")


def test_from_the_fifth_wrong_password_on_the_lock_doubles(world, clock: Clock):
    world.add_user()
    for _ in range(5):
        assert error_of(world.start, PASSWORD="Wrong-horse1") == WRONG
    locked = ("NotAuthorizedException", "Password attempts exceeded")
    assert error_of(world.start) == locked
    clock.advance(1.01)
    assert error_of(world.start, PASSWORD="Wrong-horse1") == WRONG
    clock.advance(1.5)
    assert error_of(world.start) == locked
    clock.advance(0.6)
    assert "AuthenticationResult" in world.start()
    assert error_of(world.start, PASSWORD="Wrong-horse1") == WRONG
    assert "AuthenticationResult" in world.start()


def test_a_quarter_of_an_hour_without_attempts_forgets_failures(world, clock: Clock):
    world.add_user()
    for _ in range(4):
        error_of(world.start, PASSWORD="Wrong-horse1")
    clock.advance(901)
    error_of(world.start, PASSWORD="Wrong-horse1")
    assert "AuthenticationResult" in world.start()


def test_a_temporary_password_is_replaced_with_what_the_pool_requires():
    """RespondToAuthChallenge, NEW_PASSWORD_REQUIRED."""
    world = World.with_pool(Schema=[{"Name": "given_name", "AttributeDataType": "String", "Required": True}])
    world.add_user(given_name="")
    world.admin("AdminSetUserPassword", Password="Temporary-1", Permanent=False)
    challenge = world.start(PASSWORD="Temporary-1")
    parameters = challenge["ChallengeParameters"]
    assert json.loads(parameters["requiredAttributes"]) == ["userAttributes.given_name"]
    shown = json.loads(parameters["userAttributes"])
    assert (shown["email"], "sub" in shown) == ("ada@example.com", False)
    given = {"userAttributes.given_name": "Ada"}
    assert error_of(world.answer, challenge, NEW_PASSWORD="short", **given)[0] == "InvalidPasswordException"
    missing = error_of(world.answer, challenge, NEW_PASSWORD=PASSWORD)
    assert missing == ("InvalidParameterException", "Invalid attributes given, given_name is missing")
    result = world.answer(challenge, NEW_PASSWORD=PASSWORD, **given)["AuthenticationResult"]
    assert claims(result["IdToken"])["given_name"] == "Ada"
    assert "AuthenticationResult" in world.start()


def test_a_new_password_cannot_be_set_without_the_old_one(world):
    world.add_user()
    refused = error_of(
        world.of_client,
        "RespondToAuthChallenge",
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session="s" * 64,
        ChallengeResponses={"USERNAME": "ada", "NEW_PASSWORD": "Stolen-horse1"},
    )
    assert refused[0] == "NotAuthorizedException"
    assert "AuthenticationResult" in world.start()


@pytest.mark.parametrize(
    ("flow", "operation"),
    [("ADMIN_USER_PASSWORD_AUTH", "InitiateAuth"), ("USER_PASSWORD_AUTH", "AdminInitiateAuth")],
)
def test_a_flow_of_the_other_operation_is_refused(world, flow, operation):
    world.add_user()
    pool = {"UserPoolId": world.pool["Id"]} if operation.startswith("Admin") else {}
    given = {"USERNAME": "ada", "PASSWORD": PASSWORD}
    refused = error_of(world.of_client, operation, AuthFlow=flow, AuthParameters=given, **pool)
    assert refused == ("InvalidParameterException", "Initiate Auth method not supported.")


@pytest.mark.parametrize(
    ("named", "enabled"),
    [
        ([], {"USER_SRP_AUTH", "CUSTOM_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"}),
        (["ALLOW_USER_AUTH"], {"USER_AUTH"}),
        (["USER_PASSWORD_AUTH"], {"USER_PASSWORD_AUTH", "USER_SRP_AUTH", "CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"}),
        (["CUSTOM_AUTH_FLOW_ONLY"], {"CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"}),
    ],
)
def test_a_client_has_the_flows_that_it_names_or_the_three_of_old(world, named, enabled):
    """CreateUserPoolClient, ExplicitAuthFlows."""
    client = world.add_client(ExplicitAuthFlows=named)
    flows = {"USER_PASSWORD_AUTH", "USER_SRP_AUTH", "CUSTOM_AUTH", "USER_AUTH", "REFRESH_TOKEN_AUTH"}
    for flow in flows:
        request = {"ClientId": client["ClientId"], "AuthFlow": flow}
        if flow in enabled:
            clients.check_flow("InitiateAuth", request)
        else:
            assert error_of(clients.check_flow, "InitiateAuth", request)[0] == "InvalidParameterException"


def test_roles_of_groups_are_in_the_id_token(world):
    """User pool groups: cognito:roles and cognito:preferred_role."""
    world.add_user()
    pool = {"UserPoolId": world.pool["Id"]}
    for name, precedence in (("weak", 5), ("strong", 1)):
        role = f"arn:aws:iam::123456789012:role/{name}"
        world.call("CreateGroup", **pool, GroupName=name, Precedence=precedence, RoleArn=role)
        world.admin("AdminAddUserToGroup", GroupName=name)
    found = claims(world.tokens()["IdToken"])
    assert set(found["cognito:groups"]) == {"weak", "strong"}
    assert len(found["cognito:roles"]) == 2
    assert found["cognito:preferred_role"].endswith("role/strong")


def test_sessions_of_custom_and_of_other_flows_are_not_mixed_up(world):
    """Custom authentication challenge Lambda triggers."""
    world.set_mfa("ON", "EMAIL_OTP")
    world.add_user()
    custom = world.start("CUSTOM_AUTH")
    assert custom["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert error_of(world.answer, custom, "EMAIL_OTP", EMAIL_OTP_CODE="123456")[0] == "NotAuthorizedException"
    assert error_of(world.answer, world.start(), "CUSTOM_CHALLENGE", ANSWER="x")[0] == "NotAuthorizedException"
