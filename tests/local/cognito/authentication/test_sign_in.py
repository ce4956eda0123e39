"""By "Authentication flows", "Lockout behavior for failed sign-in attempts" and InitiateAuth's reference."""

import json

import pytest

from local.cognito.authentication.secret_hash import secret_hash
from tests.local.cognito.sign_in_world import SignInWorld
from tests.local.cognito.world import PASSWORD, claims, error_of

WRONG = ("NotAuthorizedException", "Incorrect username or password.")
ADMIN_FLOWS = ("ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH")


def start_as_admin(world, username="ada", password=PASSWORD, flow="ADMIN_USER_PASSWORD_AUTH"):
    given = {"USERNAME": username, "PASSWORD": password}
    return world.of_client("AdminInitiateAuth", UserPoolId=world.pool_id, AuthFlow=flow, AuthParameters=given)


def test_the_right_password_gives_tokens_and_the_wrong_one_none(world):
    world.add_user()
    response = world.start()
    assert response["ChallengeParameters"] == {}
    assert set(response["AuthenticationResult"]) == {
        "AccessToken",
        "ExpiresIn",
        "IdToken",
        "RefreshToken",
        "TokenType",
    }
    assert claims(response["AuthenticationResult"]["AccessToken"])["username"] == "ada"
    assert error_of(world.start, PASSWORD="Wrong-horse1") == WRONG


@pytest.mark.parametrize("flow", ADMIN_FLOWS)
def test_an_administrators_application_signs_people_in(world, flow):
    world.add_user()
    assert "AccessToken" in start_as_admin(world, flow=flow)["AuthenticationResult"]
    assert error_of(start_as_admin, world, password="Wrong-horse1", flow=flow) == WRONG


@pytest.mark.parametrize(("setting", "code"), [("LEGACY", "UserNotFoundException"), ("ENABLED", WRONG[0])])
def test_who_exists_is_told_by_the_clients_setting_only(world, setting, code):
    """Managing user existence error responses."""
    world.client_record.settings["PreventUserExistenceErrors"] = setting
    assert error_of(world.start)[0] == code
    given = {"USERNAME": "a", "SRP_A": "ab"}
    if setting == "ENABLED":
        started = world.of_client("InitiateAuth", AuthFlow="USER_SRP_AUTH", AuthParameters=given)
        assert started["ChallengeName"] == "PASSWORD_VERIFIER"
    else:
        assert error_of(world.of_client, "InitiateAuth", AuthFlow="USER_SRP_AUTH", AuthParameters=given)[0] == code


def test_disabled_unconfirmed_and_reset_users_are_told_apart(world):
    user = world.add_user()
    user.status = "UNCONFIRMED"
    assert error_of(world.start) == ("UserNotConfirmedException", "User is not confirmed.")
    user.enabled = False
    assert error_of(world.start) == ("NotAuthorizedException", "User is disabled.")
    user.enabled, user.status = True, "CONFIRMED"
    world.admin("AdminResetUserPassword")
    assert error_of(world.start, PASSWORD="Wrong-horse1") == WRONG
    assert error_of(world.start) == ("PasswordResetRequiredException", "Password reset required for the user")


def test_the_state_of_a_user_is_told_to_whoever_knows_the_password_only(world):
    user = world.add_user()
    for user.status in ("UNCONFIRMED", "RESET_REQUIRED"):
        assert error_of(world.start, PASSWORD="Wrong-horse1") == WRONG
        world.advance(1000)


@pytest.mark.parametrize(
    ("setting", "refusal"), [("LEGACY", "PasswordResetRequiredException"), ("ENABLED", "NotAuthorizedException")]
)
def test_an_imported_user_has_to_choose_a_password_first(world, setting, refusal):
    """Requiring imported users to reset their passwords; "Imported users" of the page on existence errors."""
    user = world.add_user()
    user.salt = user.password_hash = b""
    user.status = "RESET_REQUIRED"
    world.client_record.settings["PreventUserExistenceErrors"] = setting
    assert error_of(world.start)[0] == refusal


def test_from_the_fifth_wrong_password_on_the_lock_doubles(world):
    world.add_user()
    for _ in range(5):
        assert error_of(world.start, PASSWORD="Wrong-horse1") == WRONG
    locked = ("NotAuthorizedException", "Password attempts exceeded")
    assert error_of(world.start) == locked
    world.advance(1.01)
    assert error_of(world.start, PASSWORD="Wrong-horse1") == WRONG
    world.advance(1.5)
    assert error_of(world.start) == locked
    world.advance(0.6)
    assert "AuthenticationResult" in world.start()
    assert error_of(world.start, PASSWORD="Wrong-horse1") == WRONG
    assert "AuthenticationResult" in world.start()


def test_a_lock_lasts_a_quarter_of_an_hour_at_most(world):
    user = world.add_user()
    user.failures, user.failed_at = 40, world.engine.clock.now()
    assert error_of(world.start, PASSWORD="Wrong-horse1") == WRONG
    assert user.locked_until - user.failed_at == 900


