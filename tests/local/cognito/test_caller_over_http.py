"""What is answered, and to whom: over HTTP, with credentials of the engine's own, others, and none."""

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
import requests
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials as BotocoreCredentials
from botocore.exceptions import ClientError

from local.cognito.pages.paths import PAGES
from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from local.credentials import Credentials
from tests.credentials import CREDENTIALS, signed

REGION = "us-east-1"
TARGET = "AWSCognitoIdentityProviderService."
ELSEWHERE = {
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Accept": "text/html",
}
WHO_AM_I = {"Action": "GetCallerIdentity", "Version": "2011-06-15"}
MAKES: dict[str, dict[str, str]] = {
    "cognito-idp": {"Action": "CreateUserPool", "PoolName": "evil"},
    "cloudformation": {"Action": "CreateStack", "StackName": "evil", "TemplateBody": "{}", "Version": "2010-05-15"},
    "sts": WHO_AM_I,
}
"""Requests that a web page could have its visitor make."""


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineThread]:
    with EngineThread(EngineSettings(Credentials.random())) as running:
        yield running


def client(service: Any, engine: EngineThread, credentials: Credentials | None = None) -> Any:
    own = credentials or engine.credentials
    return boto3.client(
        service,
        endpoint_url=engine.endpoint_url,
        region_name=REGION,
        aws_access_key_id=own.access_key,
        aws_secret_access_key=own.secret_key,
        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
    )


def presigned(url: str, service: str, parameters: dict[str, str], credentials: Credentials, method: str = "GET") -> str:
    request = AWSRequest(method, f"{url}?{urlencode(parameters)}")
    key = BotocoreCredentials(credentials.access_key, credentials.secret_key)
    SigV4QueryAuth(key, service, REGION).add_auth(request)
    return str(request.url)


def post(engine: EngineThread, headers: dict[str, str], body: str = "{}", path: str = "/") -> requests.Response:
    return requests.post(f"{engine.endpoint_url}{path}", data=body, headers=headers, timeout=10)


@pytest.mark.parametrize("service", list(MAKES))
@pytest.mark.parametrize("path", sorted(PAGES))
def test_a_page_obeys_no_signature_in_its_address_or_form_not_even_of_its_own_key(
    engine: EngineThread, path: str, service: str
):
    url, form = f"{engine.endpoint_url}{path}", MAKES[service]
    posted = {**ELSEWHERE, "Origin": "https://evil.example"}
    pools = list(engine.engine.store.pools)
    for credentials in (CREDENTIALS, engine.credentials):
        address = presigned(url, service, form, credentials)
        for answer in (
            requests.get(address, headers=ELSEWHERE, timeout=10, allow_redirects=False),
            requests.post(url, data=form, headers=posted, timeout=10, allow_redirects=False),
            requests.post(address, data=form, headers=posted, timeout=10, allow_redirects=False),
            requests.post(address, data=form, headers=ELSEWHERE, timeout=10, allow_redirects=False),
        ):
            assert "Response xmlns" not in answer.text
            assert "arn:aws:" not in answer.text
    assert list(engine.engine.store.pools) == pools


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("cloudformation", "list_stacks"),
        ("dynamodb", "list_tables"),
        ("ec2", "describe_instances"),
        ("iam", "list_roles"),
        ("lambda", "list_functions"),
        ("s3", "list_buckets"),
        ("secretsmanager", "list_secrets"),
        ("sqs", "list_queues"),
        ("stepfunctions", "list_state_machines"),
    ],
)
def test_no_other_service_is_answered_even_with_the_right_key(engine: EngineThread, service: str, operation: str):
    with pytest.raises(ClientError) as refused:
        getattr(client(service, engine), operation)()
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] >= 400


def test_no_operation_of_sts_is_answered_but_who_is_calling(engine: EngineThread):
    sts = client("sts", engine)
    assert sts.get_caller_identity()["Account"] == "000000000000"
    with pytest.raises(ClientError, match="not available on the local target"):
        sts.assume_role(RoleArn="arn:aws:iam::000000000000:role/any", RoleSessionName="any")


def test_who_is_calling_is_told_to_a_presigned_post_and_not_to_an_unsigned_one(engine: EngineThread):
    url = f"{engine.endpoint_url}/"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    wrong = presigned(url, "sts", WHO_AM_I, CREDENTIALS, "POST")
    for address in (wrong, f"{url}?{urlencode(WHO_AM_I)}"):
        answer = requests.post(address, headers=form, timeout=10)
        assert answer.status_code >= 400
        assert "000000000000" not in answer.text


