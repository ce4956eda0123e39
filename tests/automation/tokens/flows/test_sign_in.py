"""The one sign-in of all flows of the API, against a Cognito played by a small class."""

import io
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ParamValidationError
from botocore.session import Session

from automation.errors import DriverError
from automation.tokens.challenges.answerers import ANSWERERS
from automation.tokens.challenges.answers import Answers
from automation.tokens.challenges.sources import UnansweredError
from automation.tokens.challenges.terminal import asker
from automation.tokens.flows import Credentials, FlowRequest, run_flow
from automation.tokens.flows.refusals import MEANINGS, RefusedError, refused
from tests.automation.environments import make_environment

TOKENS = {"AuthenticationResult": {"AccessToken": "a", "IdToken": "i", "RefreshToken": "r", "ExpiresIn": 300}}


class FakeCognito:
    """Answers one after the other, whatever is called; an exception is raised."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, operation: str) -> Any:
        def call(**parameters: Any) -> Any:
            self.calls.append((operation, parameters))
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call


def challenge(name: str, **more: Any) -> dict[str, Any]:
    return {"ChallengeName": name, "Session": f"session of {name}", **more}


def refusal(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "InitiateAuth")


def sign_in(cognito: Any, flow: str = "password", **answers: Any) -> Any:
    environment = make_environment()
    credentials = Credentials("jane", "Passw0rd!")
    return run_flow(
        flow, FlowRequest(environment, environment.client(), credentials, (), lambda: cognito, None, Answers(**answers))
    )


def responses(cognito: FakeCognito, at: int = -1) -> dict[str, str]:
    found = dict(cognito.calls[at][1]["ChallengeResponses"])
    assert found.pop("SECRET_HASH")
    return found


def test_after_a_challenge_cognitos_own_name_of_the_user_is_used():
    cognito = FakeCognito(
        challenge("SMS_MFA", ChallengeParameters={"USER_ID_FOR_SRP": "u-1"}), challenge("EMAIL_OTP"), TOKENS
    )

    sign_in(cognito, codes=("111111", "222222"))

    assert responses(cognito, 1) == {"USERNAME": "u-1", "SMS_MFA_CODE": "111111"}
    assert responses(cognito, 2) == {"USERNAME": "u-1", "EMAIL_OTP_CODE": "222222"}
    assert cognito.calls[2][1]["Session"] == "session of EMAIL_OTP"


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        ({"totp_secret": "MFRGGZDF"}, "SOFTWARE_TOKEN_MFA"),
        ({"mfa": "SMS_MFA"}, "SMS_MFA"),
        ({"inbox": object()}, "SMS_MFA"),
    ],
)
def test_the_second_factor_is_one_that_can_be_answered(options, chosen):
    parameters = {"MFAS_CAN_CHOOSE": '["SMS_MFA","SOFTWARE_TOKEN_MFA"]'}
    cognito = FakeCognito(challenge("SELECT_MFA_TYPE", ChallengeParameters=parameters), TOKENS)

    sign_in(cognito, **options)

    assert responses(cognito) == {"USERNAME": "jane", "ANSWER": chosen}


def test_attributes_that_a_new_password_asks_for_are_answered_or_named():
    parameters = {"requiredAttributes": '["userAttributes.nickname"]'}
    asked = challenge("NEW_PASSWORD_REQUIRED", ChallengeParameters=parameters)
    cognito = FakeCognito(asked, TOKENS)

    sign_in(cognito, new_password="n3w", attributes={"nickname": "J"})

    assert responses(cognito) == {"USERNAME": "jane", "NEW_PASSWORD": "n3w", "userAttributes.nickname": "J"}
    with pytest.raises(UnansweredError, match=r"--attribute nickname=VALUE"):
        sign_in(FakeCognito(asked), new_password="n3w")


def test_a_new_password_is_kept_only_once_it_is_accepted():
    kept: list[Any] = []
    asked = challenge("NEW_PASSWORD_REQUIRED")

    with pytest.raises(RefusedError, match=r"InvalidPasswordException, too short\. The new password doesn't meet"):
        sign_in(
            FakeCognito(asked, refusal("InvalidPasswordException", "too short")),
            new_password="n3w",
            keep=lambda *news: kept.append(news),
        )
    assert kept == []
    sign_in(FakeCognito(asked, TOKENS), new_password="n3w", keep=lambda *news: kept.append(news))
    assert kept == [("jane", {"password": "n3w"})]


def test_an_authenticators_secret_is_kept_before_anything_else_can_fail():
    kept: list[Any] = []
    cognito = FakeCognito(
        challenge("MFA_SETUP", ChallengeParameters={"MFAS_CAN_SETUP": '["SOFTWARE_TOKEN_MFA"]'}),
        {"SecretCode": "MFRGGZDF", "Session": "associated"},
        {"Status": "SUCCESS", "Session": "verified"},
        refusal("InternalErrorException", ""),
    )

    with pytest.raises(RefusedError, match="The fault is Cognito's"):
        sign_in(cognito, keep=lambda *news: kept.append(news))

    assert kept == [("jane", {"totp_secret": "MFRGGZDF"})]
    assert [call[1]["Session"] for call in cognito.calls[1:]] == ["session of MFA_SETUP", "associated", "verified"]


def test_a_second_factor_that_no_app_can_be_is_explained():
    parameters = {"MFAS_CAN_SETUP": '["SMS_MFA"]'}

    with pytest.raises(UnansweredError, match=r"MFA_SETUP.*allows only SMS_MFA.*verified phone number"):
        sign_in(FakeCognito(challenge("MFA_SETUP", ChallengeParameters=parameters)))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("WEB_AUTHN", "WEB_AUTHN.*only the authenticator"),
        ("DEVICE_SRP_AUTH", "DEVICE_SRP_AUTH.*--remember-device"),
        ("SOMETHING_NEW", "SOMETHING_NEW, which this version of the program doesn't support"),
        ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA.*--totp-secret or --code"),
        ("SMS_OTP", "SMS_OTP.*--code"),
    ],
)
def test_a_challenge_that_nothing_answers_is_named(name, words):
    with pytest.raises(UnansweredError, match=words):
        sign_in(FakeCognito(challenge(name)))


def test_every_challenge_that_botocore_knows_has_an_answer():
    shapes = Session().get_service_model("cognito-idp").shape_for("ChallengeNameType")

    assert set(shapes.enum) - {"ADMIN_NO_SRP_AUTH"} <= set(ANSWERERS)  # type: ignore[attr-defined] # only of texts


def test_challenges_without_end_are_given_up():
    with pytest.raises(DriverError, match="more than 20 challenges"):
        sign_in(FakeCognito(*[challenge("PASSWORD")] * 21))


@pytest.mark.parametrize("answer", [{}, {"ChallengeName": None}])
def test_an_answer_that_is_none_is_refused(answer):
    with pytest.raises(DriverError, match="neither tokens nor a challenge"):
        sign_in(FakeCognito(answer))


@pytest.mark.parametrize(
    ("code", "message", "words"),
    [
        ("NotAuthorizedException", "Unable to verify secret hash for client 1", "SECRET_HASH is wrong"),
        (
            "NotAuthorizedException",
            "Client 1 is configured with secret but SECRET_HASH was not received",
            "SECRET_HASH",
        ),
        (
            "InvalidParameterException",
            "USER_SRP_AUTH is not enabled for the client.",
            "doesn't allow the flow password",
        ),
        ("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client", "doesn't allow the flow"),
        ("NotAuthorizedException", "Invalid session for the user, session is expired.", "auth_session_validity"),
        ("NotAuthorizedException", "Password attempts exceeded", "locked out"),
        ("NotAuthorizedException", "Refresh Token has been revoked", "Sign in again"),
        ("PasswordResetRequiredException", "Password reset required for the user", "AdminSetUserPassword"),
        ("UserNotFoundException", "User does not exist.", "The user pool us-east-1_abc has no user jane"),
        ("TooManyRequestsException", "Rate exceeded", "quota for this category of requests"),
        ("LimitExceededException", "Attempt limit exceeded, please try after some time.", "tried too often"),
        ("ExpiredCodeException", "Your software token has already been used once.", "works once"),
        ("AccessDeniedException", "User: x is not authorized", "cognito-idp:AdminInitiateAuth"),
        ("UserLambdaValidationException", "PreAuthentication failed with error no.", "Lambda"),
        ("ForbiddenException", "Request not allowed due to WAF block.", "web ACL"),
        ("SomethingNewException", "Of 2030", "SomethingNewException, Of 2030."),
    ],
)
def test_cognitos_words_are_explained(code, message, words):
    with pytest.raises(RefusedError) as caught:
        sign_in(FakeCognito(refusal(code, message)))

    assert caught.value.code == code
    assert message.rstrip(".") in str(caught.value)
    assert words in str(caught.value)
    assert "jane at the app client webapp" in str(caught.value)


def test_no_meaning_is_hidden_by_one_before_it_and_every_name_is_filled_in():
    names = {"user": "jane", "client": "webapp", "pool": "us-east-1_abc", "flow": "srp"}
    for meaning in MEANINGS:
        about = {**names, "flow": meaning.flow or names["flow"]}
        told = str(refused("Signing in", meaning.code, meaning.words, about))
        expected = meaning.text.format(**about)
        assert told.endswith(expected), meaning


@pytest.mark.parametrize(
    "error",
    [
        refusal("InvalidParameterException", "Value 'Passw0rd!' at 'password' failed to satisfy constraint"),
        ParamValidationError(report="Invalid length for Passw0rd!"),
        EndpointConnectionError(endpoint_url="https://example.com/Passw0rd!"),
    ],
)
def test_no_message_repeats_a_secret(error):
    with pytest.raises(DriverError) as caught:
        sign_in(FakeCognito(error))

    assert "Passw0rd!" not in str(caught.value)
    assert caught.value.__cause__ is None


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_is_missing_is_asked_for_on_a_terminal_and_nowhere_else():
    cognito, screen = FakeCognito(challenge("SMS_MFA"), TOKENS), io.StringIO()

    sign_in(cognito, ask=asker(Terminal("123456\n"), screen))

    assert responses(cognito)["SMS_MFA_CODE"] == "123456"
    assert screen.getvalue() == "Code that Cognito sent: "
    assert asker(io.StringIO("123456\n"), screen) is None


def test_an_empty_answer_on_the_terminal_ends_the_sign_in():
    with pytest.raises(DriverError, match="Nothing was entered for: Code"):
        sign_in(FakeCognito(challenge("SMS_MFA")), ask=asker(Terminal("\n"), io.StringIO()))


def test_where_the_authenticators_code_was_used_already_the_next_one_is_waited_for():
    waited: list[float] = []
    used = refusal("ExpiredCodeException", "Your software token has already been used once.")
    cognito = FakeCognito(challenge("SOFTWARE_TOKEN_MFA"), used, TOKENS)

    sign_in(cognito, totp_secret="MFRGGZDF", pause=waited.append)

    assert [0 < seconds <= 30 for seconds in waited] == [True]
    assert cognito.calls[1][1]["Session"] == cognito.calls[2][1]["Session"]
    with pytest.raises(RefusedError, match="works once"):
        sign_in(FakeCognito(challenge("SOFTWARE_TOKEN_MFA"), used), codes=("123456",), pause=waited.append)
