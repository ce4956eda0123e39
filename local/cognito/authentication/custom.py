"""Custom authentication: three functions decide what is asked ("Custom authentication challenge Lambda triggers")."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from local.cognito import triggering
from local.cognito.authentication import mfa, password_proof, second_factor
from local.cognito.authentication.attempt import Attempt
from local.cognito.authentication.eligibility import WRONG
from local.cognito.authentication.requests import Answer, Request
from local.cognito.errors import invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool
from local.cognito.triggers.events import challenges
from local.cognito.triggers.events.challenges import ChallengeResult
from local.cognito.triggers.failures import invalid_lambda_response
from local.cognito.triggers.lambda_config import CUSTOM_AUTH

CUSTOM_CHALLENGE: Final = challenges.CUSTOM_CHALLENGE
SRP_A: Final = "SRP_A"
NOT_CONFIGURED: Final = "Custom auth lambda trigger is not configured for the user pool."


def check_configured(pool: UserPool) -> None:
    """Raise CognitoError where a pool lacks one of the three functions."""
    if not all(triggering.has(pool, trigger) for trigger in CUSTOM_AUTH):
        raise invalid(NOT_CONFIGURED)


def begin(request: Request, attempt: Attempt) -> JsonObject | None:
    """The first challenge, with or without SRP before it; None where tokens are issued without any."""
    if request.get("CHALLENGE_NAME") == SRP_A:
        a = password_proof.public_value(request)
        return next_challenge(passed(attempt, SRP_A), a)
    return next_challenge(attempt)


def passed(attempt: Attempt, name: str, *, right: bool = True, metadata: str | None = None) -> Attempt:
    """The attempt with the result of one more challenge; other flows keep none."""
    if attempt.results is None:
        return attempt
    return replace(attempt, results=(*attempt.results, ChallengeResult(name, right, metadata).to_json()))


def next_challenge(attempt: Attempt, a: int | None = None) -> JsonObject | None:
    """What DefineAuthChallenge wants next; None for tokens. Raises CognitoError where it refuses."""
    response = _invoked(
        attempt, challenges.DEFINE, partial(challenges.define_auth_challenge, session=_results(attempt))
    )
    decided = challenges.read_define_auth_challenge(response)
    if decided.fail or (decided.issue_tokens and attempt.is_nobody):
        raise not_authorized(WRONG)
    if decided.issue_tokens:
        return None
    if decided.name == CUSTOM_CHALLENGE:
        return _create(attempt)
    if decided.name == password_proof.PASSWORD_VERIFIER and a is not None:
        proof = password_proof.challenge(attempt, a)
        return {**proof, "Session": proof["ChallengeParameters"]["SECRET_BLOCK"]}
    if decided.name in mfa.reachable(attempt.pool, attempt.user):
        return second_factor.begin(attempt, decided.name)
    raise invalid_lambda_response()


def answered(answer: Answer) -> Attempt:
    """The answer to CUSTOM_CHALLENGE, right or wrong, as VerifyAuthChallengeResponse says."""
    given, attempt = answer["ANSWER"], answer.attempt
    remembered = answer.take()
    event = partial(challenges.verify_auth_challenge, private_parameters=remembered["private_parameters"], answer=given)
    response = _invoked(attempt, challenges.VERIFY, event)
    right = challenges.read_verify_auth_challenge(response)
    return passed(attempt, CUSTOM_CHALLENGE, right=right, metadata=remembered["challenge_metadata"])


def _invoked(attempt: Attempt, trigger: str, event: Callable[..., JsonObject]) -> JsonObject:
    """A function's answer to an event, which is told who signs in. Raises CognitoError where there is no function."""
    response = attempt.invoke(
        trigger,
        lambda: event(
            triggering.context(attempt.pool, attempt.client.id),
            attempt.user.username,
            _attributes(attempt),
            client_metadata=attempt.metadata,
            user_not_found=_user_not_found(attempt),
        ),
    )
    if response is None:
        raise invalid(NOT_CONFIGURED)
    return response


def _create(attempt: Attempt) -> JsonObject:
    response = _invoked(
        attempt, challenges.CREATE, partial(challenges.create_auth_challenge, session=_results(attempt))
    )
    made = challenges.read_create_auth_challenge(response)
    return attempt.challenge(
        CUSTOM_CHALLENGE,
        {**made.public_parameters, "USERNAME": attempt.user.username},
        private_parameters=made.private_parameters,
        challenge_metadata=made.metadata,
    )


def _attributes(attempt: Attempt) -> Mapping[str, str]:
    return {} if attempt.is_nobody else triggering.attributes(attempt.pool, attempt.user)


def _results(attempt: Attempt) -> list[ChallengeResult]:
    return [_result(one) for one in attempt.results or ()]


def _result(kept: Mapping[str, Any]) -> ChallengeResult:
    return ChallengeResult(kept["challengeName"], kept["challengeResult"], kept["challengeMetadata"])


def _user_not_found(attempt: Attempt) -> bool | None:
    return attempt.is_nobody if attempt.client.hides_user_existence else None
