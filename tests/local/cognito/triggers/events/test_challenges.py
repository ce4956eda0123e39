"""The three triggers of a custom sign-in."""

import pytest

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.triggers.events.challenges import (
    ChallengeResult,
    CustomChallenge,
    NextChallenge,
    create_auth_challenge,
    define_auth_challenge,
    read_create_auth_challenge,
    read_define_auth_challenge,
    read_verify_auth_challenge,
    verify_auth_challenge,
)
from tests.local.cognito.triggers.project import CONTEXT

SESSION = [ChallengeResult("SRP_A", passed=True), ChallengeResult("CUSTOM_CHALLENGE", passed=False, metadata="CAPTCHA")]
SESSION_JSON = [
    {"challengeName": "SRP_A", "challengeResult": True, "challengeMetadata": None},
    {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": False, "challengeMetadata": "CAPTCHA"},
]


def test_define_is_the_event_that_cognito_sends() -> None:
    event = define_auth_challenge(CONTEXT, "ada", {"sub": "uuid"}, SESSION, user_not_found=False)

    assert event["triggerSource"] == "DefineAuthChallenge_Authentication"
    assert event["request"] == {"userAttributes": {"sub": "uuid"}, "session": SESSION_JSON, "userNotFound": False}
    assert event["response"] == {"challengeName": None, "issueTokens": None, "failAuthentication": None}


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ({"challengeName": "CUSTOM_CHALLENGE"}, NextChallenge(name="CUSTOM_CHALLENGE")),
        (
            {"challengeName": "PASSWORD_VERIFIER", "issueTokens": False, "failAuthentication": False},
            NextChallenge(name="PASSWORD_VERIFIER"),
        ),
        ({"issueTokens": True, "failAuthentication": False}, NextChallenge(issue_tokens=True)),
        ({"issueTokens": True, "challengeName": "CUSTOM_CHALLENGE"}, NextChallenge(issue_tokens=True)),
        ({"issueTokens": True, "failAuthentication": True}, NextChallenge(fail=True)),
    ],
)
def test_define_decides_on_what_comes_next(response: JsonObject, expected: NextChallenge) -> None:
    assert read_define_auth_challenge(response) == expected


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"challengeName": ""},
        {"challengeName": None, "issueTokens": False},
        {"challengeName": {}},
        {"issueTokens": []},
    ],
)
def test_a_decision_that_is_none_is_refused(response: JsonObject) -> None:
    with pytest.raises(CognitoError, match="Unrecognizable lambda output"):
        read_define_auth_challenge(response)


def test_create_is_the_event_that_cognito_sends() -> None:
    event = create_auth_challenge(CONTEXT, "ada", {"sub": "uuid"}, SESSION, client_metadata={"a": "b"})

    assert event["triggerSource"] == "CreateAuthChallenge_Authentication"
    assert event["request"] == {
        "userAttributes": {"sub": "uuid"},
        "challengeName": "CUSTOM_CHALLENGE",
        "session": SESSION_JSON,
        "clientMetadata": {"a": "b"},
    }
    assert event["response"] == {
        "publicChallengeParameters": None,
        "privateChallengeParameters": None,
        "challengeMetadata": None,
    }


def test_create_makes_up_a_challenge() -> None:
    found = read_create_auth_challenge(
        {
            "publicChallengeParameters": {"url": "https://a", "number": 5},
            "privateChallengeParameters": {"answer": "sesame", "nothing": None},
            "challengeMetadata": "CAPTCHA",
        }
    )

    assert found == CustomChallenge({"url": "https://a", "number": "5"}, {"answer": "sesame"}, "CAPTCHA")
    assert "sesame" not in repr(found)
    assert read_create_auth_challenge({}) == CustomChallenge()


@pytest.mark.parametrize(
    "response",
    [{"publicChallengeParameters": ["a"]}, {"privateChallengeParameters": {"a": {}}}, {"challengeMetadata": []}],
)
def test_a_challenge_of_the_wrong_shape_is_refused(response: JsonObject) -> None:
    with pytest.raises(CognitoError, match="Unrecognizable lambda output"):
        read_create_auth_challenge(response)


def test_verify_is_the_event_that_cognito_sends() -> None:
    event = verify_auth_challenge(
        CONTEXT, "ada", {"sub": "uuid"}, private_parameters={"answer": "sesame"}, answer="open", user_not_found=True
    )

    assert event["triggerSource"] == "VerifyAuthChallengeResponse_Authentication"
    assert event["request"] == {
        "userAttributes": {"sub": "uuid"},
        "privateChallengeParameters": {"answer": "sesame"},
        "challengeAnswer": "open",
        "userNotFound": True,
    }
    assert event["response"] == {"answerCorrect": None}


@pytest.mark.parametrize(
    ("response", "expected"),
    [({"answerCorrect": True}, True), ({"answerCorrect": False}, False), ({"answerCorrect": None}, False), ({}, False)],
)
def test_verify_judges_the_answer(response: JsonObject, expected: bool) -> None:  # noqa: FBT001 - a case's parameter
    assert read_verify_auth_challenge(response) is expected
