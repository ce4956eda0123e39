"""What every event has, and that every trigger of the newest model is known."""

import gzip
import json
from pathlib import Path

import botocore
import pytest

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.triggers.answers import checked_response
from local.cognito.triggers.events import senders
from local.cognito.triggers.events.common import (
    NO_CLIENT,
    TriggerContext,
    attribute_map,
    read_nothing,
    trigger_event,
    user_attributes,
)
from local.cognito.triggers.lambda_config import TRIGGERS, ConfiguredFunction, configured
from tests.local.cognito.triggers.project import ARN, CONTEXT


def test_an_event_has_the_common_members_in_the_order_of_cognito() -> None:
    event = trigger_event(CONTEXT, "PreSignUp_SignUp", "ada", {"a": 1}, {"b": None}, version="2")

    assert list(event.items()) == [
        ("version", "2"),
        ("region", "us-east-1"),
        ("userPoolId", "us-east-1_Example01"),
        ("userName", "ada"),
        ("callerContext", {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "1example23456789"}),
        ("triggerSource", "PreSignUp_SignUp"),
        ("request", {"a": 1}),
        ("response", {"b": None}),
    ]


def test_an_administrators_operation_has_no_app_client() -> None:
    event = trigger_event(TriggerContext("us-east-1", "us-east-1_Example01"), "s", "ada", {}, {})

    assert event["callerContext"]["clientId"] == NO_CLIENT == "CLIENT_ID_NOT_APPLICABLE"


def test_the_attributes_of_a_user_have_sub_and_status_first() -> None:
    attributes = {"email": "ada@example.com", "sub": "uuid", "email_verified": "true"}

    found = user_attributes(attributes, "CONFIRMED", {"email": "ada@example.com", "preferred_username": "a"})

    assert list(found.items()) == [
        ("sub", "uuid"),
        ("cognito:user_status", "CONFIRMED"),
        ("cognito:email_alias", "ada@example.com"),
        ("email", "ada@example.com"),
        ("email_verified", "true"),
    ]
    assert user_attributes({"email": "x"}) == {"email": "x"}


def test_lists_of_attributes_become_maps() -> None:
    assert attribute_map([{"Name": "a", "Value": "1"}, {"Name": "b"}]) == {"a": "1", "b": ""}
    assert attribute_map(None) == {}


def test_every_trigger_of_the_newest_model_is_known() -> None:
    path = Path(botocore.__file__).parent / "data" / "cognito-idp" / "2016-04-18" / "service-2.json.gz"
    model = json.loads(gzip.decompress(path.read_bytes()))
    members = set(model["shapes"]["LambdaConfigType"]["members"])

    assert members - {"KMSKeyID", "PreTokenGenerationConfig"} == set(TRIGGERS)


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_every_answer_of_a_trigger_is_checked(trigger: str) -> None:
    event = {"version": "1", "response": {}}
    if trigger in {senders.CUSTOM_EMAIL_SENDER, senders.CUSTOM_SMS_SENDER}:
        return  # Cognito reads nothing of what they answer
    no_events: list[JsonObject] = [{}, {"response": None}, {"response": []}, {"response": "x"}]
    for output in no_events:
        with pytest.raises(CognitoError, match="Unrecognizable lambda output"):
            checked_response(trigger, event, output)
    if trigger != "DefineAuthChallenge":
        assert checked_response(trigger, event, {"response": {}}) == {}


@pytest.mark.parametrize(
    ("config", "trigger", "expected"),
    [
        ({}, "PreSignUp", None),
        ({"PreSignUp": ""}, "PreSignUp", None),
        ({"PreSignUp": f"{ARN}a"}, "PreSignUp", ConfiguredFunction(f"{ARN}a", "V1_0")),
        ({"PreTokenGeneration": f"{ARN}a"}, "PreTokenGeneration", ConfiguredFunction(f"{ARN}a", "V1_0")),
        (
            {
                "PreTokenGeneration": f"{ARN}a",
                "PreTokenGenerationConfig": {"LambdaArn": f"{ARN}a", "LambdaVersion": "V3_0"},
            },
            "PreTokenGeneration",
            ConfiguredFunction(f"{ARN}a", "V3_0"),
        ),
        (
            {"CustomSMSSender": {"LambdaArn": f"{ARN}a", "LambdaVersion": "V1_0"}},
            "CustomSMSSender",
            ConfiguredFunction(f"{ARN}a", "V1_0"),
        ),
        ({"CustomEmailSender": None}, "CustomEmailSender", None),
        (
            {"InboundFederation": {"LambdaArn": f"{ARN}a", "LambdaVersion": "V1_0"}},
            "InboundFederation",
            ConfiguredFunction(f"{ARN}a", "V1_0"),
        ),
    ],
)
def test_the_function_of_a_trigger_is_found(config: JsonObject, trigger: str, expected: object) -> None:
    assert configured(config, trigger) == expected


def test_triggers_that_answer_nothing_may_leave_null_and_no_more() -> None:
    read_nothing({})
    read_nothing({"anything": None})
    with pytest.raises(CognitoError, match="Unrecognizable lambda output"):
        read_nothing({"autoConfirmUser": True})