def test_a_quarter_of_an_hour_without_attempts_forgets_failures(world):
    world.add_user()
    for _ in range(4):
        error_of(world.start, PASSWORD="Wrong-horse1")
    world.advance(901)
    error_of(world.start, PASSWORD="Wrong-horse1")
    assert "AuthenticationResult" in world.start()


def test_a_temporary_password_is_replaced_with_what_the_pool_requires(engine):
    """RespondToAuthChallenge, NEW_PASSWORD_REQUIRED."""
    schema = [{"Name": "given_name", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    world = SignInWorld.with_pool(engine, Schema=schema)
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


def test_a_new_password_may_come_with_what_the_client_writes_and_nothing_else(engine):
    world = SignInWorld.with_pool(engine)
    world.add_user()
    world.client_record.settings["WriteAttributes"] = ["name"]
    world.admin("AdminSetUserPassword", Password="Temporary-1", Permanent=False)
    challenge = world.start(PASSWORD="Temporary-1")
    for refused in ("website", "email_verified"):
        given = {f"userAttributes.{refused}": "true"}
        assert error_of(world.answer, challenge, NEW_PASSWORD=PASSWORD, **given)[0] == "NotAuthorizedException"
    world.answer(challenge, NEW_PASSWORD=PASSWORD, **{"userAttributes.name": "Ada"})
    assert world.user().attributes["name"] == "Ada"


def test_a_required_attribute_that_is_there_stays_as_it_is(engine):
    schema = [{"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    world = SignInWorld.with_pool(engine, Schema=schema)
    world.add_user()
    world.admin("AdminSetUserPassword", Password="Temporary-1", Permanent=False)
    challenge = world.start(PASSWORD="Temporary-1")
    given = {"userAttributes.email": "other@example.com"}
    refused = error_of(world.answer, challenge, NEW_PASSWORD=PASSWORD, **given)
    assert refused == ("NotAuthorizedException", "Cannot modify an already provided email")


def test_a_temporary_password_is_over_after_its_days(world):
    world.add_user()
    world.admin("AdminSetUserPassword", Password="Temporary-1", Permanent=False)
    world.advance(7 * 86_400 + 1)
    refused = error_of(world.start, PASSWORD="Temporary-1")
    assert refused[1] == "Temporary password has expired and must be reset by an administrator."


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
    pool = {"UserPoolId": world.pool_id} if operation.startswith("Admin") else {}
    given = {"USERNAME": "ada", "PASSWORD": PASSWORD}
    refused = error_of(world.of_client, operation, AuthFlow=flow, AuthParameters=given, **pool)
    assert refused == ("InvalidParameterException", "Initiate Auth method not supported.")


@pytest.mark.parametrize(
    ("named", "enabled"),
    [
        ([], {"USER_SRP_AUTH", "CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"}),
        (["ALLOW_USER_AUTH"], {"USER_AUTH"}),
        (["USER_PASSWORD_AUTH"], {"USER_PASSWORD_AUTH", "USER_SRP_AUTH", "CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"}),
        (["CUSTOM_AUTH_FLOW_ONLY"], {"CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"}),
    ],
)
def test_a_client_has_the_flows_that_it_names_or_the_three_of_old(world, named, enabled):
    """CreateUserPoolClient, ExplicitAuthFlows."""
    world.client_record.settings["ExplicitAuthFlows"] = named
    for flow in ("USER_PASSWORD_AUTH", "USER_SRP_AUTH", "CUSTOM_AUTH", "USER_AUTH", "REFRESH_TOKEN_AUTH"):
        _, message = error_of(world.of_client, "InitiateAuth", AuthFlow=flow, AuthParameters={})
        assert ("not enabled" in message) == (flow not in enabled)


def test_the_pages_ask_for_no_flow_and_no_secret_and_get_no_tokens(world):
    user = world.add_user()
    world.client_record.settings["ExplicitAuthFlows"] = ["ALLOW_USER_SRP_AUTH"]
    world.client_record.secrets = [{"ClientSecretValue": "s" * 52}]
    given = {"USERNAME": "ada", "PASSWORD": PASSWORD}
    parameters = {"ClientId": world.client_id, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": given}
    response = world.engine.call("InitiateAuth", parameters, from_pages=True)
    assert response == {"SignedIn": {"Sub": user.sub, "Methods": ["pwd"]}}


@pytest.mark.parametrize("missing", ["USERNAME", "PASSWORD"])
def test_what_a_flow_needs_is_asked_for(world, missing):
    given = {"USERNAME": "ada", "PASSWORD": PASSWORD}
    del given[missing]
    refused = error_of(world.of_client, "InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given)
    assert refused == ("InvalidParameterException", f"Missing required parameter {missing}")


def test_the_sub_signs_nobody_in_unless_it_is_the_name(engine, world):
    user = world.add_user()
    assert error_of(world.start, username=user.sub)[0] == "UserNotFoundException"
    by_address = SignInWorld.with_pool(engine, UsernameAttributes=["email"])
    by_address.add_user("ada@example.com", email="ada@example.com")
    named = by_address.user("ada@example.com")
    assert "AuthenticationResult" in by_address.start(username=named.username)
    assert "AuthenticationResult" in by_address.start(username="ada@example.com")


def test_names_and_aliases_sign_in_in_any_case_where_the_pool_ignores_it(engine):
    world = SignInWorld.with_pool(engine, AliasAttributes=["email"], UsernameConfiguration={"CaseSensitive": False})
    world.add_user("Ada", email="Ada@Example.com")
    for name in ("ADA", "ada", "ada@example.com", "ADA@EXAMPLE.COM"):
        assert claims(world.tokens(name)["AccessToken"])["username"] == "Ada"


def test_roles_of_groups_are_in_the_id_token(world):
    """User pool groups: cognito:roles and cognito:preferred_role."""
    world.add_user()
    for name, precedence in (("weak", 5), ("strong", 1)):
        role = f"arn:aws:iam::123456789012:role/{name}"
        world.of_pool("CreateGroup", GroupName=name, Precedence=precedence, RoleArn=role)
        world.admin("AdminAddUserToGroup", GroupName=name)
    found = claims(world.tokens()["IdToken"])
    assert set(found["cognito:groups"]) == {"weak", "strong"}
    assert len(found["cognito:roles"]) == 2
    assert found["cognito:preferred_role"].endswith("role/strong")


def test_a_client_with_a_secret_proves_itself_with_each_step(world):
    world.add_user()
    world.client_record.secrets = [{"ClientSecretValue": "s" * 52}, {"ClientSecretValue": "t" * 52}]
    assert error_of(world.start)[0] == "NotAuthorizedException"
    assert error_of(world.start, SECRET_HASH="x")[1].startswith("Unable to verify secret hash for client")
    for secret in ("s" * 52, "t" * 52):
        given = secret_hash(secret, "ada", world.client_id)
        assert "AuthenticationResult" in world.start(SECRET_HASH=given)
    world.set_mfa("ON", "EMAIL_OTP")
    challenge = world.start(SECRET_HASH=given)
    code = world.latest_code()
    assert error_of(world.answer, challenge, EMAIL_OTP_CODE=code)[0] == "NotAuthorizedException"
    assert "AuthenticationResult" in world.answer(challenge, EMAIL_OTP_CODE=code, SECRET_HASH=given)


def test_events_are_kept_of_pools_with_threat_protection(engine):
    world = SignInWorld.with_pool(engine, UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"})
    world.add_user()
    world.start()
    error_of(world.start, PASSWORD="Wrong-horse1")
    failed, passed = world.admin("AdminListUserAuthEvents")["AuthEvents"]
    assert (passed["EventType"], passed["EventResponse"]) == ("SignIn", "Pass")
    assert passed["ChallengeResponses"] == [{"ChallengeName": "Password", "ChallengeResponse": "Success"}]
    assert failed["EventResponse"] == "Fail"
    assert failed["ChallengeResponses"] == [{"ChallengeName": "Password", "ChallengeResponse": "Failure"}]


@pytest.mark.parametrize(("address", "refused"), [("192.0.2.7", True), ("198.51.100.7", False), ("", False)])
def test_nobody_signs_in_from_a_blocked_address(engine, address, refused):
    """SetRiskConfiguration, RiskExceptionConfiguration."""
    world = SignInWorld.with_pool(engine, UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"})
    world.add_user()
    world.of_pool("SetRiskConfiguration", RiskExceptionConfiguration={"BlockedIPRangeList": ["192.0.2.0/24"]})
    given = {"USERNAME": "ada", "PASSWORD": PASSWORD}
    context = {"IpAddress": address, "EncodedData": ""}
    start = {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": given, "UserContextData": context}
    if refused:
        expected = ("NotAuthorizedException", "Unable to login because of security reasons.")
        assert error_of(world.of_client, "InitiateAuth", **start) == expected
        (event,) = world.user().events
        assert event["EventRisk"]["RiskDecision"] == "Block"
    else:
        assert "AuthenticationResult" in world.of_client("InitiateAuth", **start)


def test_no_events_are_kept_elsewhere(world):
    world.add_user()
    world.start()
    assert not world.user().events


@pytest.mark.parametrize("name", ["ADMIN_NO_SRP_AUTH", "SMS_MFA"])
def test_an_answer_to_no_challenge_is_refused(world, name):
    world.add_user()
    answer = {"Session": "s" * 64, "ChallengeName": name}
    assert error_of(world.answer, answer, SMS_MFA_CODE="123456")[0] in {
        "InvalidParameterException",
        "NotAuthorizedException",
    }
