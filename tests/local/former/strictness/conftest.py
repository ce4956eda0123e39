"""One emulator with a few pools, which the requests of these tests name by their role."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.config import Config

from local.emulator import Emulator
from tests.credentials import CREDENTIALS

Call = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab"


def connect(endpoint_url: str, **config: Any) -> Any:
    """A real client that leaves checking to the server."""
    return boto3.client(
        "cognito-idp",
        endpoint_url=endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(parameter_validation=False, **{"retries": {"total_max_attempts": 1}, **config}),
    )


@pytest.fixture(scope="session")
def cognito() -> Iterator[Any]:
    with Emulator(credentials=CREDENTIALS) as emulator:
        emulator.wait_until_ready()
        yield connect(emulator.endpoint_url)


@pytest.fixture(scope="session")
def roles(cognito: Any) -> Mapping[str, str]:
    """What `$pool` and the like stand for in a request."""

    def pool(**settings: Any) -> str:
        return str(cognito.create_user_pool(PoolName="pool", **settings)["UserPool"]["Id"])

    def client(pool_id: str, **settings: Any) -> str:
        made = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="client", **settings)
        return str(made["UserPoolClient"]["ClientId"])

    schema = [
        {"Name": "department", "AttributeDataType": "String", "Mutable": True},
        {"Name": "tenant", "AttributeDataType": "String", "Mutable": False},
    ]
    main, lite, other = pool(Schema=schema), pool(UserPoolTier="LITE"), pool()
    protected, verified = pool(DeletionProtection="ACTIVE"), pool(AutoVerifiedAttributes=["email"])
    cognito.update_user_pool(
        UserPoolId=verified,
        AutoVerifiedAttributes=["email"],
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
    )
    cognito.create_resource_server(
        UserPoolId=main,
        Identifier="orders",
        Name="orders",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "Read orders"}],
    )
    cognito.create_user_pool_domain(UserPoolId=other, Domain="taken")
    cognito.create_user_pool_domain(
        UserPoolId=other, Domain="auth.example.com", CustomDomainConfig={"CertificateArn": CERTIFICATE}
    )
    cognito.create_user_pool_domain(UserPoolId=lite, Domain="plain")
    factors = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    ses = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
    mailing = pool(EmailConfiguration={"EmailSendingAccount": "DEVELOPER", "SourceArn": ses})
    cognito.set_user_pool_mfa_config(
        UserPoolId=mailing,
        MfaConfiguration="ON",
        EmailMfaConfiguration={"Message": "Your code is {####}", "Subject": "Code"},
    )
    saml = {"MetadataURL": "https://idp.example.com/metadata"}
    cognito.create_identity_provider(
        UserPoolId=main, ProviderName="Corporate", ProviderType="SAML", ProviderDetails=saml
    )
    cognito.create_group(UserPoolId=main, GroupName="admins")
    cognito.admin_create_user(UserPoolId=main, Username="jane", MessageAction="SUPPRESS")
    return {
        "$pool": main,
        "$lite": lite,
        "$with_domain": other,
        "$passwordless": pool(Policies=factors),
        "$mailing": mailing,
        "$arn": cognito.describe_user_pool(UserPoolId=main)["UserPool"]["Arn"],
        "$protected": protected,
        "$verified": verified,
        "$public": client(main),
        "$public_on_lite": client(lite),
        "$confidential": client(main, GenerateSecret=True),
    }


@pytest.fixture
def call(cognito: Any, roles: Mapping[str, str]) -> Call:
    """Calls an operation, with the roles in its parameters filled in."""

    def fill(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: fill(item) for key, item in value.items()}
        if isinstance(value, list):
            return [fill(item) for item in value]
        return roles.get(value, value) if isinstance(value, str) else value

    def call(operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        method = getattr(cognito, cognito_method(operation))
        answer: Mapping[str, Any] = method(**fill(dict(parameters)))
        return answer

    return call


def cognito_method(operation: str) -> str:
    """The method that boto3 has for an operation."""
    return str(xform_name(operation))
