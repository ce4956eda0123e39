"""The three triggers of a custom sign-in ("Custom authentication challenge Lambda triggers")."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from local.cognito.json_types import JsonObject
from local.cognito.triggers.events.common import Texts, TriggerContext, trigger_event, with_metadata
from local.cognito.triggers.failures import invalid_lambda_response
from local.cognito.triggers.json_values import flag, text, texts

DEFINE: Final = "DefineAuthChallenge"
CREATE: Final = "CreateAuthChallenge"
VERIFY: Final = "VerifyAuthChallengeResponse"
DEFINE_SOURCE: Final = "DefineAuthChallenge_Authentication"
CREATE_SOURCE: Final = "CreateAuthChallenge_Authentication"
VERIFY_SOURCE: Final = "VerifyAuthChallengeResponse_Authentication"
CUSTOM_CHALLENGE: Final = "CUSTOM_CHALLENGE"


@dataclass(frozen=True, slots=True)
class ChallengeResult:
    """One challenge of the sign-in so far."""

    name: str
    """SRP_A, PASSWORD_VERIFIER, CUSTOM_CHALLENGE, SMS_MFA, EMAIL_OTP, SOFTWARE_TOKEN_MFA, DEVICE_SRP_AUTH ..."""
    passed: bool
    metadata: str | None = None
    """challengeMetadata of the function that made a CUSTOM_CHALLENGE."""

    def to_json(self) -> JsonObject:
        """An element of `session`."""
        return {"challengeName": self.name, "challengeResult": self.passed, "challengeMetadata": self.metadata}


@dataclass(frozen=True, slots=True)
class NextChallenge:
    """What DefineAuthChallenge decided: exactly one of the three."""

    fail: bool = False
    issue_tokens: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class CustomChallenge:
    """What CreateAuthChallenge made up."""

    public_parameters: dict[str, str] = field(default_factory=dict)
    """Sent to the app as ChallengeParameters."""
    private_parameters: dict[str, str] = field(default_factory=dict, repr=False)
    """Kept for VerifyAuthChallengeResponse."""
    metadata: str | None = None


def define_auth_challenge(  # noqa: PLR0913 - the members of one event
    context: TriggerContext,
    user_name: str,
    attributes: Texts,
    session: Sequence[ChallengeResult],
    *,
    client_metadata: Texts | None = None,
    user_not_found: bool | None = None,
) -> JsonObject:
    """The event that asks what comes next; `session` is empty at first, or has SRP_A where the app begins with it."""
    request = _request(attributes, client_metadata, user_not_found)
    request["session"] = [result.to_json() for result in session]
    response = {"challengeName": None, "issueTokens": None, "failAuthentication": None}
    return trigger_event(context, DEFINE_SOURCE, user_name, request, response)


def read_define_auth_challenge(response: Mapping[str, Any]) -> NextChallenge:
    """What comes next; an answer that decides nothing is refused."""
    name = text(response.get("challengeName"))
    issue_tokens = flag(response.get("issueTokens"))
    if flag(response.get("failAuthentication")):
        return NextChallenge(fail=True)
    if issue_tokens:
        return NextChallenge(issue_tokens=True)
    if not name:
        raise invalid_lambda_response()
    return NextChallenge(name=name)


def create_auth_challenge(  # noqa: PLR0913 - the members of one event
    context: TriggerContext,
    user_name: str,
    attributes: Texts,
    session: Sequence[ChallengeResult],
    *,
    challenge_name: str = CUSTOM_CHALLENGE,
    client_metadata: Texts | None = None,
    user_not_found: bool | None = None,
) -> JsonObject:
    """The event that asks for a challenge."""
    request = _request(attributes, client_metadata, user_not_found)
    request |= {"challengeName": challenge_name, "session": [result.to_json() for result in session]}
    response = {"publicChallengeParameters": None, "privateChallengeParameters": None, "challengeMetadata": None}
    return trigger_event(context, CREATE_SOURCE, user_name, request, response)


def read_create_auth_challenge(response: Mapping[str, Any]) -> CustomChallenge:
    """The challenge."""
    return CustomChallenge(
        public_parameters=texts(response.get("publicChallengeParameters")),
        private_parameters=texts(response.get("privateChallengeParameters")),
        metadata=text(response.get("challengeMetadata")),
    )


def verify_auth_challenge(  # noqa: PLR0913 - the members of one event
    context: TriggerContext,
    user_name: str,
    attributes: Texts,
    *,
    private_parameters: Texts,
    answer: str,
    client_metadata: Texts | None = None,
    user_not_found: bool | None = None,
) -> JsonObject:
    """The event that asks whether `answer` is right."""
    request = _request(attributes, client_metadata, user_not_found)
    request |= {"privateChallengeParameters": dict(private_parameters), "challengeAnswer": answer}
    return trigger_event(context, VERIFY_SOURCE, user_name, request, {"answerCorrect": None})


def read_verify_auth_challenge(response: Mapping[str, Any]) -> bool:
    """Whether the answer is right; not, where the function doesn't say."""
    return flag(response.get("answerCorrect"))


def _request(attributes: Texts, client_metadata: Texts | None, user_not_found: bool | None) -> JsonObject:  # noqa: FBT001
    request = with_metadata({"userAttributes": dict(attributes)}, client_metadata)
    if user_not_found is not None:
        request["userNotFound"] = user_not_found
    return request
