"""What requests from outside meet besides: the app client's settings, and the form of HTTP."""

import base64
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
import requests
from botocore.exceptions import ClientError

from local.emulator import Emulator
from tests.credentials import CREDENTIALS
from tests.local.former.world import PASSWORD, digits

REGION = "eu-west-1"
"""Not the one that a request without credentials is taken for."""


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(credentials=CREDENTIALS) as running:
        running.wait_until_ready()
        yield running


@pytest.fixture(scope="module")
def aws(emulator: Emulator) -> Any:
    return boto3.client(
        "cognito-idp",
        endpoint_url=emulator.endpoint_url,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@pytest.fixture(scope="module")
def pool_id(aws: Any) -> str:
    factors = ["PASSWORD", "EMAIL_OTP"]
    pool = str(
        aws.create_user_pool(
            PoolName="pool",
            AutoVerifiedAttributes=["email"],
            Policies={"SignInPolicy": {"AllowedFirstAuthFactors": factors}},
        )["UserPool"]["Id"]
    )
    attributes = [{"Name": "email", "Value": "ada@example.com"}, {"Name": "email_verified", "Value": "true"}]
    aws.admin_create_user(UserPoolId=pool, Username="ada", UserAttributes=attributes, MessageAction="SUPPRESS")
    aws.admin_set_user_password(UserPoolId=pool, Username="ada", Password=PASSWORD, Permanent=True)
    return pool


def add_client(aws: Any, pool_id: str, *flows: str, **settings: Any) -> dict[str, Any]:
    named = [f"ALLOW_{flow}" for flow in flows]
    made: dict[str, Any] = aws.create_user_pool_client(
        UserPoolId=pool_id, ClientName="app", ExplicitAuthFlows=named, **settings
    )["UserPoolClient"]
    return made


def message_of(call: Any, **parameters: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def latest_code(emulator: Emulator) -> str:
    found = requests.get(f"{emulator.endpoint_url}/inbox.json", timeout=10).json()
    return digits(found["messages"][0]["body"])


@pytest.mark.parametrize("flow", ["USER_PASSWORD_AUTH", "USER_SRP_AUTH", "USER_AUTH"])
def test_a_flow_that_the_client_does_not_enable_is_refused(aws, pool_id, flow):
    client = add_client(aws, pool_id, "CUSTOM_AUTH")
    given = {"USERNAME": "ada", "PASSWORD": PASSWORD, "SRP_A": "ab"}
    code, message = message_of(aws.initiate_auth, ClientId=client["ClientId"], AuthFlow=flow, AuthParameters=given)
    assert (code, "not enabled for th" in message) == ("InvalidParameterException", True)


def test_choice_based_sign_in_works_without_credentials_in_any_region(aws, emulator, pool_id):
    client = add_client(aws, pool_id, "USER_AUTH")["ClientId"]
    given = {"USERNAME": "ada", "PREFERRED_CHALLENGE": "EMAIL_OTP"}
    challenge = aws.initiate_auth(ClientId=client, AuthFlow="USER_AUTH", AuthParameters=given)
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    answered = aws.respond_to_auth_challenge(
        ClientId=client,
        ChallengeName="EMAIL_OTP",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": "ada", "EMAIL_OTP_CODE": latest_code(emulator)},
    )
    token = answered["AuthenticationResult"]["AccessToken"]
    assert aws.get_user_auth_factors(AccessToken=token)["ConfiguredUserAuthFactors"] == ["PASSWORD", "EMAIL_OTP"]
    aws.get_user_attribute_verification_code(AccessToken=token, AttributeName="email")
    aws.verify_user_attribute(AccessToken=token, AttributeName="email", Code=latest_code(emulator))


def test_an_access_token_of_a_revoked_sign_in_is_refused(aws, pool_id):
    client = add_client(aws, pool_id, "USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH")["ClientId"]
    given = {"USERNAME": "ada", "PASSWORD": PASSWORD}
    tokens = aws.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=given)
    tokens = tokens["AuthenticationResult"]
    refreshed = aws.get_tokens_from_refresh_token(ClientId=client, RefreshToken=tokens["RefreshToken"])
    aws.revoke_token(ClientId=client, Token=tokens["RefreshToken"])
    for token in (tokens["AccessToken"], refreshed["AuthenticationResult"]["AccessToken"]):
        refused = message_of(aws.get_user, AccessToken=token)
        assert refused == ("NotAuthorizedException", "Access Token has been revoked")


@pytest.fixture(scope="module")
def machine(aws: Any, pool_id: str) -> dict[str, Any]:
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]
    aws.create_resource_server(UserPoolId=pool_id, Identifier="orders", Name="orders", Scopes=scopes)
    return add_client(
        aws,
        pool_id,
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["orders/read"],
    )


def test_answers_of_the_token_endpoint_are_json_that_nobody_keeps(emulator, machine):
    answer = requests.post(
        f"{emulator.endpoint_url}/oauth2/token",
        auth=(machine["ClientId"], machine["ClientSecret"]),
        data={"grant_type": "client_credentials"},
        timeout=10,
    )
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        ("grant_type=client_credentials&grant_type=client_credentials", "", "invalid_request"),
        ('{"grant_type": "client_credentials"}', "application/json", "invalid_request"),
        ("", "", "invalid_request"),
        ("grant_type=implicit", "", "unsupported_grant_type"),
    ],
)
def test_what_is_no_form_is_refused(emulator, machine, body, content_type, error):
    both = f"{machine['ClientId']}:{machine['ClientSecret']}".encode()
    headers = {
        "Content-Type": content_type or "application/x-www-form-urlencoded",
        "Authorization": f"Basic {base64.b64encode(both).decode()}",
    }
    answer = requests.post(f"{emulator.endpoint_url}/oauth2/token", data=body, headers=headers, timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


@pytest.mark.parametrize("path", ["token", "revoke"])
def test_tokens_are_posted(emulator, path):
    answer = requests.get(f"{emulator.endpoint_url}/oauth2/{path}", timeout=10)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_the_user_info_endpoint_says_how_to_authenticate(emulator):
    answer = requests.get(f"{emulator.endpoint_url}/oauth2/userInfo", headers={"Authorization": "Bearer x"}, timeout=10)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
