"""By "Authentication flows" (choice-based sign-in), and InitiateAuth's and RespondToAuthChallenge's reference."""

import pytest

from local.cognito import passwords
from tests.local.cognito.sign_in_world import wrong
from tests.local.cognito.world import PASSWORD, claims, error_of


def available(answer: dict[str, object]) -> set[str]:
    assert answer["ChallengeName"] == "SELECT_CHALLENGE"
    found = answer["AvailableChallenges"]
    assert isinstance(found, list)
    return set(found)


def test_who_names_no_factor_chooses_from_what_the_pool_allows_and_the_user_has(world):
    world.allow_factors("EMAIL_OTP", "SMS_OTP", "WEB_AUTHN")
    user = world.add_user()
    assert available(world.start("USER_AUTH")) == {"PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"}
    del user.attributes["phone_number"]
    passwords.clear_password(user)
    assert available(world.start("USER_AUTH")) == {"EMAIL_OTP"}


def test_a_pool_without_a_sign_in_policy_allows_passwords_only(world):
    world.add_user()
    assert available(world.start("USER_AUTH", PREFERRED_CHALLENGE="EMAIL_OTP")) == {"PASSWORD", "PASSWORD_SRP"}


@pytest.mark.parametrize(("factor", "medium"), [("EMAIL_OTP", "EMAIL"), ("SMS_OTP", "SMS")])
def test_a_preferred_code_is_sent_at_once(world, factor, medium):
    world.allow_factors(factor)
    world.add_user()
    challenge = world.start("USER_AUTH", PREFERRED_CHALLENGE=factor)
    assert challenge["ChallengeName"] == factor
    assert factor in challenge["AvailableChallenges"]
    message = world.latest_message()
    assert (message.medium, len(message.code)) == (medium, 8)
    assert error_of(world.answer, challenge, **{f"{factor}_CODE": wrong(message.code)})[0] == "CodeMismatchException"
    result = world.answer(challenge, **{f"{factor}_CODE": message.code})["AuthenticationResult"]
    assert claims(result["AccessToken"])["username"] == "ada"


def test_a_chosen_factor_is_asked_for_next(world):
    world.allow_factors("EMAIL_OTP")
    world.add_user()
    choice = world.start("USER_AUTH")
    assert error_of(world.answer, choice, ANSWER="SMS_OTP")[0] == "InvalidParameterException"
    challenge = world.answer(choice, ANSWER="EMAIL_OTP")
    assert "AuthenticationResult" in world.answer(challenge, EMAIL_OTP_CODE=world.latest_code())


def test_a_password_may_come_with_the_preference_with_the_choice_or_afterwards(world):
    world.add_user()
    assert "AuthenticationResult" in world.start("USER_AUTH", PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD)
    chosen = world.answer(world.start("USER_AUTH"), ANSWER="PASSWORD", PASSWORD=PASSWORD)
    assert "AuthenticationResult" in chosen
    asked = world.start("USER_AUTH", PREFERRED_CHALLENGE="PASSWORD")
    assert asked["ChallengeName"] == "PASSWORD"
    assert error_of(world.answer, asked, PASSWORD="Wrong-horse1")[0] == "NotAuthorizedException"
    assert "AuthenticationResult" in world.answer(asked, PASSWORD=PASSWORD)


def test_a_password_proof_starts_the_password_verifier(world):
    world.add_user()
    started = world.start("USER_AUTH", PREFERRED_CHALLENGE="PASSWORD_SRP", SRP_A="abcdef")
    assert started["ChallengeName"] == "PASSWORD_VERIFIER"
    asked = world.start("USER_AUTH", PREFERRED_CHALLENGE="PASSWORD_SRP")
    assert world.answer(asked, SRP_A="abcdef")["ChallengeName"] == "PASSWORD_VERIFIER"


def test_who_has_to_pass_mfa_signs_in_with_a_password(world):
    world.allow_factors("EMAIL_OTP", "WEB_AUTHN")
    world.set_mfa("ON", "SMS_MFA")
    world.add_user()
    assert available(world.start("USER_AUTH")) == {"PASSWORD", "PASSWORD_SRP"}
    challenge = world.start("USER_AUTH", PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD)
    assert challenge["ChallengeName"] == "SMS_MFA"


def test_a_pool_that_went_back_to_the_lite_tier_offers_passwords_only(world):
    """Manage authentication methods in AWS SDKs, Choice-based authentication."""
    world.allow_factors("EMAIL_OTP")
    world.add_user()
    world.pool.settings["UserPoolTier"] = "LITE"
    assert available(world.start("USER_AUTH", PREFERRED_CHALLENGE="EMAIL_OTP")) == {"PASSWORD", "PASSWORD_SRP"}


def test_an_old_code_is_void(world):
    world.allow_factors("EMAIL_OTP")
    world.add_user()
    challenge = world.start("USER_AUTH", PREFERRED_CHALLENGE="EMAIL_OTP")
    code = world.latest_code()
    world.advance(181)
    assert error_of(world.answer, challenge, EMAIL_OTP_CODE=code)[0] == "NotAuthorizedException"


