"""What is answered, and to whom: by the real emulator, with credentials of its own."""

import base64
import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
import pytest
import requests
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials as BotocoreCredentials
from botocore.exceptions import ClientError

from local.credentials import Credentials
from local.emulator import Emulator
from local.former import gate
from tests.credentials import CREDENTIALS, signed

REGION = "us-east-1"
ELSEWHERE = {
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Accept": "text/html",
}
MAKES = {
    "cloudformation": {"Action": "CreateStack", "StackName": "evil", "TemplateBody": "{}", "Version": "2010-05-15"},
    "iam": {"Action": "CreateRole", "RoleName": "evil", "AssumeRolePolicyDocument": "{}", "Version": "2010-05-08"},
    "sts": {"Action": "GetCallerIdentity", "Version": "2011-06-15"},
}
"""Requests that a web page could make of a service of ministack."""


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        running.wait_until_ready()
        yield running


def client(service: Any, emulator: Emulator, credentials: Credentials | None = None) -> Any:
    own = credentials or emulator.credentials
    return boto3.client(
        service,
        endpoint_url=emulator.endpoint_url,
        region_name=REGION,
        aws_access_key_id=own.access_key,
        aws_secret_access_key=own.secret_key,
        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
    )


def presigned(url: str, service: str, parameters: dict[str, str], credentials: Credentials = CREDENTIALS) -> str:
    request = AWSRequest("GET", f"{url}?{urlencode(parameters)}")
    key = BotocoreCredentials(credentials.access_key, credentials.secret_key)
    SigV4QueryAuth(key, service, REGION).add_auth(request)
    return str(request.url)


def is_ours(answer: requests.Response) -> bool:
    """Whether a page or a refusal of ours came: ministack's services answer with a request id of their own headers."""
    return not {"x-amz-id-2", "x-amz-request-id"} & {name.lower() for name in answer.headers}


@pytest.mark.parametrize("service", list(MAKES))
@pytest.mark.parametrize("path", sorted(gate.PAGES))
def test_every_path_open_to_other_sites_ends_in_code_of_ours_whatever_the_query_and_the_form_say(
    emulator, path, service
):
    url, form = f"{emulator.endpoint_url}{path}", MAKES[service]
    posted = {**ELSEWHERE, "Origin": "https://evil.example"}
    for credentials in (CREDENTIALS, emulator.credentials):
        address = presigned(url, service, form, credentials)
        for answer in (
            requests.get(address, headers=ELSEWHERE, timeout=10, allow_redirects=False),
            requests.post(url, data=form, headers=posted, timeout=10, allow_redirects=False),
            requests.post(address, data=form, headers=posted, timeout=10, allow_redirects=False),
            requests.post(address, data=form, headers=ELSEWHERE, timeout=10, allow_redirects=False),
        ):
            assert is_ours(answer)
            assert not answer.ok
            assert "Response xmlns" not in answer.text
            assert "arn:aws:" not in answer.text
    assert client("iam", emulator).list_roles()["Roles"] == []


def test_a_form_of_another_site_at_the_saml_response_gets_a_page(emulator):
    url = f"{emulator.endpoint_url}/saml2/idpresponse"
    answer = requests.post(url, data={"SAMLResponse": "x", "RelayState": "y"}, headers=ELSEWHERE, timeout=10)
    assert answer.status_code == 400
    assert "<h1" in answer.text
    assert "RelayState" in answer.text


def test_who_was_sent_to_an_identity_provider_comes_back_with_a_code(emulator):
    cognito = client("cognito-idp", emulator)
    pool = cognito.create_user_pool(PoolName="federated")["UserPool"]["Id"]
    cognito.create_identity_provider(
        UserPoolId=pool,
        ProviderName="Corporate",
        ProviderType="SAML",
        ProviderDetails={"MetadataFile": METADATA},
        AttributeMapping={"email": "mail"},
    )
    back = "http://localhost:8585/back"
    app = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="app",
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["openid"],
        CallbackURLs=[back],
        SupportedIdentityProviders=["Corporate"],
    )["UserPoolClient"]["ClientId"]
    asked = {"client_id": app, "redirect_uri": back, "response_type": "code", "state": "s", "scope": "openid"}
    there = requests.get(
        f"{emulator.endpoint_url}/oauth2/authorize",
        params={**asked, "identity_provider": "Corporate"},
        allow_redirects=False,
        timeout=10,
    )
    relay = parse_qs(urlsplit(there.headers["Location"]).query)["RelayState"][0]
    form = {"SAMLResponse": base64.b64encode(ASSERTION.encode()).decode(), "RelayState": relay}
    posted = {**ELSEWHERE, "Origin": "https://idp.example"}
    url = f"{emulator.endpoint_url}/saml2/idpresponse"
    answer = requests.post(url, data=form, headers=posted, allow_redirects=False, timeout=10)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{back}?code=")
    assert "state=s" in answer.headers["Location"]
    assert [one["UserStatus"] for one in cognito.list_users(UserPoolId=pool)["Users"]] == ["EXTERNAL_PROVIDER"]


METADATA = (
    '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example"><IDPSSODescriptor '
    'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><SingleSignOnService '
    'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>'
    "</IDPSSODescriptor></EntityDescriptor>"
)
ASSERTION = (
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"><Assertion '
    'xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><Subject><NameID>ada</NameID></Subject><AttributeStatement>'
    '<Attribute Name="mail"><AttributeValue>ada@example.com</AttributeValue></Attribute></AttributeStatement>'
    "</Assertion></samlp:Response>"
)


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("cloudformation", "list_stacks"),
        ("dynamodb", "list_tables"),
        ("ec2", "describe_instances"),
        ("s3", "list_buckets"),
        ("secretsmanager", "list_secrets"),
        ("sqs", "list_queues"),
        ("stepfunctions", "list_state_machines"),
    ],
)
def test_any_other_service_is_refused_by_its_name_even_with_the_right_key(emulator, service, operation):
    with pytest.raises(ClientError) as refused:
        getattr(client(service, emulator), operation)()
    assert refused.value.response["Error"]["Code"] in {"UnknownOperationException", "InvalidAction"}
    assert "not available on the local target" in refused.value.response["Error"]["Message"]
    assert "x-amz-id-2" not in refused.value.response["ResponseMetadata"]["HTTPHeaders"]


