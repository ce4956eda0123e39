"""Whatever a function answers, there is Cognito's refusal or an answer, and never an error of our own."""

import json
from collections.abc import Callable
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.triggers.answers import checked_response
from local.cognito.triggers.calls import masked, secrets_in
from local.cognito.triggers.events.tokens import PRE_TOKEN_GENERATION
from local.cognito.triggers.json_values import parse_output
from local.cognito.triggers.lambda_config import TRIGGERS
from local.cognito.triggers.token_overrides import apply_token_overrides

T = TypeVar("T")
MEMBERS = st.sampled_from(
    [
        *("autoConfirmUser", "challengeName", "issueTokens", "publicChallengeParameters", "emailMessage"),
        *("userAttributes", "finalUserStatus", "desiredDeliveryMediums", "userAttributesToMap"),
        *("claimsOverrideDetails", "claimsAndScopeOverrideDetails", "idTokenGeneration", "accessTokenGeneration"),
        *("claimsToAddOrOverride", "claimsToSuppress", "scopesToAdd", "scopesToSuppress", "groupOverrideDetails"),
        *("groupsToOverride", "iamRolesToOverride", "preferredRole", "cognito:groups", "sub", "aud", "scope", "email"),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(MEMBERS | st.text(), inner, max_size=4),
    max_leaves=12,
)
RESPONSES = st.dictionaries(MEMBERS, JSON, max_size=5)
ANSWERING = [trigger for trigger in TRIGGERS if trigger not in {"CustomSMSSender", "CustomEmailSender"}]


def unless_refused(call: Callable[[], T]) -> T | None:
    """What `call` returns; None where the answer is refused as Cognito does."""
    try:
        return call()
    except CognitoError as error:
        if error.code != "InvalidLambdaResponseException":
            raise
        return None


@given(text=st.text() | JSON.map(json.dumps))
def test_any_output_is_an_object_or_refused(text: str) -> None:
    found = unless_refused(lambda: parse_output(text))

    json.dumps(found, allow_nan=False, ensure_ascii=False).encode("utf-8")


@given(trigger=st.sampled_from(ANSWERING), response=JSON | RESPONSES, version=st.sampled_from("123"))
def test_any_response_is_read_or_refused(trigger: str, response: object, version: str) -> None:
    found = unless_refused(lambda: checked_response(trigger, {"version": version}, {"response": response}))

    assert found in (None, response)


@given(response=RESPONSES, version=st.sampled_from(["V1_0", "V2_0", "V3_0"]))
def test_any_override_leaves_tokens_that_can_be_written(response: JsonObject, version: str) -> None:
    claims: JsonObject = {"sub": "s", "iss": "i", "aud": "c", "token_use": "id", "cognito:groups": ["a"], "email": "e"}
    access: JsonObject = {
        "sub": "s",
        "iss": "i",
        "client_id": "c",
        "token_use": "access",
        "username": "u",
        "scope": "openid",
    }
    changed = unless_refused(lambda: apply_token_overrides(claims, access, response, version))

    if changed is not None:
        assert changed[0] is not None
        for after in changed:
            json.dumps(after, allow_nan=False)
        assert [changed[0][name] for name in ("sub", "iss", "aud", "token_use")] == ["s", "i", "c", "id"]
        assert [changed[1][name] for name in ("sub", "iss", "client_id", "token_use")] == ["s", "i", "c", "access"]


@given(value=JSON)
def test_any_event_can_be_remembered(value: object) -> None:
    json.dumps(masked({"request": value, "password": value}))
    list(secrets_in({"password": value}))


def test_the_trigger_of_tokens_is_among_those_that_are_tried() -> None:
    assert PRE_TOKEN_GENERATION in ANSWERING
