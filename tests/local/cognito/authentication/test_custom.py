"""By "Custom authentication challenge Lambda triggers" and "Authentication flows"."""

import pytest

from tests.local.cognito.sign_in_world import SignInWorld
from tests.local.cognito.srp_client import Client
from tests.local.cognito.world import claims, error_of

WRONG = ("NotAuthorizedException", "Incorrect username or password.")


def define(event):
    """One custom challenge, three tries."""
    session = event["request"]["session"]
    if session and session[-1]["challengeName"] == "CUSTOM_CHALLENGE" and session[-1]["challengeResult"]:
        return {"issueTokens": True, "failAuthentication": False}
    if len(session) >= 3:
        return {"issueTokens": False, "failAuthentication": True}
    return {"challengeName": "CUSTOM_CHALLENGE", "issueTokens": False, "failAuthentication": False}


def define_after_password(event):
    """The password by SRP, then one custom challenge."""
    names = [one["challengeName"] for one in event["request"]["session"]]
    if names == ["SRP_A"]:
        return {"challengeName": "PASSWORD_VERIFIER", "issueTokens": False, "failAuthentication": False}
    if names[-1] == "CUSTOM_CHALLENGE":
        return {"issueTokens": True, "failAuthentication": False}
    return {"challengeName": "CUSTOM_CHALLENGE", "issueTokens": False, "failAuthentication": False}


def create(event):
    number = str(len(event["request"]["session"]))
    return {
        "publicChallengeParameters": {"question": number},
        "privateChallengeParameters": {"answer": f"answer {number}"},
        "challengeMetadata": f"QUESTION-{number}",
    }


def verify(event):
    request = event["request"]
    return {"answerCorrect": request["challengeAnswer"] == request["privateChallengeParameters"]["answer"]}


@pytest.fixture
def asked(world: SignInWorld) -> SignInWorld:
    world.add_user()
    world.serve(DefineAuthChallenge=define, CreateAuthChallenge=create, VerifyAuthChallengeResponse=verify)
    return world


def events(world, trigger):
    return [event["request"] for event in world.engine._triggers.events if event["triggerSource"].startswith(trigger)]


def test_a_right_answer_signs_in(asked):
    challenge = asked.start("CUSTOM_AUTH")
    assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert challenge["ChallengeParameters"] == {"question": "0", "USERNAME": "ada"}
    result = asked.answer(challenge, ANSWER="answer 0")["AuthenticationResult"]
    assert claims(result["AccessToken"])["username"] == "ada"


def test_functions_decide_how_often_somebody_may_try(asked):
    challenge = asked.start("CUSTOM_AUTH")
    for _ in range(2):
        challenge = asked.answer(challenge, ANSWER="wrong")
        assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert error_of(asked.answer, challenge, ANSWER="wrong") == WRONG


