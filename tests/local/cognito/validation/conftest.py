"""One engine with a few pools, which the requests of these tests name by their role."""

import base64
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from local.cognito.engine import Engine
from tests.local.cognito.world import REGION, make_engine

Call = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.fixture(scope="session")
def shared_engine() -> Iterator[Engine]:
    made = make_engine()
    yield made
    made.close()


@pytest.fixture(scope="session")
def do(shared_engine: Engine) -> Call:
    """Calls an operation as an administrator."""

    def do(operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        return shared_engine.call(operation, dict(parameters), region=REGION)

    return do


@pytest.fixture(scope="session")
def roles(do: Call) -> Mapping[str, str]:
    """What `$pool` and the like stand for in a request."""
    return make_roles(do)


def make_roles(do: Call) -> dict[str, str]:
    """Pools and clients by their role."""

    def pool(**settings: Any) -> str:
        return str(do("CreateUserPool", {"PoolName": "pool", **settings})["UserPool"]["Id"])

    def client(pool_id: str, **settings: Any) -> str:
        made = do("CreateUserPoolClient", {"UserPoolId": pool_id, "ClientName": "client", **settings})
        return str(made["UserPoolClient"]["ClientId"])

    schema = [
        {"Name": "department", "AttributeDataType": "String", "Mutable": True},
        {"Name": "tenant", "AttributeDataType": "String", "Mutable": False},
    ]
    main, lite, other = pool(Schema=schema), pool(UserPoolTier="LITE"), pool()
    protected, verified = pool(DeletionProtection="ACTIVE"), pool(AutoVerifiedAttributes=["email"])
    verified_settings = {
        "UserPoolId": verified,
        "AutoVerifiedAttributes": ["email"],
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    }
    do("UpdateUserPool", verified_settings)
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read orders"}]
    do("CreateResourceServer", {"UserPoolId": main, "Identifier": "orders", "Name": "orders", "Scopes": scopes})
    do("CreateUserPoolDomain", {"UserPoolId": other, "Domain": "taken"})
    own = {"UserPoolId": other, "Domain": "auth.example.com", "CustomDomainConfig": {"CertificateArn": CERTIFICATE}}
    do("CreateUserPoolDomain", own)
    do("CreateUserPoolDomain", {"UserPoolId": lite, "Domain": "plain"})
    factors = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    ses = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
    mailing = pool(EmailConfiguration={"EmailSendingAccount": "DEVELOPER", "SourceArn": ses})
    mail = {"Message": "Your code is {####}", "Subject": "Code"}
    do("SetUserPoolMfaConfig", {"UserPoolId": mailing, "MfaConfiguration": "ON", "EmailMfaConfiguration": mail})
    required = pool()
    totp = {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    do("SetUserPoolMfaConfig", {"UserPoolId": required, **totp})
    saml = {"ProviderType": "SAML", "ProviderDetails": {"MetadataURL": "https://idp.example.com/metadata"}}
    do("CreateIdentityProvider", {"UserPoolId": main, "ProviderName": "Corporate", **saml})
    return {
        "$pool": main,
        "$lite": lite,
        "$with_domain": other,
        "$passwordless": pool(Policies=factors),
        "$mailing": mailing,
        "$required": required,
        "$plus": pool(UserPoolTier="PLUS"),
        "$arn": do("DescribeUserPool", {"UserPoolId": main})["UserPool"]["Arn"],
        "$protected": protected,
        "$verified": verified,
        "$public": client(main),
        "$public_on_lite": client(lite),
        "$confidential": client(main, GenerateSecret=True),
    }


@pytest.fixture
def call(do: Call, roles: Mapping[str, str]) -> Call:
    """Calls an operation, with the roles in its parameters filled in, and files in base64."""

    return lambda operation, parameters: do(operation, filled(dict(parameters), roles))


def filled(value: Any, roles: Mapping[str, str]) -> Any:
    """A request with its roles filled in, and files in base64."""
    if isinstance(value, dict):
        return {key: filled(item, roles) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, roles) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return roles.get(value, value) if isinstance(value, str) else value
