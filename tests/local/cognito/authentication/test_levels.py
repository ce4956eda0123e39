"""By "Authentication levels with ACR and AMR claims" and "Step-up authentication with the USER_AUTH flow"."""

import pytest

from local.cognito.authentication import levels
from local.cognito.store.users import Device
from tests.local.cognito.authentication.test_mfa import enrol
from tests.local.cognito.world import PASSWORD, claims, error_of

LEVEL = "urn:cognito:loa:"


def aim(world, target, **given):
    return world.start("USER_AUTH", TARGET_ACR_VALUES=target, **given)


def with_password(world, target, **given):
    return aim(world, target, PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD, **given)


def reached(response):
    """`acr` and `amr` of both tokens, which are the same."""
    access, identity = (claims(response["AuthenticationResult"][name]) for name in ("AccessToken", "IdToken"))
    assert (access.get("acr"), access.get("amr")) == (identity.get("acr"), identity.get("amr"))
    return access.get("acr"), access.get("amr")


@pytest.fixture
def secret(world):
    world.set_mfa("OPTIONAL", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
    world.add_user()
    secret = enrol(world)
    world.admin("AdminSetUserMFAPreference", SoftwareTokenMfaSettings={"Enabled": False})
    return secret


@pytest.mark.parametrize(
    ("methods", "level", "amr"),
    [
        ((), 0, ()),
        (("pwd",), 1, ("pwd",)),
        (("sms",), 2, ("sms",)),
        (("email_otp",), 2, ("email_otp",)),
        (("swk",), 3, ("swk",)),
        (("pwd", "sms"), 3, ("pwd", "sms", "mfa")),
        (("pwd", "email_otp"), 3, ("pwd", "email_otp", "mfa")),
        (("pwd", "otp"), 4, ("pwd", "otp", "mfa")),
    ],
)
def test_levels_follow_from_methods(methods, level, amr):
    assert (levels.level_of(methods), levels.amr(methods)) == (level, amr)


def test_without_a_target_tokens_tell_no_level(world):
    world.add_user()
    assert reached(world.start()) == (None, None)


def test_the_highest_level_takes_password_and_app(world, secret):
    challenge = with_password(world, f"{LEVEL}4")
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    response = world.answer(challenge, SOFTWARE_TOKEN_MFA_CODE=world.totp(secret))
    assert reached(response) == (f"{LEVEL}4", ["pwd", "otp", "mfa"])


def test_a_level_below_takes_a_code_that_is_sent(world, secret):
    challenge = with_password(world, f"{LEVEL}3")
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    response = world.answer(challenge, EMAIL_OTP_CODE=world.latest_code())
    assert reached(response) == (f"{LEVEL}3", ["pwd", "email_otp", "mfa"])


def test_a_code_alone_is_the_second_level(world):
    world.allow_factors("EMAIL_OTP")
    world.add_user()
    choice = aim(world, f"{LEVEL}2")
    assert choice["AvailableChallenges"] == ["EMAIL_OTP"]
    response = world.answer(world.answer(choice, ANSWER="EMAIL_OTP"), EMAIL_OTP_CODE=world.latest_code())
    assert reached(response) == (f"{LEVEL}2", ["email_otp"])


def test_of_several_targets_the_first_in_reach_counts(world):
    world.add_user()
    response = with_password(world, f"{LEVEL}4 other {LEVEL}1")
    assert reached(response) == (f"{LEVEL}1", ["pwd"])


@pytest.mark.parametrize("target", ["other", f"{LEVEL}5", f"{LEVEL}4"])
def test_a_target_that_is_unknown_or_out_of_reach_is_refused(world, target):
    world.add_user()
    assert error_of(aim, world, target)[0] == "InvalidParameterException"


def test_mfa_is_a_floor(world, secret):
    world.admin("AdminSetUserMFAPreference", SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True})
    challenge = with_password(world, f"{LEVEL}1")
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    response = world.answer(challenge, SOFTWARE_TOKEN_MFA_CODE=world.totp(secret))
    assert reached(response) == (f"{LEVEL}4", ["pwd", "otp", "mfa"])