def test_functions_are_told_all_results_so_far(asked):
    first = asked.start("CUSTOM_AUTH")
    second = asked.answer(first, ANSWER="wrong")
    asked.answer(second, ANSWER="answer 1")
    *_, last = events(asked, "DefineAuthChallenge")
    assert last["session"] == [
        {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": False, "challengeMetadata": "QUESTION-0"},
        {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": True, "challengeMetadata": "QUESTION-1"},
    ]


def test_an_answer_is_taken_once(asked):
    challenge = asked.start("CUSTOM_AUTH")
    asked.answer(challenge, ANSWER="wrong")
    assert "only be used once" in error_of(asked.answer, challenge, ANSWER="answer 0")[1]


def test_private_parameters_stay_private(asked):
    challenge = asked.start("CUSTOM_AUTH")
    assert "answer 0" not in str(challenge)


def test_metadata_of_the_answer_reaches_the_functions(asked):
    challenge = asked.start("CUSTOM_AUTH")
    asked.of_client(
        "RespondToAuthChallenge",
        ChallengeName="CUSTOM_CHALLENGE",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": "ada", "ANSWER": "answer 0"},
        ClientMetadata={"device": "phone"},
    )
    assert events(asked, "VerifyAuthChallengeResponse")[-1]["clientMetadata"] == {"device": "phone"}
    assert "clientMetadata" not in events(asked, "DefineAuthChallenge")[0]


def test_srp_may_come_before_the_functions_challenges(world):
    world.add_user()
    world.serve(
        DefineAuthChallenge=define_after_password, CreateAuthChallenge=create, VerifyAuthChallengeResponse=verify
    )
    client = Client(world)
    proof = client.start("CUSTOM_AUTH", CHALLENGE_NAME="SRP_A")
    assert proof["ChallengeName"] == "PASSWORD_VERIFIER"
    assert proof["Session"]
    challenge = client.prove(proof)
    assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert "AuthenticationResult" in world.answer(challenge, ANSWER="answer 2")
    assert [one["challengeName"] for one in events(world, "DefineAuthChallenge")[-1]["session"]] == [
        "SRP_A",
        "PASSWORD_VERIFIER",
        "CUSTOM_CHALLENGE",
    ]


def test_mfa_comes_by_itself_after_the_password(world):
    world.add_user()
    world.set_mfa("ON", "EMAIL_OTP")
    world.serve(
        DefineAuthChallenge=define_after_password, CreateAuthChallenge=create, VerifyAuthChallengeResponse=verify
    )
    client = Client(world)
    challenge = client.prove(client.start("CUSTOM_AUTH", CHALLENGE_NAME="SRP_A"))
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    asked = world.answer(challenge, EMAIL_OTP_CODE=world.latest_code())
    assert asked["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert [one["challengeName"] for one in events(world, "DefineAuthChallenge")[-1]["session"]][-1] == "EMAIL_OTP"


def test_a_pool_without_the_three_functions_is_refused(world):
    world.add_user()
    refused = ("InvalidParameterException", "Custom auth lambda trigger is not configured for the user pool.")
    assert error_of(world.start, "CUSTOM_AUTH") == refused
    world.serve(DefineAuthChallenge=define, CreateAuthChallenge=create)
    assert error_of(world.start, "CUSTOM_AUTH") == refused


def test_a_function_that_raises_refuses(asked):
    def refuse(_):
        raise ValueError("not today")

    asked.engine._triggers.functions["CreateAuthChallenge"] = refuse
    refused = error_of(asked.start, "CUSTOM_AUTH")
    assert refused == ("UserLambdaValidationException", "CreateAuthChallenge failed with error not today.")


def test_somebody_who_does_not_exist_is_asked_where_the_client_does_not_tell(asked):
    asked.client_record.settings["PreventUserExistenceErrors"] = "ENABLED"
    challenge = asked.start("CUSTOM_AUTH", "nobody")
    assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert events(asked, "DefineAuthChallenge")[0]["userNotFound"] is True
    assert error_of(asked.answer, challenge, username="nobody", ANSWER="answer 0") == WRONG
    asked.start("CUSTOM_AUTH")
    assert events(asked, "DefineAuthChallenge")[-1]["userNotFound"] is False


def test_who_exists_is_told_otherwise(asked):
    assert error_of(asked.start, "CUSTOM_AUTH", "nobody")[0] == "UserNotFoundException"
    asked.start("CUSTOM_AUTH")
    assert "userNotFound" not in events(asked, "DefineAuthChallenge")[-1]


def test_sessions_of_custom_and_of_other_flows_are_not_mixed_up(asked):
    asked.set_mfa("ON", "EMAIL_OTP")
    custom = asked.start("CUSTOM_AUTH")
    assert error_of(asked.answer, custom, "EMAIL_OTP", EMAIL_OTP_CODE="123456")[0] == "NotAuthorizedException"
    assert error_of(asked.answer, asked.start(), "CUSTOM_CHALLENGE", ANSWER="x")[0] == "NotAuthorizedException"


def test_a_user_who_goes_while_a_function_runs_gets_no_tokens(asked):
    def forget_the_user(event):
        asked.admin("AdminDeleteUser")
        return verify(event)

    challenge = asked.start("CUSTOM_AUTH")
    asked.engine._triggers.functions["VerifyAuthChallengeResponse"] = forget_the_user
    assert error_of(asked.answer, challenge, ANSWER="answer 0")[0] == "UserNotFoundException"
