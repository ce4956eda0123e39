"""Changing what an external identity provider says of a user."""

import pytest

from local.cognito.errors import CognitoError
from local.cognito.triggers.events.federation import (
    inbound_federation,
    oidc_attributes,
    read_inbound_federation,
    saml_attributes,
)
from tests.local.cognito.triggers.project import CONTEXT

EMAIL = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"


def test_an_oidc_provider_is_the_event_that_cognito_sends() -> None:
    attributes = oidc_attributes(
        {"access_token": "a", "token_type": "Bearer", "expires_in": "3600"}, {"sub": "u"}, {"given_name": "Ada"}
    )

    event = inbound_federation(CONTEXT, "u", provider_name="Example", provider_type="OIDC", attributes=attributes)

    assert (event["version"], event["triggerSource"]) == ("1", "InboundFederation_ExternalProvider")
    assert event["request"] == {
        "providerName": "Example",
        "providerType": "OIDC",
        "attributes": {
            "tokenResponse": {"access_token": "a", "token_type": "Bearer", "expires_in": "3600"},
            "idToken": {"sub": "u"},
            "userInfo": {"given_name": "Ada"},
        },
    }
    assert event["response"] == {"userAttributesToMap": {}}
    assert set(oidc_attributes({}, {})) == {"tokenResponse", "idToken"}


def test_a_saml_provider_is_the_event_that_cognito_sends() -> None:
    attributes = saml_attributes({EMAIL: "ada@example.com"})

    event = inbound_federation(CONTEXT, "u", provider_name="Example", provider_type="SAML", attributes=attributes)

    assert event["request"]["attributes"] == {"samlResponse": {EMAIL: "ada@example.com"}}


def test_the_functions_attributes_replace_the_providers_and_none_leave_them() -> None:
    assert read_inbound_federation({"userAttributesToMap": {"email": "a", "n": 1}}) == {"email": "a", "n": "1"}
    assert read_inbound_federation({"userAttributesToMap": {}}) is None
    assert read_inbound_federation({"userAttributesToMap": None}) is None
    assert read_inbound_federation({}) is None


def test_an_answer_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(CognitoError, match="Unrecognizable lambda output"):
        read_inbound_federation({"userAttributesToMap": ["email"]})
