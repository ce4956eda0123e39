"""The event before tokens are issued."""

import pytest

from local.cognito.triggers.events.tokens import (
    AUTHENTICATION,
    CLIENT_CREDENTIALS,
    MACHINE_USER_NAME,
    SOURCES,
    GroupConfiguration,
    is_called,
    pre_token_generation,
)
from tests.local.cognito.triggers.project import CONTEXT

GROUPS = GroupConfiguration(["staff"], ["arn:role"], "arn:role")
NO_GROUPS: dict[str, object] = {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": None}


def test_version_one_is_the_event_that_cognito_sends() -> None:
    event = pre_token_generation(CONTEXT, AUTHENTICATION, "ada", {"sub": "uuid"}, scopes=["openid"])

    assert (event["version"], event["triggerSource"]) == ("1", "TokenGeneration_Authentication")
    assert event["request"] == {"userAttributes": {"sub": "uuid"}, "groupConfiguration": NO_GROUPS}
    assert event["response"] == {"claimsOverrideDetails": None}


@pytest.mark.parametrize(("version", "number"), [("V2_0", "2"), ("V3_0", "3")])
def test_later_versions_have_scopes(version: str, number: str) -> None:
    event = pre_token_generation(
        CONTEXT,
        AUTHENTICATION,
        "ada",
        {"sub": "uuid"},
        version=version,
        groups=GROUPS,
        scopes=["openid", "email"],
        client_metadata={"a": "b"},
    )

    assert event["version"] == number
    assert event["request"] == {
        "userAttributes": {"sub": "uuid"},
        "groupConfiguration": {
            "groupsToOverride": ["staff"],
            "iamRolesToOverride": ["arn:role"],
            "preferredRole": "arn:role",
        },
        "scopes": ["openid", "email"],
        "clientMetadata": {"a": "b"},
    }
    assert event["response"] == {"claimsAndScopeOverrideDetails": None}


def test_a_machine_has_neither_attributes_nor_groups() -> None:
    event = pre_token_generation(
        CONTEXT, CLIENT_CREDENTIALS, MACHINE_USER_NAME, {}, version="V3_0", scopes=["api/read"]
    )

    assert event["request"] == {"userAttributes": {}, "groupConfiguration": NO_GROUPS, "scopes": ["api/read"]}


@pytest.mark.parametrize("version", ["V1_0", "V2_0", "V3_0"])
@pytest.mark.parametrize("source", SOURCES)
def test_only_version_three_is_called_for_machines(version: str, source: str) -> None:
    assert is_called(version, source) is (version == "V3_0" or source != "TokenGeneration_ClientCredentials")
