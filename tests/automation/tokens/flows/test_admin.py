from typing import Any

import pytest
from botocore.exceptions import ClientError

from automation.errors import DriverError
from automation.tokens.flows import Credentials, FlowRequest
from automation.tokens.flows.admin import obtain
from automation.tokens.flows.secret_hash import secret_hash
from tests.automation.environments import CLIENT_ID, make_environment, make_outputs


class FakeCognito:
    def __init__(self, answer: dict[str, Any] | Exception) -> None:
        self.answer = answer
        self.asked: dict[str, Any] = {}

    def admin_initiate_auth(self, **parameters: Any) -> dict[str, Any]:
        self.asked = parameters
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def flow_request(cognito: Any, **outputs: Any) -> FlowRequest:
    environment = make_environment(**outputs)
    return FlowRequest(environment, environment.client(), Credentials("jane", "Passw0rd!"), (), lambda: cognito, None)


def test_tokens_come_from_admin_initiate_auth_with_the_secret_hash_of_a_confidential_client():
    result = {"AccessToken": "a", "IdToken": "i", "RefreshToken": "r", "ExpiresIn": 300}
    cognito = FakeCognito({"AuthenticationResult": result})

    tokens = obtain(flow_request(cognito))

    assert (tokens.access_token, tokens.id_token, tokens.refresh_token, tokens.expires_in) == ("a", "i", "r", 300)
    assert cognito.asked["AuthFlow"] == "ADMIN_USER_PASSWORD_AUTH"
    assert cognito.asked["ClientId"] == CLIENT_ID
    assert set(cognito.asked["AuthParameters"]) == {"USERNAME", "PASSWORD", "SECRET_HASH"}


def test_a_public_client_sends_no_secret_hash():
    clients = make_outputs()["clients"]
    clients["webapp"]["client_secret"] = None

    assert secret_hash(make_environment(clients=clients).client(), "jane") == {}


def test_the_secret_hash_is_the_documented_one():
    """The value is what `printf janeabc | openssl dgst -sha256 -hmac key -binary | base64` prints."""
    clients = make_outputs()["clients"]
    clients["webapp"] |= {"client_id": "abc", "client_secret": "key"}
    client = make_environment(clients=clients, client_id="abc").client()

    assert secret_hash(client, "jane") == {"SECRET_HASH": "647O/dIr9xQ7iuIIS9nYAjMccpf0VgDAlYsEBprdgyc="}


def test_a_refusal_carries_cognitos_words_and_not_the_password():
    refusal = ClientError({"Error": {"Code": "NotAuthorizedException", "Message": "Incorrect"}}, "AdminInitiateAuth")

    with pytest.raises(DriverError) as caught:
        obtain(flow_request(FakeCognito(refusal)))

    assert "NotAuthorizedException" in str(caught.value)
    assert "jane at the app client webapp" in str(caught.value)
    assert "Passw0rd!" not in str(caught.value)


def test_a_challenge_that_this_flow_can_not_answer_is_named():
    with pytest.raises(DriverError, match="SOFTWARE_TOKEN_MFA"):
        obtain(flow_request(FakeCognito({"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "s"})))
