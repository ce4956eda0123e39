"""By "Adding MFA to a user pool", "SMS and email message MFA" and "TOTP software token MFA"."""

import pytest

from tests.local.cognito.sign_in_world import SignInWorld, json_list, wrong
from tests.local.cognito.world import PASSWORD, error_of


def enrol(world: SignInWorld, username: str = "ada") -> str:
    """Sets an authenticator app up with an access token; its secret."""
    token = world.tokens(username)["AccessToken"]
    secret = world.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"]
    world.call("VerifySoftwareToken", AccessToken=token, UserCode=world.totp(secret))
    settings = {"Enabled": True, "PreferredMfa": True}
    world.call("SetUserMFAPreference", AccessToken=token, SoftwareTokenMfaSettings=settings)
    return str(secret)


@pytest.mark.parametrize(("factor", "medium"), [("SMS_MFA", "SMS"), ("EMAIL_OTP", "EMAIL")])
def test_a_code_that_is_sent_completes_the_sign_in(world, factor, medium):
    world.set_mfa("ON", factor)
    world.add_user()
    challenge = world.start()
    assert challenge["ChallengeName"] == factor
    assert challenge["ChallengeParameters"]["CODE_DELIVERY_DELIVERY_MEDIUM"] == medium
    message = world.latest_message()
    assert (message.medium, message.code in message.body) == (medium, True)
    assert error_of(world.answer, challenge, **{f"{factor}_CODE": wrong(message.code)})[0] == "CodeMismatchException"
    assert "AccessToken" in world.answer(challenge, **{f"{factor}_CODE": message.code})["AuthenticationResult"]


