"""A value that passes, for the shapes whose pattern doesn't let one be made out of the value that didn't."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cognito_model.tiers import DEFAULT

EXAMPLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AcrValueType": "urn:example:loa:1",
        "AttributeMappingKeyType": "email",
        "CIMDPolicyNameType": "agents",
        "ClientNameType": "webapp",
        "CustomAttributeNameType": "tenant",
        "DomainType": "webapp12",
        "EmailAddressType": "no-reply@example.com",
        "EmailInviteMessageType": "Your user name is {username} and your password is {####}.",
        "EmailMfaMessageType": "Your code is {####}.",
        "EmailMfaSubjectType": "Your code",
        "EmailNotificationBodyType": "Somebody signed in as you.",
        "EmailNotificationSubjectType": "Was it you?",
        "EmailVerificationMessageByLinkType": "Follow {##this link##}.",
        "EmailVerificationMessageType": "Your code is {####}.",
        "EmailVerificationSubjectByLinkType": "Verify your address",
        "EmailVerificationSubjectType": "Your code",
        "GroupNameType": "admins",
        "HexStringType": "0123456789abcdef",
        "LanguageIdType": "cognito:default",
        "LinkUrlType": "https://example.com/terms",
        "PreventUserExistenceErrorTypes": "ENABLED",
        "ProviderNameType": "COGNITO",
        "ProviderNameTypeV2": "Corporate",
        "RedirectUrlType": "https://app.example.com/callback",
        "RegionCodeType": "us-east-1",
        "ResourceIdType": "logo",
        "ResourceServerIdentifierType": "orders",
        "ResourceServerNameType": "orders",
        "ResourceServerScopeNameType": "read",
        "S3ArnType": "arn:aws:s3:::example-logs",
        "SESConfigurationSet": "cognito-mail",
        "ScopeType": "openid",
        "SmsInviteMessageType": "{username}, your password is {####}",
        "SmsVerificationMessageType": "Your code is {####}",
        "TagKeysType": "team",
        "TermsNameType": "terms-of-use",
        "URLPatternType": "https://agent.example.com/*",
        "UserPoolTierType": DEFAULT,
        "UserPoolIdType": "us-east-1_a1B2c3D4e",
        "UserPoolNameType": "webapp-user-pool",
        "cognito-identity:ARNString": "arn:aws:iam::123456789012:role/example",
        "cognito-identity:CognitoIdentityProviderName": "cognito-idp.us-east-1.amazonaws.com/us-east-1_a1B2c3D4e",
        "cognito-identity:DeveloperProviderName": "login.example",
        "cognito-identity:IdentityPoolName": "webapp",
    },
)

FUNCTION: Final = "arn:aws:lambda:us-east-1:123456789012:function:example"
_BY_KEY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "application_arn": "arn:aws:mobiletargeting:us-east-1:123456789012:apps/0123456789abcdef",
        "certificate_arn": "arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
        "kms_key_arn": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "log_group_arn": "arn:aws:logs:us-east-1:123456789012:log-group:cognito",
        "role_arn": "arn:aws:iam::123456789012:role/example",
        "sns_caller_arn": "arn:aws:iam::123456789012:role/cognito-sms",
        "source_arn": "arn:aws:ses:us-east-1:123456789012:identity/example.com",
        "stream_arn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/cognito",
    },
)


def example_for(path: str) -> str:
    """What stands at a path usually, where its shape alone doesn't say: an ARN is an ARN of something."""
    key = path.rpartition(".")[2]
    return _BY_KEY.get(key) or (FUNCTION if path.startswith("lambda_config.") else "")