def test_what_a_token_tells_is_not_asked_again(world, secret):
    token = with_password(world, f"{LEVEL}1")["AuthenticationResult"]["AccessToken"]
    challenge = aim(world, f"{LEVEL}4", ACCESS_TOKEN=token)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    response = world.answer(challenge, SOFTWARE_TOKEN_MFA_CODE=world.totp(secret))
    assert reached(response) == (f"{LEVEL}4", ["pwd", "otp", "mfa"])


def test_a_token_that_is_too_old_counts_for_nothing(world, secret):
    token = with_password(world, f"{LEVEL}1")["AuthenticationResult"]["AccessToken"]
    world.advance(100)
    challenge = aim(world, f"{LEVEL}4", ACCESS_TOKEN=token, MAX_AGE="60")
    assert challenge["ChallengeName"] == "SELECT_CHALLENGE"
    assert aim(world, f"{LEVEL}4", ACCESS_TOKEN=token, MAX_AGE="600")["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    refused = error_of(aim, world, f"{LEVEL}4", ACCESS_TOKEN=token, MAX_AGE="soon")
    assert refused[0] == "InvalidParameterException"


def test_a_token_of_the_level_gives_no_new_ones(world):
    world.add_user()
    token = with_password(world, f"{LEVEL}1")["AuthenticationResult"]["AccessToken"]
    assert error_of(aim, world, f"{LEVEL}1", ACCESS_TOKEN=token)[0] == "InvalidParameterException"


def test_a_token_is_the_users_own_and_has_a_target(world):
    world.add_user()
    world.add_user("bob", email="bob@example.com")
    token = world.tokens("bob")["AccessToken"]
    assert error_of(aim, world, f"{LEVEL}1", ACCESS_TOKEN=token)[0] == "NotAuthorizedException"
    assert error_of(world.start, "USER_AUTH", ACCESS_TOKEN=token)[0] == "InvalidParameterException"


def test_renewed_tokens_keep_the_level(world):
    world.add_user()
    first = with_password(world, f"{LEVEL}1")
    token = first["AuthenticationResult"]["RefreshToken"]
    assert reached(world.of_client("GetTokensFromRefreshToken", RefreshToken=token)) == reached(first)


def test_levels_are_named_as_the_pool_says(world):
    world.pool.settings["AcrConfiguration"] = {"Level1": {"AcrValue": "urn:my:bronze"}}
    world.add_user()
    assert reached(with_password(world, "urn:my:bronze"))[0] == "urn:my:bronze"
    assert error_of(aim, world, f"{LEVEL}1")[0] == "InvalidParameterException"


def test_levels_are_no_matter_of_the_lite_plan(world):
    world.add_user()
    world.pool.settings["UserPoolTier"] = "LITE"
    assert error_of(aim, world, f"{LEVEL}1")[0] == "FeatureUnavailableInTierException"


def test_a_remembered_device_stands_for_no_level(world, secret):
    world.pool.settings["DeviceConfiguration"] = {"ChallengeRequiredOnNewDevice": True}
    key, user = "us-east-1_00000000-0000-4000-8000-000000000000", world.user()
    with world.engine.calling(world.pool) as call:
        call.add(Device(world.pool_id, user.sub, key, "-group", 0.0, 0.0, 0.0, b"s", b"v", remembered=True))
    assert world.start(DEVICE_KEY=key)["ChallengeName"] == "DEVICE_SRP_AUTH"
    challenge = with_password(world, f"{LEVEL}4", DEVICE_KEY=key)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    then = world.answer(challenge, SOFTWARE_TOKEN_MFA_CODE=world.totp(secret))
    assert then["ChallengeName"] == "DEVICE_SRP_AUTH"
