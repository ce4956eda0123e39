"""Pre and post authentication, pre token generation, user migration, as a sign-in calls them."""

import pytest

from tests.local.cognito.world import PASSWORD, claims, error_of

RESERVED = ("sub", "iss", "token_use", "cognito:username", "username", "client_id", "jti", "origin_jti")


def nothing(_):
    return {}


def refuse(_):
    raise ValueError("locked by policy")


def with_metadata(world, **metadata):
    given = {"USERNAME": "ada", "PASSWORD": PASSWORD}
    return world.of_client("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given, ClientMetadata=metadata)


def test_functions_are_called_in_their_order(world):
    world.add_user()
    served = world.serve(PreAuthentication=nothing, PostAuthentication=nothing, PreTokenGeneration=nothing)
    with_metadata(world, app="a")
    assert served.sources() == [
        "PreAuthentication_Authentication",
        "PostAuthentication_Authentication",
        "TokenGeneration_Authentication",
    ]
    before, after, tokens = (event["request"] for event in served.events)
    assert before["validationData"] == {"app": "a"}
    assert before["userAttributes"]["cognito:user_status"] == "CONFIRMED"
    assert after["newDeviceUsed"] is False
    assert "clientMetadata" not in after
    assert "clientMetadata" not in tokens


@pytest.mark.parametrize("trigger", ["PreAuthentication", "PostAuthentication", "PreTokenGeneration"])
def test_a_function_that_raises_refuses_the_sign_in(world, trigger):
    world.add_user()
    world.serve(**{trigger: refuse})
    assert error_of(world.start) == (
        "UserLambdaValidationException",
        f"{trigger} failed with error locked by policy.",
    )


def test_the_first_function_comes_before_the_password_and_the_last_ones_after(world):
    world.add_user()
    served = world.serve(PreAuthentication=nothing, PostAuthentication=nothing, PreTokenGeneration=nothing)
    error_of(world.start, PASSWORD="Wrong-horse1")
    assert served.sources() == ["PreAuthentication_Authentication"]


def test_a_second_factor_comes_between_them(world):
    world.add_user()
    world.set_mfa("ON", "EMAIL_OTP")
    served = world.serve(PreAuthentication=nothing, PostAuthentication=nothing)
    challenge = world.start()
    assert served.sources() == ["PreAuthentication_Authentication"]
    world.answer(challenge, EMAIL_OTP_CODE=world.latest_code())
    assert served.sources()[1:] == ["PostAuthentication_Authentication"]


@pytest.mark.parametrize(("setting", "called"), [("ENABLED", [True]), ("LEGACY", [])])
def test_nobody_is_asked_about_where_the_client_does_not_tell_who_exists(world, setting, called):
    world.client_record.settings["PreventUserExistenceErrors"] = setting
    served = world.serve(PreAuthentication=nothing)
    error_of(world.start)
    assert [event["request"]["userNotFound"] for event in served.events] == called


def test_claims_are_added_and_those_of_cognito_stay(world):
    def change(event):
        evil = dict.fromkeys(RESERVED, "evil")
        return {
            "claimsAndScopeOverrideDetails": {
                "idTokenGeneration": {"claimsToAddOrOverride": {**evil, "tenant": "a"}},
                "accessTokenGeneration": {
                    "claimsToAddOrOverride": {**evil, "tenants": ["a"]},
                    "scopesToAdd": ["orders/read"],
                },
                "groupOverrideDetails": {"groupsToOverride": ["staff"]},
            }
        }

    world.add_user()
    served = world.serve(version="V2_0", PreTokenGeneration=change)
    result = world.tokens()
    access, identity = claims(result["AccessToken"]), claims(result["IdToken"])
    assert (identity["tenant"], access["tenants"]) == ("a", ["a"])
    assert "evil" not in [access.get(name) for name in RESERVED] + [identity.get(name) for name in RESERVED]
    assert access["scope"] == "aws.cognito.signin.user.admin orders/read"
    assert access["cognito:groups"] == identity["cognito:groups"] == ["staff"]
    assert served.events[0]["request"]["scopes"] == ["aws.cognito.signin.user.admin"]
    assert served.events[0]["version"] == "2"


def test_renewed_tokens_are_changed_again(world):
    world.add_user()
    number = iter("123")
    served = world.serve(
        PreTokenGeneration=lambda _: {"claimsOverrideDetails": {"claimsToAddOrOverride": {"n": next(number)}}}
    )
    first = world.tokens()
    assert claims(first["IdToken"])["n"] == "1"
    renewed = world.of_client("GetTokensFromRefreshToken", RefreshToken=first["RefreshToken"])["AuthenticationResult"]
    assert claims(renewed["IdToken"])["n"] == "2"
    assert served.sources()[-1] == "TokenGeneration_RefreshTokens"


def test_a_new_password_is_told_to_the_function(world):
    world.add_user()
    world.admin("AdminSetUserPassword", Password="Temporary-1", Permanent=False)
    served = world.serve(PreTokenGeneration=nothing)
    world.answer(world.start(PASSWORD="Temporary-1"), NEW_PASSWORD=PASSWORD)
    assert served.sources() == ["TokenGeneration_NewPasswordChallenge"]


def test_a_user_is_brought_over_with_the_password_that_was_given(world):
    def migrate(event):
        assert event["request"]["password"] == PASSWORD
        return {
            "userAttributes": {"email": "eve@example.com", "email_verified": "true"},
            "finalUserStatus": "CONFIRMED",
            "messageAction": "SUPPRESS",
        }

    served = world.serve(UserMigration=migrate)
    result = world.tokens("eve")
    assert claims(result["IdToken"])["email"] == "eve@example.com"
    world.tokens("eve")
    assert served.sources() == ["UserMigration_Authentication"]


def test_a_function_that_knows_nobody_leaves_the_sign_in_refused(world):
    world.serve(UserMigration=nothing)
    assert error_of(world.start)[0] == "UserNotFoundException"


def test_users_are_not_brought_over_by_srp(world):
    served = world.serve(UserMigration=nothing)
    given = {"USERNAME": "eve", "SRP_A": "ab"}
    refused = error_of(world.of_client, "InitiateAuth", AuthFlow="USER_SRP_AUTH", AuthParameters=given)
    assert refused[0] == "UserNotFoundException"
    assert not served.events


def test_a_user_who_is_disabled_while_a_function_runs_gets_no_tokens(world):
    def disable(_):
        world.admin("AdminDisableUser")
        return {}

    world.add_user()
    for trigger in ("PreAuthentication", "PostAuthentication", "PreTokenGeneration"):
        world.serve(**{trigger: disable})
        assert error_of(world.start) == ("NotAuthorizedException", "User is disabled.")
        world.admin("AdminEnableUser")


def test_a_renewal_that_somebody_else_won_meanwhile_is_a_reuse(world):
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    world.add_user()
    token = world.tokens()["RefreshToken"]
    world.client_record.settings["RefreshTokenRotation"] = rotation
    entered: list[bool] = []

    def renew_meanwhile(_):
        if not entered:
            entered.append(True)
            world.of_client("GetTokensFromRefreshToken", RefreshToken=token)
        return {}

    world.serve(PreTokenGeneration=renew_meanwhile)
    refused = error_of(world.of_client, "GetTokensFromRefreshToken", RefreshToken=token)
    assert refused[0] == "RefreshTokenReuseException"
