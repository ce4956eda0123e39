"""Bringing a user over from elsewhere."""

import pytest

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.triggers.events.migration import (
    AT_FORGOT_PASSWORD,
    AT_SIGN_IN,
    MigratedUser,
    read_user_migration,
    user_migration,
)
from tests.local.cognito.triggers.project import CONTEXT


def test_at_sign_in_it_is_the_event_that_cognito_sends() -> None:
    event = user_migration(CONTEXT, AT_SIGN_IN, "Ada@Example.com", password="Password1!")

    assert (event["triggerSource"], event["userName"]) == ("UserMigration_Authentication", "Ada@Example.com")
    assert event["request"] == {"password": "Password1!", "validationData": None, "userAttributes": None}
    assert event["response"] == {
        "userAttributes": None,
        "forceAliasCreation": None,
        "enableSMSMFA": None,
        "finalUserStatus": None,
        "messageAction": None,
        "desiredDeliveryMediums": None,
    }


def test_at_a_forgotten_password_there_is_none() -> None:
    event = user_migration(CONTEXT, AT_FORGOT_PASSWORD, "ada", client_metadata={"a": "b"}, validation_data={"c": "d"})

    assert event["triggerSource"] == "UserMigration_ForgotPassword"
    assert event["request"] == {
        "validationData": {"c": "d"},
        "userAttributes": None,
        "clientMetadata": {"a": "b"},
    }


def test_a_user_comes_over() -> None:
    found = read_user_migration(
        {
            "userAttributes": {"email": "a@b.c", "email_verified": True, "username": "ada", "custom:n": 5},
            "finalUserStatus": "CONFIRMED",
            "messageAction": "SUPPRESS",
            "desiredDeliveryMediums": ["EMAIL"],
            "forceAliasCreation": True,
            "enableSMSMFA": False,
        }
    )

    assert found == MigratedUser(
        attributes={"email": "a@b.c", "email_verified": "true", "custom:n": "5"},
        user_name="ada",
        final_status="CONFIRMED",
        message_action="SUPPRESS",
        delivery_media=["EMAIL"],
        force_alias_creation=True,
    )


def test_without_a_word_the_password_has_to_be_reset_and_a_message_is_sent() -> None:
    found = read_user_migration({"userAttributes": {"email": "a@b.c"}})

    assert found == MigratedUser({"email": "a@b.c"}, final_status="RESET_REQUIRED", message_action=None)


@pytest.mark.parametrize("response", [{}, {"userAttributes": None}, {"userAttributes": {}, "finalUserStatus": None}])
def test_nobody_comes_over_without_attributes(response: JsonObject) -> None:
    assert read_user_migration(response) is None


@pytest.mark.parametrize(
    "change",
    [
        {"userAttributes": ["email"]},
        {"userAttributes": {"address": {"country": "x"}}},
        {"finalUserStatus": "FINE"},
        {"messageAction": "SEND"},
        {"desiredDeliveryMediums": ["PIGEON"]},
        {"desiredDeliveryMediums": "EMAIL"},
        {"forceAliasCreation": "perhaps"},
    ],
)
def test_an_answer_of_the_wrong_shape_is_refused(change: JsonObject) -> None:
    with pytest.raises(CognitoError, match="Unrecognizable lambda output"):
        read_user_migration({"userAttributes": {"email": "a@b.c"}, **change})
