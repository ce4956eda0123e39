"""What of Pulumi's configuration of AWS reaches a dynamic resource: credentials, roles, endpoints."""

import json
from pathlib import Path
from typing import Any

import pytest
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from components import aws_session
from components.aws_session import AwsConfigurationError, aws_configuration, cognito_client
from components.client_settings_resource import TermsProvider

KEYS = {"aws:accessKey": "AKIDEXAMPLE", "aws:secretKey": "hush"}
POOL_ID = "eu-west-1_a1B2c3D4e"
Asked = list[tuple[str, dict[str, Any]]]
FIRST, SECOND = (f"arn:aws:iam::123456789012:role/{name}" for name in ("first", "second"))


def configured(**more: Any) -> dict[str, Any]:
    """As Pulumi hands it over: structures as JSON."""
    given = {f"aws:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in more.items()}
    return aws_configuration({**KEYS, **given}.get)


def test_the_stacks_credentials_are_those_of_its_dynamic_resources() -> None:
    provider = TermsProvider()
    provider.configure(ConfigureRequest(Config({**KEYS, "aws:token": "session"}, "orders")))
    client = provider.cognito(POOL_ID)

    found = client._request_signer._credentials
    assert (found.access_key, found.secret_key, found.token) == ("AKIDEXAMPLE", "hush", "session")
    assert client.meta.region_name == "eu-west-1"


def test_without_configuration_they_are_the_sdks_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDVARIABLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    client = TermsProvider().cognito(POOL_ID)

    assert client._request_signer._credentials.access_key == "AKIDVARIABLE"


def test_a_profile_is_looked_up_in_the_files_that_are_configured(tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    file.write_text("[orders]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = hush\n")
    given = {"aws:profile": "orders", "aws:sharedCredentialsFiles": json.dumps([str(file)])}
    client = cognito_client("eu-west-1", aws_configuration(given.get))

    assert client._request_signer._credentials.access_key == "AKIDPROFILE"


@pytest.mark.parametrize(
    "endpoints",
    [[{"cognitoidp": "http://127.0.0.1:9"}], {"cognitoidentityprovider": "http://127.0.0.1:9", "sts": "http://b"}],
    ids=str,
)
def test_an_endpoint_is_the_configured_one(endpoints: Any) -> None:
    assert cognito_client("eu-west-1", configured(endpoints=endpoints)).meta.endpoint_url == "http://127.0.0.1:9"


def test_what_else_is_configured_of_the_connection_is_taken() -> None:
    client = cognito_client(
        "us-east-1",
        configured(maxRetries="2", useFipsEndpoint="true", httpsProxy="http://proxy:3128", insecure="false"),
    )
    assert client.meta.config.retries["total_max_attempts"] == 3
    assert client.meta.config.proxies == {"https": "http://proxy:3128"}
    assert client.meta.endpoint_url == "https://cognito-idp-fips.us-east-1.amazonaws.com"


class FakeSts:
    """STS, which gives each role credentials of its own, by number."""

    def __init__(self, asked: Asked, access_key: str) -> None:
        self._asked = asked
        self._access_key = access_key

    def assume_role(self, **parameters: Any) -> dict[str, Any]:
        self._asked.append((self._access_key, parameters))
        number = len(self._asked)
        return {
            "Credentials": {"AccessKeyId": f"ASIAROLE{number:08}", "SecretAccessKey": "hush", "SessionToken": "session"}
        }

    assume_role_with_web_identity = assume_role


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What STS is asked for, each time with whose access key."""
    found: Asked = []
    make = aws_session._client

    def client(session: Any, service: str, *more: Any) -> Any:
        if service == "sts":
            return FakeSts(found, session.get_credentials().access_key)
        return make(session, service, *more)

    monkeypatch.setattr(aws_session, "_client", client)
    return found


def test_roles_are_assumed_one_by_the_other(asked: Asked) -> None:
    roles = [
        {"roleArn": FIRST, "sessionName": "ci", "externalId": "x", "duration": "1h30m", "policyArns": ["arn:aws:p"]},
        {"roleArn": SECOND, "tags": {"team": "web"}, "transitiveTagKeys": ["team"]},
    ]
    client = cognito_client("eu-west-1", configured(assumeRoles=roles))

    first = {"RoleArn": FIRST, "RoleSessionName": "ci", "ExternalId": "x", "DurationSeconds": 5400}
    second = {"RoleArn": SECOND, "RoleSessionName": "pulumi", "TransitiveTagKeys": ["team"]}
    assert asked == [
        ("AKIDEXAMPLE", {**first, "PolicyArns": [{"arn": "arn:aws:p"}]}),
        ("ASIAROLE00000001", {**second, "Tags": [{"Key": "team", "Value": "web"}]}),
    ]
    assert client._request_signer._credentials.access_key == "ASIAROLE00000002"


def test_a_role_is_assumed_by_a_token_in_a_file(asked: Asked, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("eyJ.of.ci\n")
    cognito_client(
        "eu-west-1", configured(assumeRoleWithWebIdentity={"roleArn": FIRST, "webIdentityTokenFile": str(file)})
    )

    assert asked == [
        ("AKIDEXAMPLE", {"RoleArn": FIRST, "RoleSessionName": "pulumi", "WebIdentityToken": "eyJ.of.ci"}),
    ]


@pytest.mark.parametrize(
    ("configuration", "said"),
    [
        ({"endpoints": "cognitoidp=http://127.0.0.1"}, "aws:endpoints in Pulumi's configuration is not valid JSON"),
        ({"sharedConfigFiles": ["a", "b"]}, "aws:sharedConfigFiles in Pulumi's configuration has 2 files"),
        ({"assumeRoles": [{"roleArn": "arn:aws:iam::1:role/r", "duration": "soon"}]}, "'soon' of a role"),
    ],
    ids=str,
)
def test_what_cant_be_read_is_said(configuration: dict[str, Any], said: str) -> None:
    with pytest.raises(AwsConfigurationError, match=said):
        cognito_client("eu-west-1", configured(**configuration))