@pytest.mark.parametrize("service", ["cognito-idp", "cognito-identity", "sts"])
def test_the_key_that_everybody_knows_opens_nothing(engine: EngineThread, service: str):
    call = {
        "cognito-idp": lambda of: of.list_user_pools(MaxResults=1),
        "cognito-identity": lambda of: of.list_identity_pools(MaxResults=1),
        "sts": lambda of: of.get_caller_identity(),
    }[service]
    call(client(service, engine))
    guessed = Credentials(engine.credentials.access_key, "test")
    for credentials, code in (
        (CREDENTIALS, "UnrecognizedClientException"),
        (guessed, "InvalidSignatureException"),
    ):
        with pytest.raises(ClientError) as refused:
            call(client(service, engine, credentials))
        assert refused.value.response["Error"]["Code"] == code


def test_an_administrators_operation_needs_a_signature_and_a_users_needs_none(engine: EngineThread):
    for operation in ("ListUserPools", "AdminCreateUser", "DescribeUserPool", "CreateUserImportJob"):
        answer = post(engine, {"X-Amz-Target": TARGET + operation})
        assert (answer.status_code, answer.json()["__type"]) == (400, "MissingAuthenticationTokenException")
    answer = post(engine, {"X-Amz-Target": f"{TARGET}GetUser"}, json.dumps({"AccessToken": "x"}))
    assert answer.json()["__type"] == "NotAuthorizedException"
    identity = "AWSCognitoIdentityService."
    assert post(engine, {"X-Amz-Target": f"{identity}GetId"}).json()["__type"] == "ValidationException"
    answer = post(engine, {"X-Amz-Target": f"{identity}ListIdentityPools"})
    assert answer.json()["__type"] == "MissingAuthenticationTokenException"


def test_a_signature_is_good_for_its_own_service_operation_and_body_only(engine: EngineThread):
    url, body, own = f"{engine.endpoint_url}/", '{"MaxResults": 1}', engine.credentials
    headers = signed(url, "ListUserPools", body, credentials=own)
    assert post(engine, headers, body).status_code == 200
    other = {**headers, "X-Amz-Target": f"{TARGET}DeleteUserPool"}
    for wrong in (post(engine, headers, '{"MaxResults": 2}'), post(engine, other, body)):
        assert wrong.json()["__type"] == "InvalidSignatureException"
    of_another = signed(url, "ListUserPools", body, "cloudformation", own)
    assert "correct service: 'cognito-idp'" in post(engine, of_another, body).json()["message"]


def test_an_operation_that_nobody_knows_is_refused_by_name(engine: EngineThread):
    url = f"{engine.endpoint_url}/"
    for operation in ("NoSuchOperation", "", "../x"):
        answer = post(engine, signed(url, operation, "{}", credentials=engine.credentials))
        assert (answer.status_code, answer.json()["__type"]) == (400, "UnknownOperationException")
    assert (
        post(engine, {"X-Amz-Target": "DynamoDB_20120810.ListTables"}).json()["__type"] == "UnknownOperationException"
    )


@pytest.mark.parametrize(
    "path", ["/oauth2/login", "/bucket/key", "/_emulator/reset", "/v2/", "/_engine", "/2015-03-31"]
)
def test_other_paths_have_nothing(engine: EngineThread, path: str):
    for answer in (
        post(engine, {}, path=path),
        requests.get(f"{engine.endpoint_url}{path}", timeout=10),
        requests.put(f"{engine.endpoint_url}{path}", data="x", timeout=10),
    ):
        assert answer.status_code == 404


def test_the_keys_of_a_pool_are_read_by_everybody_and_nothing_is_behind_those_of_none(engine: EngineThread):
    pool = client("cognito-idp", engine).create_user_pool(PoolName="keys")["UserPool"]["Id"]
    for document in ("jwks.json", "openid-configuration"):
        there = requests.get(f"{engine.endpoint_url}/{pool}/.well-known/{document}", timeout=10)
        assert there.status_code == 200
        nowhere = requests.get(f"{engine.endpoint_url}/us-east-1_none/.well-known/{document}", timeout=10)
        assert nowhere.status_code == 404


def test_no_websocket_is_opened(engine: EngineThread):
    connection = http.client.HTTPConnection("127.0.0.1", engine.port, timeout=10)
    headers = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    connection.request("GET", "/stage", headers=headers)
    assert connection.getresponse().status == 404
    connection.close()