def test_the_destination_of_a_code_is_masked(world):
    world.set_mfa("ON", "EMAIL_OTP")
    world.add_user()
    assert world.start()["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "a***@e***"
    world.set_mfa("ON", "SMS_MFA")
    del world.pool.mfa["EmailMfaConfiguration"]
    assert world.start()["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "+*******0100"


def test_mfa_is_not_asked_for_where_it_is_optional_and_nobody_set_it_up(world):
    world.set_mfa("OPTIONAL", "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
    world.add_user()
    assert "AuthenticationResult" in world.start()


def test_an_authenticator_app_is_asked_for_once_it_is_preferred(world):
    world.set_mfa("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    world.add_user()
    secret = enrol(world)
    challenge = world.start()
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    mismatch = error_of(world.answer, challenge, SOFTWARE_TOKEN_MFA_CODE=wrong(world.totp(secret)))
    assert mismatch == ("CodeMismatchException", "Invalid code received for user")
    assert "AuthenticationResult" in world.answer(challenge, SOFTWARE_TOKEN_MFA_CODE=world.totp(secret))


def test_a_code_of_the_app_works_once(world):
    world.set_mfa("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    world.add_user()
    secret = enrol(world)
    code = world.totp(secret)
    world.answer(world.start(), SOFTWARE_TOKEN_MFA_CODE=code)
    again = error_of(world.answer, world.start(), SOFTWARE_TOKEN_MFA_CODE=code)
    assert again == ("ExpiredCodeException", "Your software token has already been used once.")
    assert "AuthenticationResult" in world.answer(world.start(), SOFTWARE_TOKEN_MFA_CODE=world.totp(secret, 1))


def test_a_session_is_good_for_one_right_answer(world):
    world.set_mfa("ON", "EMAIL_OTP")
    world.add_user()
    challenge = world.start()
    code = world.latest_code()
    world.answer(challenge, EMAIL_OTP_CODE=code)
    code_, message = error_of(world.answer, challenge, EMAIL_OTP_CODE=code)
    assert (code_, "only be used once" in message) == ("NotAuthorizedException", True)


def test_a_session_ends_with_the_clients_validity(world):
    world.set_mfa("ON", "EMAIL_OTP")
    world.add_user()
    challenge = world.start()
    world.advance(3 * 60 + 1)
    code, message = error_of(world.answer, challenge, EMAIL_OTP_CODE=world.latest_code())
    assert (code, "expired" in message) == ("NotAuthorizedException", True)


def test_a_session_is_nobody_elses(world):
    world.set_mfa("ON", "EMAIL_OTP")
    world.add_user()
    world.add_user("bob")
    challenge = world.start()
    refused = error_of(world.answer, challenge, username="bob", EMAIL_OTP_CODE=world.latest_code())
    assert refused == ("NotAuthorizedException", "Invalid session for the user.")


def test_a_challenge_cannot_be_answered_without_having_been_put(world):
    world.set_mfa("ON", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")
    world.add_user()
    challenge = world.start()
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    refused = error_of(world.answer, challenge, "SOFTWARE_TOKEN_MFA", SOFTWARE_TOKEN_MFA_CODE="000000")
    assert refused[0] == "NotAuthorizedException"
    missing = error_of(
        world.of_client,
        "RespondToAuthChallenge",
        ChallengeName="EMAIL_OTP",
        ChallengeResponses={"USERNAME": "ada", "EMAIL_OTP_CODE": world.latest_code()},
    )
    assert missing[0] == "InvalidParameterException"


def test_who_has_several_factors_and_prefers_none_chooses(world):
    world.set_mfa("ON", "SMS_MFA", "EMAIL_OTP")
    world.recover_by("admin_only")
    world.add_user()
    choice = world.start()
    assert choice["ChallengeName"] == "SELECT_MFA_TYPE"
    assert set(json_list(choice["ChallengeParameters"]["MFAS_CAN_CHOOSE"])) == {"SMS_MFA", "EMAIL_OTP"}
    assert error_of(world.answer, choice, ANSWER="SOFTWARE_TOKEN_MFA")[0] == "InvalidParameterException"
    challenge = world.answer(choice, ANSWER="EMAIL_OTP")
    assert "AuthenticationResult" in world.answer(challenge, EMAIL_OTP_CODE=world.latest_code())


def test_who_has_not_enrolled_where_mfa_is_required_sets_an_app_up(world):
    world.set_mfa("ON", "SOFTWARE_TOKEN_MFA")
    world.add_user()
    setup = world.start()
    assert setup["ChallengeName"] == "MFA_SETUP"
    assert json_list(setup["ChallengeParameters"]["MFAS_CAN_SETUP"]) == ["SOFTWARE_TOKEN_MFA"]
    assert error_of(world.answer, setup)[0] == "NotAuthorizedException"
    associated = world.call("AssociateSoftwareToken", Session=setup["Session"])
    secret = associated["SecretCode"]
    mismatch = error_of(
        world.call, "VerifySoftwareToken", Session=associated["Session"], UserCode=wrong(world.totp(secret))
    )
    assert mismatch == ("EnableSoftwareTokenMFAException", "Code mismatch")
    verified = world.call("VerifySoftwareToken", Session=associated["Session"], UserCode=world.totp(secret))
    assert verified["Status"] == "SUCCESS"
    assert "AuthenticationResult" in world.answer({**verified, "ChallengeName": "MFA_SETUP"})
    assert world.start()["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


def test_an_app_that_was_not_verified_cannot_be_preferred(world):
    world.set_mfa("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    world.add_user()
    refused = error_of(
        world.admin, "AdminSetUserMFAPreference", SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
    )
    assert refused == (
        "InvalidParameterException",
        "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
    )


def test_a_factor_can_be_switched_off_again(world):
    world.set_mfa("OPTIONAL", "EMAIL_OTP")
    world.add_user()
    world.admin("AdminSetUserMFAPreference", EmailMfaSettings={"Enabled": True, "PreferredMfa": True})
    assert world.start()["ChallengeName"] == "EMAIL_OTP"
    world.admin("AdminSetUserMFAPreference", EmailMfaSettings={"Enabled": False})
    assert "AuthenticationResult" in world.start()


def test_apps_cannot_be_associated_where_the_pool_does_not_offer_them(world):
    world.add_user()
    token = world.tokens()["AccessToken"]
    assert error_of(world.call, "AssociateSoftwareToken", AccessToken=token)[0] == "SoftwareTokenMFANotFoundException"


def test_five_wrong_codes_lock_the_user_out(world):
    """Lockout behavior for failed sign-in attempts."""
    world.set_mfa("ON", "EMAIL_OTP")
    world.add_user()
    challenge = world.start()
    code = world.latest_code()
    for _ in range(5):
        assert error_of(world.answer, challenge, EMAIL_OTP_CODE=wrong(code))[0] == "CodeMismatchException"
    locked = ("NotAuthorizedException", "Password attempts exceeded")
    assert error_of(world.answer, challenge, EMAIL_OTP_CODE=code) == locked
    world.advance(1.1)
    assert "AuthenticationResult" in world.answer(challenge, EMAIL_OTP_CODE=code)


def test_a_new_password_comes_before_the_second_factor(world):
    world.set_mfa("ON", "EMAIL_OTP")
    world.add_user()
    world.admin("AdminSetUserPassword", Password="Temporary-1", Permanent=False)
    first = world.start(PASSWORD="Temporary-1")
    assert first["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    second = world.answer(first, NEW_PASSWORD=PASSWORD)
    assert second["ChallengeName"] == "EMAIL_OTP"
    assert "AuthenticationResult" in world.answer(second, EMAIL_OTP_CODE=world.latest_code())


def test_an_address_may_be_set_up_while_signing_in(world):
    """Amplify's `CONTINUE_SIGN_IN_WITH_EMAIL_SETUP`."""
    world.set_mfa("ON", "EMAIL_OTP")
    world.add_user(email="", email_verified="")
    setup = world.start()
    assert json_list(setup["ChallengeParameters"]["MFAS_CAN_SETUP"]) == ["EMAIL_OTP"]
    assert error_of(world.answer, setup, EMAIL="no address")[0] == "InvalidParameterException"
    challenge = world.answer(setup, EMAIL="ada@example.org")
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    assert challenge["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "a***@e***"
    assert "email" not in world.user().attributes
    assert "AuthenticationResult" in world.answer(challenge, EMAIL_OTP_CODE=world.latest_code())
    attributes = world.user().attributes
    assert (attributes["email"], attributes["email_verified"]) == ("ada@example.org", "true")
    assert world.user().mfa_enabled == ["EMAIL_OTP"]


def test_an_address_of_somebody_elses_is_not_set_up(engine):
    world = SignInWorld.with_pool(engine, AliasAttributes=["email"])
    world.set_mfa("ON", "EMAIL_OTP")
    world.add_user("bob", email="bob@example.com")
    world.add_user(email="", email_verified="")
    assert error_of(world.answer, world.start(), EMAIL="bob@example.com")[0] == "AliasExistsException"


def test_mfa_that_the_pool_no_longer_has_is_not_asked_for(world):
    world.set_mfa("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    world.add_user()
    enrol(world)
    world.set_mfa("OFF")
    assert "AuthenticationResult" in world.start()


def test_an_app_is_deleted_by_an_administrator_and_set_up_again(world):
    world.set_mfa("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    world.add_user()
    enrol(world)
    assert world.admin("AdminDeleteSoftwareToken") == {}
    assert "AuthenticationResult" in world.start()
    user = world.user()
    assert (user.mfa_enabled, user.mfa_preferred, user.totp_secret) == ([], "", "")
    enrol(world)
    assert world.start()["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


def test_the_name_of_an_apps_device_is_shown(world):
    world.set_mfa("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    world.add_user()
    enrol(world)
    assert world.start()["ChallengeParameters"] == {"FRIENDLY_DEVICE_NAME": "", "USER_ID_FOR_SRP": "ada"}
    world.user().totp_name = "phone"
    assert world.start()["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] == "phone"


@pytest.mark.parametrize("given", [{}, {"AccessToken": "x.y.z", "Session": "s" * 30}])
def test_an_app_is_associated_with_a_token_or_a_session_and_not_with_both(world, given):
    assert error_of(world.call, "AssociateSoftwareToken", **given)[0] == "InvalidParameterException"


def test_a_code_is_no_other_users(world):
    world.set_mfa("ON", "EMAIL_OTP")
    world.add_user()
    world.add_user("bob", email="bob@example.com")
    bobs = world.start(username="bob")
    code = world.latest_code()
    world.start()
    assert "AuthenticationResult" in world.answer(bobs, username="bob", EMAIL_OTP_CODE=code)


def test_one_factor_is_preferred_at_most(world):
    world.set_mfa("OPTIONAL", "SMS_MFA", "EMAIL_OTP")
    world.add_user()
    both = {"Enabled": True, "PreferredMfa": True}
    refused = error_of(world.admin, "AdminSetUserMFAPreference", SMSMfaSettings=both, EmailMfaSettings=both)
    assert refused[0] == "InvalidParameterException"
    world.admin("AdminSetUserMFAPreference", SMSMfaSettings=both)
    world.admin("AdminSetUserMFAPreference", EmailMfaSettings=both)
    assert world.user().mfa_preferred == "EMAIL_OTP"
    assert world.admin("AdminGetUser")["UserMFASettingList"] == ["SMS_MFA", "EMAIL_OTP"]


@pytest.mark.parametrize(("setting", "name"), [("SMSMfaSettings", "SMS_MFA"), ("EmailMfaSettings", "EMAIL_OTP")])
def test_a_factor_needs_the_pool_and_an_address(world, setting, name):
    world.set_mfa("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    world.add_user()
    refused = error_of(world.admin, "AdminSetUserMFAPreference", **{setting: {"Enabled": True}})
    assert refused == ("InvalidParameterException", f"User does not have delivery config set to turn on {name}")


def test_what_a_user_can_sign_in_with_is_told(world):
    world.set_mfa("OPTIONAL", "SOFTWARE_TOKEN_MFA", "SMS_MFA")
    world.allow_factors("EMAIL_OTP")
    world.add_user()
    factors = world.admin("AdminGetUserAuthFactors")
    assert factors == {"Username": "ada", "ConfiguredUserAuthFactors": ["EMAIL_OTP", "PASSWORD"]}
    enrol(world)
    factors = world.admin("AdminGetUserAuthFactors")
    assert factors == {
        "Username": "ada",
        "ConfiguredUserAuthFactors": ["PASSWORD", "SOFTWARE_TOKEN"],
        "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"],
        "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA",
    }


def test_metadata_of_an_answer_reaches_the_words_of_the_next_message(world):
    world.set_mfa("ON", "SMS_MFA", "EMAIL_OTP")
    world.recover_by("admin_only")
    world.add_user()
    served = world.serve(CustomMessage=lambda _: {"emailMessage": "{####} {####}", "emailSubject": "Hello"})
    choice = world.start()
    world.of_client(
        "RespondToAuthChallenge",
        ChallengeName="SELECT_MFA_TYPE",
        Session=choice["Session"],
        ChallengeResponses={"USERNAME": "ada", "ANSWER": "EMAIL_MFA"},
        ClientMetadata={"from": "here"},
    )
    assert world.latest_message().subject == "Hello"
    assert served.events[-1]["triggerSource"] == "CustomMessage_Authentication"


@pytest.mark.parametrize(
    ("recovery", "factor"), [("verified_email", "SMS_MFA"), ("verified_phone_number", "EMAIL_OTP")]
)
def test_passwords_are_recovered_by_another_way_than_codes_come(world, recovery, factor):
    """Details of MFA logic at user runtime."""
    world.set_mfa("ON", "SMS_MFA", "EMAIL_OTP")
    world.recover_by(recovery)
    world.add_user()
    assert world.start()["ChallengeName"] == factor
    world.admin("AdminSetUserMFAPreference", EmailMfaSettings={"Enabled": True, "PreferredMfa": True})
    assert world.start()["ChallengeName"] == "EMAIL_OTP"


@pytest.mark.parametrize(("factor", "name"), [("SMS_MFA", "phone_number"), ("EMAIL_OTP", "email")])
def test_who_gives_a_code_back_has_verified_where_it_went(world, factor, name):
    """Things to know about user pool MFA."""
    world.set_mfa("ON", factor)
    world.add_user(**{f"{name}_verified": "false"})
    error_of(world.answer, world.start(), **{f"{factor}_CODE": wrong(world.latest_code())})
    assert world.user().attributes[f"{name}_verified"] == "false"
    world.answer(world.start(), **{f"{factor}_CODE": world.latest_code()})
    assert world.user().attributes[f"{name}_verified"] == "true"


def test_an_address_that_somebody_else_has_verified_stays_unverified(engine):
    world = SignInWorld.with_pool(engine, AliasAttributes=["email"])
    world.set_mfa("ON", "EMAIL_OTP")
    world.add_user("bob", email="both@example.com")
    world.add_user(email="both@example.com", email_verified="false")
    assert "AuthenticationResult" in world.answer(world.start(), EMAIL_OTP_CODE=world.latest_code())
    assert world.user().attributes["email_verified"] == "false"


def test_what_a_user_lacks_is_what_may_be_set_up(world):
    world.set_mfa("ON", "SOFTWARE_TOKEN_MFA", "SMS_MFA")
    world.add_user(phone_number="", phone_number_verified="")
    setup = world.start()
    assert json_list(setup["ChallengeParameters"]["MFAS_CAN_SETUP"]) == ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]
