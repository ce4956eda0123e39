"""The functions of triggers around federated sign-ins."""

import pytest

from local.cognito.errors import CognitoError
from tests.local.cognito.federation.world import Federated

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"


class Functions:
    """In the place of `engine.triggers`: remembers events, and answers as a test wants it to."""

    def __init__(self):
        self.events, self.answers = [], {}

    def invoke(self, *, trigger, source, arn, event):
        self.events.append((source, event))
        answer = self.answers.get(trigger, {})
        return answer(event) if callable(answer) else answer

    def close(self):
        pass

    @property
    def sources(self):
        return [source for source, _ in self.events]


@pytest.fixture
def functions(served):
    found = served.engine._triggers = Functions()
    yield found
    served.engine._triggers = None


@pytest.fixture
def corp(served, functions):
    names = ("InboundFederation", "PreSignUp", "PostConfirmation", "PostAuthentication")
    config: dict[str, object] = {name: ARN + name for name in names if name != "InboundFederation"}
    config["InboundFederation"] = {"LambdaArn": f"{ARN}InboundFederation", "LambdaVersion": "V1_0"}
    made = Federated(served, pool_settings={"LambdaConfig": config})
    made.trust_test_provider()
    return made


def test_the_first_sign_in_is_a_sign_up_and_the_second_an_authentication(corp, functions):
    corp.authorize().choose("ada")
    first = ["InboundFederation_ExternalProvider", "PreSignUp_ExternalProvider", "PostConfirmation_ConfirmSignUp"]
    assert functions.sources == first
    functions.events.clear()
    corp.authorize().choose("ada")
    assert functions.sources == ["InboundFederation_ExternalProvider", "PostAuthentication_Authentication"]


def test_events_say_who_it_is_and_what_the_provider_has_sent(corp, functions):
    corp.authorize().choose("ada")
    inbound, sign_up = functions.events[0][1], functions.events[1][1]
    assert inbound["request"]["providerName"] == "Corp"
    assert inbound["request"]["attributes"]["idToken"]["email"] == "ada@example.com"
    assert sign_up["userName"].startswith("Corp_")
    assert sign_up["request"]["userAttributes"]["email"] == "ada@example.com"
    assert sign_up["callerContext"]["clientId"] == corp.client_id
    assert "access_token" not in inbound["request"]["attributes"]["tokenResponse"]


def test_the_inbound_function_decides_what_is_mapped(corp, functions):
    functions.answers["InboundFederation"] = {"userAttributesToMap": {"sub": "u1", "email": "changed@example.com"}}
    claims = corp.claims(corp.authorize().choose("ada"))
    assert (claims["email"], claims["cognito:username"]) == ("changed@example.com", "Corp_u1")
    assert "name" not in claims


def test_a_function_that_refuses_is_told_to_the_application_and_makes_no_user(corp, functions):
    def refuse(_event):
        raise CognitoError("UserLambdaValidationException", "PreSignUp failed with error Not you.")

    functions.answers["PreSignUp"] = refuse
    error = corp.authorize().choose("ada").error
    assert error == ("invalid_request", "PreSignUp failed with error Not you.")
    assert corp.users == []


def test_a_sign_up_function_that_links_the_user_has_the_next_try_succeed(corp, functions):
    corp.of_pool("AdminCreateUser", Username="own", MessageAction="SUPPRESS")
    functions.events.clear()

    def link(event):
        provider, _, subject = event["userName"].partition("_")
        source = {
            "ProviderName": provider,
            "ProviderAttributeName": "Cognito_Subject",
            "ProviderAttributeValue": subject,
        }
        destination = {"ProviderName": "Cognito", "ProviderAttributeValue": "own"}
        corp.of_pool("AdminLinkProviderForUser", SourceUser=source, DestinationUser=destination)
        return {}

    functions.answers["PreSignUp"] = link
    error = corp.authorize().choose("ada").error
    assert error[1].startswith("Already found an entry for username Corp_")
    assert corp.claims(corp.authorize().choose("ada"))["cognito:username"] == "own"


def test_the_sign_up_function_may_have_the_address_verified(corp, functions):
    corp.core.test_providers.set({"default": {"users": [{"username": "ada", "email_verified": False}]}})
    functions.answers["PreSignUp"] = {"autoVerifyEmail": True}
    assert corp.claims(corp.authorize().choose("ada"))["email_verified"] is True