def test_no_operation_of_sts_is_answered_but_who_is_calling(emulator):
    sts = client("sts", emulator)
    assert sts.get_caller_identity()["Account"] == "000000000000"
    with pytest.raises(ClientError, match="not available on the local target"):
        sts.assume_role(RoleArn="arn:aws:iam::000000000000:role/any", RoleSessionName="any")


def test_who_is_calling_may_be_asked_with_a_presigned_address(emulator):
    url, form = f"{emulator.endpoint_url}/", MAKES["sts"]
    answer = requests.get(presigned(url, "sts", form, emulator.credentials), timeout=10)
    assert "<Account>000000000000</Account>" in answer.text
    for wrong in (presigned(url, "sts", form), f"{url}?{urlencode(form)}"):
        assert requests.get(wrong, timeout=10).status_code == 403


@pytest.mark.parametrize("service", ["cognito-idp", "cognito-identity", "iam", "lambda", "sts"])
def test_the_key_that_everybody_knows_opens_nothing(emulator, service):
    call = {
        "cognito-idp": lambda of: of.list_user_pools(MaxResults=1),
        "cognito-identity": lambda of: of.list_identity_pools(MaxResults=1),
        "iam": lambda of: of.list_roles(),
        "lambda": lambda of: of.list_functions(),
        "sts": lambda of: of.get_caller_identity(),
    }[service]
    call(client(service, emulator))
    guessed = Credentials(emulator.credentials.access_key, "test")
    for credentials, codes in (
        (CREDENTIALS, {"UnrecognizedClientException", "InvalidClientTokenId"}),
        (guessed, {"InvalidSignatureException", "SignatureDoesNotMatch"}),
    ):
        with pytest.raises(ClientError) as refused:
            call(client(service, emulator, credentials))
        assert refused.value.response["Error"]["Code"] in codes


def post(emulator: Emulator, headers: dict[str, str], body: str = "{}", path: str = "/") -> requests.Response:
    return requests.post(f"{emulator.endpoint_url}{path}", data=body, headers=headers, timeout=10)


def test_an_administrators_operation_needs_a_signature_and_a_users_needs_none(emulator):
    target = "AWSCognitoIdentityProviderService."
    for operation in ("ListUserPools", "AdminCreateUser", "DescribeUserPool", "CreateUserImportJob"):
        answer = post(emulator, {"X-Amz-Target": target + operation})
        assert (answer.status_code, answer.json()["__type"]) == (400, "MissingAuthenticationTokenException")
    answer = post(emulator, {"X-Amz-Target": f"{target}GetUser"}, json.dumps({"AccessToken": "x"}))
    assert answer.json()["__type"] == "NotAuthorizedException"
    identity = "AWSCognitoIdentityService."
    assert post(emulator, {"X-Amz-Target": f"{identity}GetId"}).json()["__type"] == "ValidationException"
    answer = post(emulator, {"X-Amz-Target": f"{identity}ListIdentityPools"})
    assert answer.json()["__type"] == "MissingAuthenticationTokenException"


def test_a_signature_is_good_for_its_own_service_operation_and_body_only(emulator):
    url, body, own = f"{emulator.endpoint_url}/", '{"MaxResults": 1}', emulator.credentials
    headers = signed(url, "ListUserPools", body, credentials=own)
    assert post(emulator, headers, body).status_code == 200
    other = {**headers, "X-Amz-Target": "AWSCognitoIdentityProviderService.DeleteUserPool"}
    for wrong in (post(emulator, headers, '{"MaxResults": 2}'), post(emulator, other, body)):
        assert wrong.json()["__type"] == "InvalidSignatureException"
    of_another = signed(url, "ListUserPools", body, "cloudformation", own)
    assert "correct service: 'cognito-idp'" in post(emulator, of_another, body).json()["message"]


@pytest.mark.parametrize("path", ["/oauth2/login", "/bucket/key", "/_ministack/reset", "/_ministack/config", "/v2/"])
def test_what_ministack_has_at_other_paths_is_not_there(emulator, path):
    for answer in (
        post(emulator, {}, path=path),
        requests.get(f"{emulator.endpoint_url}{path}", timeout=10),
        requests.put(f"{emulator.endpoint_url}{path}", data="x", timeout=10),
    ):
        assert answer.status_code == 404
        assert is_ours(answer)


def test_the_keys_of_a_pool_are_read_by_everybody_and_nothing_is_behind_those_of_none(emulator):
    pool = client("cognito-idp", emulator).create_user_pool(PoolName="keys")["UserPool"]["Id"]
    for document in ("jwks.json", "openid-configuration"):
        there = requests.get(f"{emulator.endpoint_url}/{pool}/.well-known/{document}", timeout=10)
        assert there.status_code == 200
        nowhere = requests.get(f"{emulator.endpoint_url}/us-east-1_none/.well-known/{document}", timeout=10)
        assert nowhere.status_code == 404


def test_no_websocket_is_opened(emulator):
    connection = http.client.HTTPConnection("127.0.0.1", emulator.port, timeout=10)
    headers = {
        "Host": f"x.execute-api.localhost:{emulator.port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    connection.request("GET", "/stage", headers=headers)
    assert connection.getresponse().status == 403
    connection.close()
