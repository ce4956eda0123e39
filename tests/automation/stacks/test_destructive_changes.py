import re

import pytest

from automation.errors import UsageError
from automation.stacks.destructive_changes import USER_POOL, PlannedChange, refuse_loss_of_users, warnings
from components.arguments import CognitoAuthArgs

POOL = "us-east-1_abc"


def pool(operation: str, *properties: str, **inputs) -> PlannedChange:
    return PlannedChange(USER_POOL, "auth-user-pool", operation, POOL, properties, **inputs)


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("aliasAttributes", "alias attributes are fixed"),
        ("usernameAttributes", "what users sign in with is fixed"),
        ("schemas", "required ones can't be added"),
    ],
)
def test_replacing_a_pool_with_users_is_refused_with_the_setting_that_causes_it(cause, words):
    with pytest.raises(UsageError) as caught:
        refuse_loss_of_users([pool("replace", cause)], lambda pool_id: pool_id == POOL)

    assert words in str(caught.value)
    assert cause in str(caught.value)
    assert "Nothing was changed" in str(caught.value)
    assert "--replace-pool" in str(caught.value)


def test_deleting_a_pool_with_users_is_refused():
    with pytest.raises(UsageError, match="would delete the user pool us-east-1_abc"):
        refuse_loss_of_users([pool("delete")], lambda _: True)


def test_replacing_an_empty_pool_is_nobodys_loss():
    refuse_loss_of_users([pool("replace", "usernameAttributes")], lambda _: False)


def test_updating_a_pool_with_users_is_fine_and_nobody_is_asked():
    def nobody(_: str) -> bool:
        raise AssertionError

    refuse_loss_of_users([pool("update", "passwordPolicy")], nobody)


def test_an_attribute_that_disappears_is_refused_by_name_since_cognito_would():
    before, after = {"schemas": [{"name": "plan"}, {"name": "seat"}]}, {"schemas": [{"name": "plan"}]}

    with pytest.raises(UsageError, match="remove attributes from the user pool us-east-1_abc: seat") as caught:
        refuse_loss_of_users([pool("update", "schemas", old_inputs=before, new_inputs=after)], lambda _: False)

    (advised,) = re.findall(r"`(\w+)`", str(caught.value))
    assert advised in CognitoAuthArgs.__annotations__  # a key that there is


def test_an_added_custom_attribute_is_fine():
    before, after = {"schemas": [{"name": "plan"}]}, {"schemas": [{"name": "plan"}, {"name": "seat"}]}

    refuse_loss_of_users([pool("update", "schemas", old_inputs=before, new_inputs=after)], lambda _: True)


def test_the_replacement_of_a_client_is_said_with_what_follows_from_it():
    kind = "aws:cognito/userPoolClient:UserPoolClient"

    (text,) = warnings([PlannedChange(kind, "auth-client-web", "replace", "7k", ("generateSecret",))])

    assert "because of generateSecret" in text
    assert "its ID and secret change" in text


def test_updates_are_no_cause_for_a_warning():
    assert warnings([pool("update", "passwordPolicy")]) == []


def test_an_attribute_that_becomes_required_is_refused_by_name_since_cognito_would():
    before = {"schemas": [{"name": "plan"}]}
    after = {"schemas": [{"name": "plan"}, {"name": "family_name", "required": True}]}

    with pytest.raises(UsageError, match="can't require further attributes: family_name"):
        refuse_loss_of_users([pool("update", "schemas", old_inputs=before, new_inputs=after)], lambda _: False)
    refuse_loss_of_users([pool("update", "schemas", old_inputs=after, new_inputs=after)], lambda _: False)
