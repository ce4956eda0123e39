"""pycognito as it comes, pointed at the engine by AWS's own variable."""

import json
import urllib.request
from typing import Any

import boto3
import pytest
from pycognito import Cognito
from pycognito.exceptions import SoftwareTokenMFAChallengeException

from tests.local.clients.engines import Engine
from tests.local.clients.totp import totp

PASSWORD = "Correct-horse1"
FLOWS = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"]

# It asks datetime for the time in a way that Python has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")


@pytest.fixture
def aws(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in engine.variables.items():
        monkeypatch.setenv(name, value)
    return boto3.client("cognito-idp")


@pytest.fixture
def pool_id(aws: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> str:
    pool = str(aws.create_user_pool(PoolName="pool", AutoVerifiedAttributes=["email"])["UserPool"]["Id"])
    with urllib.request.urlopen(f"{engine.endpoint_url}/{pool}/.well-known/jwks.json") as answer:
        monkeypatch.setenv("COGNITO_JWKS", str(json.load(answer)))
    aws.admin_create_user(
        UserPoolId=pool,
        Username="ada",
        UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
        MessageAction="SUPPRESS",
    )
    aws.admin_set_user_password(UserPoolId=pool, Username="ada", Password=PASSWORD, Permanent=True)
    return pool


@pytest.fixture(params=[False, True], ids=["public", "confidential"])
def signed_out(request: pytest.FixtureRequest, aws: Any, pool_id: str) -> Cognito:
    made = aws.create_user_pool_client(
        UserPoolId=pool_id, ClientName="app", GenerateSecret=request.param, ExplicitAuthFlows=FLOWS
    )["UserPoolClient"]
    return Cognito(pool_id, made["ClientId"], username="ada", client_secret=made.get("ClientSecret"))


def test_it_signs_in_by_srp_and_verifies_the_tokens(signed_out: Cognito) -> None:
    signed_out.authenticate(PASSWORD)
    assert signed_out.access_claims["username"] == "ada"
    assert signed_out.id_claims["email"] == "ada@example.com"


def test_it_is_refused_with_a_wrong_password(signed_out: Cognito) -> None:
    with pytest.raises(signed_out.client.exceptions.NotAuthorizedException, match="Incorrect username or password"):
        signed_out.authenticate("Wrong-horse1")


def test_it_refreshes_its_tokens_with_their_groups(aws: Any, pool_id: str, signed_out: Cognito) -> None:
    aws.create_group(UserPoolId=pool_id, GroupName="staff")
    aws.admin_add_user_to_group(UserPoolId=pool_id, Username="ada", GroupName="staff")
    signed_out.authenticate(PASSWORD)
    before = signed_out.access_token
    signed_out.renew_access_token()
    assert signed_out.access_token != before
    assert signed_out.access_claims["cognito:groups"] == ["staff"]


def test_it_signs_out_everywhere(signed_out: Cognito) -> None:
    signed_out.authenticate(PASSWORD)
    refresh_token, username = signed_out.refresh_token, signed_out.username
    signed_out.logout()
    signed_out.refresh_token, signed_out.username = refresh_token, username
    with pytest.raises(signed_out.client.exceptions.NotAuthorizedException):
        signed_out.renew_access_token()


def test_it_enrols_an_authenticator_app_and_signs_in_with_it(aws: Any, pool_id: str, signed_out: Cognito) -> None:
    aws.set_user_pool_mfa_config(
        UserPoolId=pool_id, SoftwareTokenMfaConfiguration={"Enabled": True}, MfaConfiguration="OPTIONAL"
    )
    signed_out.authenticate(PASSWORD)
    secret = signed_out.associate_software_token()
    assert signed_out.verify_software_token(totp(secret), "phone")
    signed_out.set_user_mfa_preference(sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN")
    with pytest.raises(SoftwareTokenMFAChallengeException):
        signed_out.authenticate(PASSWORD)
    signed_out.respond_to_software_token_mfa_challenge(totp(secret))
    assert signed_out.access_claims["username"] == "ada"


def test_it_replaces_a_temporary_password(aws: Any, pool_id: str, signed_out: Cognito) -> None:
    aws.admin_set_user_password(UserPoolId=pool_id, Username="ada", Password="Temporary-1", Permanent=False)
    signed_out.new_password_challenge("Temporary-1", PASSWORD)
    signed_out.authenticate(PASSWORD)
    assert signed_out.access_claims["username"] == "ada"