def test_who_has_just_confirmed_signs_in_without_another_code(world):
    """ConfirmSignUp and InitiateAuth, Session."""
    world.allow_factors("EMAIL_OTP")
    attributes = [{"Name": "email", "Value": "new@example.com"}]
    made = world.of_client("SignUp", Username="new", UserAttributes=attributes)
    code = world.latest_code()
    confirmed = world.of_client("ConfirmSignUp", Username="new", ConfirmationCode=code, Session=made["Session"])
    given = {"AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "new"}, "Session": confirmed["Session"]}
    assert "AuthenticationResult" in world.of_client("InitiateAuth", **given)
    assert error_of(world.of_client, "InitiateAuth", **given)[0] == "NotAuthorizedException"


def test_nobody_signs_up_without_a_password_where_nothing_else_lets_them_in(world):
    attributes = [{"Name": "email", "Value": "new@example.com"}]
    refused = error_of(world.of_client, "SignUp", Username="new", UserAttributes=attributes)
    assert refused[0] == "InvalidParameterException"


@pytest.mark.parametrize(("factor", "medium"), [("EMAIL_OTP", "EMAIL"), ("SMS_OTP", "SMS")])
def test_somebody_who_does_not_exist_cannot_be_told_from_a_user(world, factor, medium):
    """Managing user existence error responses."""
    world.allow_factors(factor)
    assert error_of(world.start, "USER_AUTH", "nobody")[0] == "UserNotFoundException"
    world.client_record.settings["PreventUserExistenceErrors"] = "ENABLED"
    assert available(world.start("USER_AUTH", "nobody")) == {"PASSWORD", "PASSWORD_SRP", factor}
    first, second = (world.start("USER_AUTH", "nobody", PREFERRED_CHALLENGE=factor) for _ in range(2))
    assert first["ChallengeParameters"] == second["ChallengeParameters"]
    assert first["ChallengeParameters"]["CODE_DELIVERY_DELIVERY_MEDIUM"] == medium
    wrong_code = error_of(world.answer, first, username="nobody", **{f"{factor}_CODE": "000000"})
    assert wrong_code[0] == "CodeMismatchException"
    asked = world.start("USER_AUTH", "nobody", PREFERRED_CHALLENGE="PASSWORD")
    assert error_of(world.answer, asked, username="nobody", PASSWORD=PASSWORD)[0] == "NotAuthorizedException"
    assert not world.messages()


def test_a_code_confirms_a_user_and_verifies_where_it_went(world):
    """Passwordless sign-in with one-time passwords."""
    world.allow_factors("EMAIL_OTP")
    user = world.add_user(email_verified="false")
    user.status = "UNCONFIRMED"
    challenge = world.start("USER_AUTH", PREFERRED_CHALLENGE="EMAIL_OTP")
    error_of(world.answer, challenge, EMAIL_OTP_CODE=wrong(world.latest_code()))
    assert (user.status, user.attributes["email_verified"]) == ("UNCONFIRMED", "false")
    assert "AuthenticationResult" in world.answer(challenge, EMAIL_OTP_CODE=world.latest_code())
    assert (user.status, user.attributes["email_verified"]) == ("CONFIRMED", "true")


def test_who_is_not_confirmed_and_gets_no_codes_cannot_sign_in(world):
    user = world.add_user()
    user.status = "UNCONFIRMED"
    assert error_of(world.start, "USER_AUTH")[0] == "UserNotConfirmedException"
    world.allow_factors("EMAIL_OTP")
    refused = error_of(world.start, "USER_AUTH", PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD)
    assert refused[0] == "UserNotConfirmedException"
    user.enabled = False
    refused = error_of(world.start, "USER_AUTH", PREFERRED_CHALLENGE="EMAIL_OTP")
    assert refused == ("NotAuthorizedException", "User is disabled.")


def test_six_wrong_codes_lock_nobody_out(world):
    """As measured on AWS, where codes are the first factor."""
    world.allow_factors("EMAIL_OTP")
    world.add_user()
    challenge = world.start("USER_AUTH", PREFERRED_CHALLENGE="EMAIL_OTP")
    code = world.latest_code()
    for _ in range(6):
        refused = error_of(world.answer, challenge, EMAIL_OTP_CODE=wrong(code))
        assert refused == ("CodeMismatchException", "Invalid code or auth state for the user.")
    assert "AuthenticationResult" in world.answer(challenge, EMAIL_OTP_CODE=code)


def test_a_choice_is_taken_once(world):
    world.allow_factors("EMAIL_OTP")
    world.add_user()
    choice = world.start("USER_AUTH")
    assert error_of(world.answer, choice, ANSWER="PASSWORD", PASSWORD="Wrong-horse1")[0] == "NotAuthorizedException"
    world.answer(choice, ANSWER="EMAIL_OTP")
    assert "only be used once" in error_of(world.answer, choice, ANSWER="EMAIL_OTP")[1]


def test_a_temporary_password_is_replaced_after_the_choice(world):
    world.add_user()
    world.admin("AdminSetUserPassword", Password="Temporary-1", Permanent=False)
    challenge = world.start("USER_AUTH", PREFERRED_CHALLENGE="PASSWORD", PASSWORD="Temporary-1")
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
