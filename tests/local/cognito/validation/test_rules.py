"""What members say together, and together with what exists. Wordings are Cognito's where public reports have them."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from cognito_model.model import USER_POOLS, service_model
from tests.local.cognito.validation.conftest import CERTIFICATE, Call
from tests.local.cognito.world import error_of

INVALID = "InvalidParameterException"
FLOW = "InvalidOAuthFlowException"
TIER = "FeatureUnavailableInTierException"
LIFETIMES: dict[str, dict[str, Any]] = {
    "hours are the unit where none is named": {"AccessTokenValidity": 60},
    "an access token lives 5 minutes": {"AccessTokenValidity": 4, "TokenValidityUnits": {"AccessToken": "minutes"}},
    "an access token lives a day at most": {"AccessTokenValidity": 2, "TokenValidityUnits": {"AccessToken": "days"}},
    "an ID token lives 5 minutes": {"IdTokenValidity": 299, "TokenValidityUnits": {"IdToken": "seconds"}},
    "minutes taken for days": {"RefreshTokenValidity": 43_200},
    "an ID token lives a day at most": {"IdTokenValidity": 2, "TokenValidityUnits": {"IdToken": "days"}},
    "a refresh token lives an hour": {"RefreshTokenValidity": 59, "TokenValidityUnits": {"RefreshToken": "minutes"}},
    "a refresh token lives ten years at most": {"RefreshTokenValidity": 3651},
}
LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:f"
ROLE = "arn:aws:iam::123456789012:role/sms"
SMS = {"SnsCallerArn": ROLE, "ExternalId": "id"}
SES = {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/example.com"}
OAUTH = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid"],
    "CallbackURLs": ["https://app.example.com/callback"],
}
MACHINE = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": ["orders/read"],
    "GenerateSecret": True,
}


def pool(**settings: Any) -> tuple[str, dict[str, Any]]:
    return "CreateUserPool", {"PoolName": "pool", **settings}


def client(**settings: Any) -> tuple[str, dict[str, Any]]:
    return "CreateUserPoolClient", {"UserPoolId": "$pool", "ClientName": "client", **settings}


def redirecting(*urls: str, **settings: Any) -> tuple[str, dict[str, Any]]:
    return client(**OAUTH | {"CallbackURLs": list(urls)} | settings)


def mfa(**settings: Any) -> tuple[str, dict[str, Any]]:
    return "SetUserPoolMfaConfig", {"UserPoolId": "$pool", **settings}


def domain(name: str, **settings: Any) -> tuple[str, dict[str, Any]]:
    return "CreateUserPoolDomain", {"UserPoolId": "$pool", "Domain": name, **settings}


def custom_domain(name: str, certificate: str = CERTIFICATE) -> tuple[str, dict[str, Any]]:
    return domain(name, CustomDomainConfig={"CertificateArn": certificate})


def provider(kind: str, details: dict[str, str], name: str = "Provider", **settings: Any) -> tuple[str, dict[str, Any]]:
    named = {"UserPoolId": "$pool", "ProviderName": name, "ProviderType": kind, "ProviderDetails": details}
    return "CreateIdentityProvider", named | settings


def custom(name: str, **settings: Any) -> dict[str, Any]:
    return {"Name": name, "AttributeDataType": "String", **settings}


def recovery(*mechanisms: tuple[str, int]) -> dict[str, Any]:
    return {"RecoveryMechanisms": [{"Name": name, "Priority": priority} for name, priority in mechanisms]}


def style(**settings: Any) -> tuple[str, dict[str, Any]]:
    return "CreateManagedLoginBranding", {"UserPoolId": "$pool", "ClientId": "$public", **settings}


def logs(*configurations: dict[str, Any], **settings: Any) -> tuple[str, dict[str, Any]]:
    return "SetLogDeliveryConfiguration", {
        "UserPoolId": "$plus",
        "LogConfigurations": list(configurations),
        **settings,
    }


def first_factors(*factors: str) -> dict[str, Any]:
    return {"SignInPolicy": {"AllowedFirstAuthFactors": list(factors)}}


def pre_token_generation(version: str) -> dict[str, Any]:
    return {"PreTokenGenerationConfig": {"LambdaVersion": version, "LambdaArn": LAMBDA}}


OIDC = {
    "client_id": "id",
    "client_secret": "very secret",
    "authorize_scopes": "openid",
    "oidc_issuer": "https://idp.example.com",
    "attributes_request_method": "GET",
}
LOG_GROUP = {"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:cognito"}
BUCKET = {"BucketArn": "arn:aws:s3:::logs"}
ERRORS = {"LogLevel": "ERROR", "EventSource": "userNotification", "CloudWatchLogsConfiguration": LOG_GROUP}
SIGN_INS = {"LogLevel": "INFO", "EventSource": "userAuthEvents", "S3Configuration": BUCKET}
ASSET: dict[str, Any] = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": "aW1hZ2U="}
REFUSED: dict[str, tuple[tuple[str, dict[str, Any]], str, str]] = {
    # Pools
    "alias and username attributes exclude each other": (
        pool(AliasAttributes=["email"], UsernameAttributes=["email"]),
        INVALID,
        "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
    ),
    "a phone number can't be verified without SMS": (
        pool(AutoVerifiedAttributes=["phone_number"]),
        INVALID,
        "SMS configuration is required when phone_number is selected for auto verification",
    ),
    "an update that leaves SMS out takes it away": (
        ("UpdateUserPool", {"UserPoolId": "$pool", "AutoVerifiedAttributes": ["phone_number"]}),
        INVALID,
        "SMS configuration is required when phone_number is selected for auto verification",
    ),
    "what is verified before an update is verified automatically": (
        pool(UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]}),
        INVALID,
        "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
    ),
    "an update that leaves automatic verification out takes it away": (
        ("UpdateUserPool", {"UserPoolId": "$verified", "DeletionProtection": "INACTIVE"}),
        INVALID,
        "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
    ),
    "two recovery mechanisms can't have one priority": (
        pool(AccountRecoverySetting=recovery(("verified_email", 1), ("verified_phone_number", 1))),
        INVALID,
        "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.",
    ),
    "a recovery mechanism isn't named twice": (
        pool(AccountRecoverySetting=recovery(("verified_email", 1), ("verified_email", 2))),
        INVALID,
        "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.",
    ),
    "recovery by an administrator only is alone": (
        pool(AccountRecoverySetting=recovery(("verified_email", 1), ("admin_only", 2))),
        INVALID,
        "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
    ),
    "temporary passwords have one validity": (
        pool(
            Policies={"PasswordPolicy": {"TemporaryPasswordValidityDays": 7}},
            AdminCreateUserConfig={"UnusedAccountValidityDays": 7},
        ),
        INVALID,
        "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
    ),
    "passwords can't be dropped as a first factor": (
        pool(Policies=first_factors("EMAIL_OTP")),
        INVALID,
        "Password should be configured as one of the allowed first auth factors.",
    ),
    "an authenticator app is no first factor": (
        pool(Policies=first_factors("PASSWORD", "SOFTWARE_TOKEN")),
        INVALID,
        "SOFTWARE_TOKEN is not supported",
    ),
    "an invitation names the user": (
        pool(AdminCreateUserConfig={"InviteMessageTemplate": {"EmailMessage": "Your password is {####}"}}),
        INVALID,
        "must contain the placeholders {username} and {####}",
    ),
    "an invitation by SMS has the password": (
        pool(AdminCreateUserConfig={"InviteMessageTemplate": {"SMSMessage": "Welcome {username}"}}),
        INVALID,
        "must contain the placeholders {username} and {####}",
    ),
    "one's own SES has an identity": (
        pool(EmailConfiguration={"EmailSendingAccount": "DEVELOPER"}),
        INVALID,
        "Source ARN is required to use DEVELOPER email sending owner",
    ),
    "a custom e-mail sender needs a key": (
        pool(LambdaConfig={"CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": LAMBDA}}),
        INVALID,
        "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.",
    ),
    "a custom SMS sender needs a key": (
        pool(LambdaConfig={"CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": LAMBDA}}),
        INVALID,
        "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.",
    ),
    "there is one function before token generation": (
        pool(LambdaConfig={"PreTokenGeneration": LAMBDA + "2", **pre_token_generation("V1_0")}),
        INVALID,
        "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
    ),
    "a protected pool isn't deleted": (
        ("DeleteUserPool", {"UserPoolId": "$protected"}),
        INVALID,
        (
            "The user pool cannot be deleted because deletion protection is activated. "
            "Deletion protection must be inactivated first."
        ),
    ),
    "a pool with a domain isn't deleted": (
        ("DeleteUserPool", {"UserPoolId": "$with_domain"}),
        INVALID,
        "User pool cannot be deleted. It has a domain configured that should be deleted first.",
    ),
    "a link has words": (
        pool(VerificationMessageTemplate={"EmailMessageByLink": "Your link: {####}"}),
        INVALID,
        "The message is invalid.",
    ),
    "SMS have one way": (
        pool(SmsConfiguration={"SnsCallerArn": ROLE, "EumsSms": {"CallerArn": ROLE}}),
        INVALID,
        "SmsConfiguration must have either SnsCallerArn or EumsSms.",
    ),
    "SMS have a way": (
        pool(SmsConfiguration={"ExternalId": "id"}),
        INVALID,
        "SmsConfiguration must have either SnsCallerArn or EumsSms.",
    ),
    "SMS come from the pool's region": (
        pool(SmsConfiguration={"EumsSms": {"CallerArn": ROLE, "Region": "eu-west-1"}}),
        INVALID,
        "The Region of EumsSms must be that of the user pool: us-east-1.",
    ),
    "what sends SMS is a role": (
        pool(SmsConfiguration={"SnsCallerArn": "arn:aws:sns:us-east-1:123456789012:topic"}),
        "InvalidSmsRoleTrustRelationshipException",
        "Role does not have a trust relationship allowing Cognito to assume the role",
    ),
    "what sends SMS as a factor is a role": (
        mfa(MfaConfiguration="ON", SmsMfaConfiguration={"SmsConfiguration": {"SnsCallerArn": ROLE[:-8] + "user/sms"}}),
        "InvalidSmsRoleTrustRelationshipException",
        "Role does not have a trust relationship allowing Cognito to assume the role",
    ),
    "what sends mail is an identity of SES": (
        pool(EmailConfiguration={"EmailSendingAccount": "DEVELOPER", "SourceArn": ROLE}),
        INVALID,
        "is not the ARN of an Amazon SES identity.",
    ),
    "a key of the customer's own is named": (
        pool(KeyConfiguration={"KeyType": "CUSTOMER_MANAGED_KEY"}),
        INVALID,
        "KmsKeyArn is required",
    ),
    "levels have different names": (
        pool(AcrConfiguration={"Level1": {"AcrValue": "urn:cognito:loa:2"}}),
        INVALID,
        "The names of ACR levels must be unique, default names included.",
    ),
    "clients that register themselves ask for scopes that exist": (
        ("UpdateUserPool", {"UserPoolId": "$pool", "DcrConfiguration": {"AllowedScopes": ["orders/delete"]}}),
        INVALID,
        "Invalid scope requested: orders/delete",
    ),
    "tags that begin with aws: are Amazon's": (
        pool(UserPoolTags={"aws:stage": "dev"}),
        "UserPoolTaggingException",
        "aws: are reserved",
    ),
    # Attributes
    "a standard attribute's limits are in order": (
        pool(Schema=[custom("email", StringAttributeConstraints={"MinLength": "2", "MaxLength": "1"})]),
        INVALID,
        "user.email: Max length cannot be less than min length.",
    ),
    "a standard number's limits are in order": (
        pool(
            Schema=[
                {
                    "Name": "updated_at",
                    "AttributeDataType": "Number",
                    "NumberAttributeConstraints": {"MinValue": "2", "MaxValue": "1"},
                }
            ]
        ),
        INVALID,
        "user.updated_at: Max value cannot be less than min value.",
    ),
    "a limit is a number": (
        pool(Schema=[custom("email", StringAttributeConstraints={"MinLength": "two"})]),
        INVALID,
        "Invalid StringAttributeConstraints for schema attribute email",
    ),
    "a text has 2048 characters at most": (
        pool(Schema=[custom("email", StringAttributeConstraints={"MaxLength": "2049"})]),
        INVALID,
        "user.email: String attributes cannot have a length of more than 2048",
    ),
    "a custom attribute can't be required": (
        pool(Schema=[custom("department", Required=True)]),
        INVALID,
        "Required custom attributes are not supported currently.",
    ),
    "an added attribute can't be required": (
        ("AddCustomAttributes", {"UserPoolId": "$pool", "CustomAttributes": [custom("team", Required=True)]}),
        INVALID,
        "Required custom attributes are not supported currently.",
    ),
    "an attribute has a name": (
        pool(Schema=[{"AttributeDataType": "String"}]),
        INVALID,
        "Every attribute of a user pool schema must have a name.",
    ),
    "a custom attribute has a type": (
        pool(Schema=[{"Name": "department"}]),
        INVALID,
        "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
    ),
    "an attribute is there once": (
        pool(Schema=[custom("department"), custom("department")]),
        INVALID,
        "Duplicate custom attribute names custom:department are not allowed in a user pool schema.",
    ),
    "a standard attribute keeps its type": (
        pool(Schema=[{"Name": "email", "AttributeDataType": "Number"}]),
        INVALID,
        "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
    ),
    "the shortest isn't longer than the longest": (
        pool(Schema=[custom("department", StringAttributeConstraints={"MinLength": "5", "MaxLength": "4"})]),
        INVALID,
        "Attribute custom:department cannot have a max length shorter than it's min length",
    ),
    "the least isn't more than the most": (
        pool(
            Schema=[
                {
                    "Name": "age",
                    "AttributeDataType": "Number",
                    "NumberAttributeConstraints": {"MinValue": "5", "MaxValue": "4"},
                }
            ]
        ),
        INVALID,
        "Attribute custom:age cannot have a max value smaller than it's min value",
    ),
    "an existing attribute can't be modified": (
        ("AddCustomAttributes", {"UserPoolId": "$pool", "CustomAttributes": [custom("department", Mutable=False)]}),
        INVALID,
        "custom:department: Existing attribute already has name custom:department.",
    ),
    "a standard attribute isn't added": (
        ("AddCustomAttributes", {"UserPoolId": "$pool", "CustomAttributes": [custom("email")]}),
        INVALID,
        "email: Existing attribute already has name email.",
    ),
    # MFA
    "MFA at creation needs SMS": (
        pool(MfaConfiguration="OPTIONAL"),
        INVALID,
        "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
    ),
    "MFA by an update needs a factor": (
        ("UpdateUserPool", {"UserPoolId": "$pool", "MfaConfiguration": "ON"}),
        INVALID,
        "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
    ),
    "MFA has a factor": (
        mfa(MfaConfiguration="ON", SoftwareTokenMfaConfiguration={"Enabled": False}),
        INVALID,
        "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration.",
    ),
    "without MFA there is no factor": (
        mfa(MfaConfiguration="OFF", SoftwareTokenMfaConfiguration={"Enabled": True}),
        INVALID,
        "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
    ),
    "MFA by e-mail needs one's own SES": (
        mfa(MfaConfiguration="ON", EmailMfaConfiguration={"Message": "Your code is {####}", "Subject": "Code"}),
        INVALID,
        (
            "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of "
            "COGNITO_DEFAULT."
        ),
    ),
    "MFA by e-mail needs a tier": (
        mfa(UserPoolId="$lite", MfaConfiguration="ON", EmailMfaConfiguration={"Message": "{####}", "Subject": "Code"}),
        TIER,
        "The following feature is not available for the LITE pricing tier configured: Email MFA",
    ),
    "passkeys belong to the custom domain": (
        mfa(UserPoolId="$with_domain", WebAuthnConfiguration={"RelyingPartyId": "example.com"}),
        INVALID,
        "Relying party ID must be the custom domain of the user pool: auth.example.com",
    ),
    "MFA by SMS needs a role to send it with": (
        mfa(MfaConfiguration="ON", SmsMfaConfiguration={"SmsAuthenticationMessage": "{####}"}),
        INVALID,
        "SMS configuration",
    ),
    "one-time codes don't go with required MFA": (
        ("UpdateUserPool", {"UserPoolId": "$required", "Policies": first_factors("PASSWORD", "EMAIL_OTP")}),
        INVALID,
        "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
    ),
    "nor does required MFA go with one-time codes": (
        mfa(UserPoolId="$passwordless", MfaConfiguration="ON", SoftwareTokenMfaConfiguration={"Enabled": True}),
        INVALID,
        "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
    ),
    "nor do both at creation": (
        pool(MfaConfiguration="ON", SmsConfiguration=SMS, Policies=first_factors("PASSWORD", "SMS_OTP")),
        INVALID,
        "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
    ),
    "a passkey that is one factor doesn't go with required MFA": (
        ("UpdateUserPool", {"UserPoolId": "$required", "Policies": first_factors("PASSWORD", "WEB_AUTHN")}),
        INVALID,
        "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
    ),
    "passkeys as two factors aren't in LITE": (
        mfa(UserPoolId="$lite", WebAuthnConfiguration={"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}),
        TIER,
        "The following feature is not available for the LITE pricing tier configured: ",
    ),
    # Tiers
    "threat protection isn't in the plan that a pool has by default": (
        pool(UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"}),
        TIER,
        "The following features need to be disabled for the ESSENTIALS pricing tier configured: Threat Protection",
    ),
    "a pool with threat protection doesn't get ESSENTIALS": (
        (
            "UpdateUserPool",
            {
                "UserPoolId": "$plus",
                "UserPoolTier": "ESSENTIALS",
                "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"},
            },
        ),
        "TierChangeNotAllowedException",
        "Threat Protection",
    ),
    "clients don't register themselves in LITE": (
        pool(UserPoolTier="LITE", DcrConfiguration={"OpenDcrEnabled": True}),
        TIER,
        "The following features need to be disabled for the LITE pricing tier configured: Dynamic Client Registration",
    ),
    "levels have no names of one's own in LITE": (
        pool(UserPoolTier="LITE", AcrConfiguration={"Level1": {"AcrValue": "low"}}),
        TIER,
        "The following features need to be disabled for the LITE pricing tier configured: Custom ACR Values",
    ),
    "clients aren't documents in LITE": (
        (
            "CreateCIMDPolicy",
            {
                "UserPoolId": "$lite",
                "ClientId": "$public_on_lite",
                "PolicyName": "all",
                "URLPatterns": ["https://*.example.com/*"],
            },
        ),
        TIER,
        "The following feature is not available for the LITE pricing tier configured: ",
    ),
    "threat protection isn't in ESSENTIALS": (
        pool(UserPoolTier="ESSENTIALS", UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"}),
        TIER,
        "The following features need to be disabled for the ESSENTIALS pricing tier configured: Threat Protection",
    ),
    "nor does threat protection come to ESSENTIALS by an update": (
        ("UpdateUserPool", {"UserPoolId": "$pool", "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}),
        TIER,
        "The following features need to be disabled for the ESSENTIALS pricing tier configured: Threat Protection",
    ),
    "nor does a password history come to LITE by an update": (
        (
            "UpdateUserPool",
            {"UserPoolId": "$lite", "Policies": {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 3}}},
        ),
        TIER,
        "The following features need to be disabled for the LITE pricing tier configured: Password History",
    ),
    "nor does sign-in without a password come to LITE by an update": (
        ("UpdateUserPool", {"UserPoolId": "$lite", "Policies": first_factors("PASSWORD", "EMAIL_OTP")}),
        TIER,
        "The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In",
    ),
    "a pool that has such features already doesn't get LITE": (
        ("UpdateUserPool", {"UserPoolId": "$passwordless", "UserPoolTier": "LITE"}),
        "TierChangeNotAllowedException",
        "Passwordless Sign-In",
    ),
    "a password history isn't in LITE": (
        pool(UserPoolTier="LITE", Policies={"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 3}}),
        TIER,
        "The following features need to be disabled for the LITE pricing tier configured: Password History",
    ),
    "sign-in without a password isn't in LITE": (
        pool(UserPoolTier="LITE", Policies=first_factors("PASSWORD", "WEB_AUTHN")),
        TIER,
        "The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In",
    ),
    "customized access tokens aren't in LITE": (
        pool(UserPoolTier="LITE", LambdaConfig=pre_token_generation("V2_0")),
        TIER,
        "Token Customization with Pre-Token Generation Lambda V2_0",
    ),
    "a pool with such features doesn't get LITE": (
        (
            "UpdateUserPool",
            {"UserPoolId": "$pool", "UserPoolTier": "LITE", "Policies": first_factors("PASSWORD", "EMAIL_OTP")},
        ),
        "TierChangeNotAllowedException",
        "Passwordless Sign-In",
    ),
    "a pool with MFA by e-mail doesn't get LITE": (
        ("UpdateUserPool", {"UserPoolId": "$mailing", "UserPoolTier": "LITE", "EmailConfiguration": SES}),
        "TierChangeNotAllowedException",
        "Email MFA",
    ),
    "choice-based sign-in isn't in LITE": (
        client(UserPoolId="$lite", ExplicitAuthFlows=["ALLOW_USER_AUTH"]),
        TIER,
        "The following feature is not available for the LITE pricing tier configured: ",
    ),
    "nor does choice-based sign-in come to LITE by an update": (
        (
            "UpdateUserPoolClient",
            {"UserPoolId": "$lite", "ClientId": "$public_on_lite", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]},
        ),
        TIER,
        "The following feature is not available for the LITE pricing tier configured: Choice-Based Sign-In",
    ),
    "managed login's second version isn't in LITE": (
        domain("lite-pool", UserPoolId="$lite", ManagedLoginVersion=2),
        TIER,
        "The following feature is not available for the LITE pricing tier configured: Managed Login Version 2",
    ),
    "nor does managed login's second version come to LITE by an update": (
        ("UpdateUserPoolDomain", {"UserPoolId": "$lite", "Domain": "plain", "ManagedLoginVersion": 2}),
        TIER,
        "The following feature is not available for the LITE pricing tier configured: Managed Login Version 2",
    ),
    "logs of sign-ins need PLUS": (
        logs(SIGN_INS, UserPoolId="$pool"),
        TIER,
        "The following feature is not available for the ESSENTIALS pricing tier configured: Log Streaming",
    ),
    # Logs
    "sign-ins are logged at one level": (logs({**SIGN_INS, "LogLevel": "ERROR"}), INVALID, "must be INFO"),
    "message errors are logged at one level": (logs({**ERRORS, "LogLevel": "INFO"}), INVALID, "must be ERROR"),
    "a kind of log is configured once": (logs(ERRORS, ERRORS), INVALID, "one log configuration"),
    "a log has one destination": (
        logs({**SIGN_INS, "CloudWatchLogsConfiguration": LOG_GROUP}),
        INVALID,
        "must have one destination",
    ),
    "message errors go to CloudWatch": (
        logs({"LogLevel": "ERROR", "EventSource": "userNotification", "S3Configuration": BUCKET}),
        INVALID,
        "can be sent to CloudWatchLogsConfiguration only.",
    ),
    # Domains
    "a login page has version 1 or 2": (domain("my-app", ManagedLoginVersion=3), INVALID, "must be 1 or 2"),
    "there is no replica to route to": (
        (
            "CreateUserPoolDomain",
            {
                "UserPoolId": "$pool",
                "Domain": "login.example.com",
                "CustomDomainConfig": {"CertificateArn": CERTIFICATE},
                "ManagedLoginVersion": 2,
                "Routing": {"Failover": {"SecondaryRegion": "eu-west-1", "PrimaryRoute53HealthCheckId": "check"}},
            },
        ),
        INVALID,
        "Region eu-west-1 is not active for the user pool",
    ),
    "the classic hosted UI isn't routed": (
        (
            "UpdateUserPoolDomain",
            {
                "UserPoolId": "$with_domain",
                "Domain": "auth.example.com",
                "Routing": {"Failover": {"SecondaryRegion": "eu-west-1", "PrimaryRoute53HealthCheckId": "check"}},
            },
        ),
        INVALID,
        "Routing field is not supported for Hosted UI (classic)",
    ),
    **{
        f"a prefix doesn't contain {word}": (
            domain(f"my-{word}-app"),
            INVALID,
            f"Domain cannot contain reserved word: {word}",
        )
        for word in ("aws", "amazon", "cognito")
    },
    "a prefix has no dot": (
        domain("my.app"),
        INVALID,
        (
            "The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, "
            r"and hyphens. Please enter a different name that follows this format: "
            r"^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$"
        ),
    ),
    "a prefix has no capital": (domain("MyApp"), INVALID, "The domain name contains an invalid character."),
    "a prefix doesn't end with a hyphen": (
        domain("my-app-"),
        INVALID,
        "The domain name contains an invalid character.",
    ),
    "a prefix is taken": (domain("taken"), INVALID, "Domain already associated with another user pool."),
    "a custom domain is taken": (
        custom_domain("auth.example.com"),
        INVALID,
        "Domain already associated with another user pool.",
    ),
    "a custom domain has labels": (custom_domain("example"), INVALID, "Custom domain is not a valid subdomain"),
    "a custom domain's certificate is in us-east-1": (
        custom_domain("login.example.com", CERTIFICATE.replace("us-east-1", "eu-west-1")),
        INVALID,
        "The specified SSL certificate doesn't exist, isn't in us-east-1 region",
    ),
    "a custom domain's new certificate is in us-east-1 too": (
        (
            "UpdateUserPoolDomain",
            {
                "UserPoolId": "$with_domain",
                "Domain": "auth.example.com",
                "CustomDomainConfig": {"CertificateArn": CERTIFICATE.replace("us-east-1", "eu-west-1")},
            },
        ),
        INVALID,
        "The specified SSL certificate doesn't exist, isn't in us-east-1 region",
    ),
    "a pool has one prefix": (
        domain("another", UserPoolId="$with_domain"),
        INVALID,
        "User pool already has a domain configured.",
    ),
    "a custom domain has a certificate": (
        domain("login.example.com", CustomDomainConfig={}),
        INVALID,
        "Value null at 'customDomainConfig.certificateArn' failed to satisfy constraint: Member must not be null",
    ),
    # Managed login
    "the classic hosted UI is on a domain": (
        ("SetUICustomization", {"UserPoolId": "$pool", "CSS": ".banner-customizable {}"}),
        INVALID,
        "There has to be an existing domain associated with this user pool",
    ),
    "a style is Cognito's or one's own": (
        style(UseCognitoProvidedValues=True, Settings={}),
        INVALID,
        "useCognitoProvidedValues or settings should be specified (but not both)",
    ),
    "a style's request has two megabytes at most": (
        style(Settings={}, Assets=[ASSET | {"Bytes": b"x" * 800_000, "ColorMode": mode} for mode in ("LIGHT", "DARK")]),
        INVALID,
        "2000000",
    ),
    "an update of a style has two megabytes at most": (
        (
            "UpdateManagedLoginBranding",
            {"UserPoolId": "$pool", "ManagedLoginBrandingId": "1f6f7d1c-0000-4000-8000-000000000000"}
            | {"Assets": [ASSET | {"Bytes": b"x" * 800_000, "ColorMode": mode} for mode in ("LIGHT", "DARK")]},
        ),
        INVALID,
        "2000000",
    ),
    # Clients
    "a secret is made or brought along": (
        client(GenerateSecret=True, ClientSecret="s" * 24),
        INVALID,
        "ClientSecret cannot be specified when GenerateSecret is true.",
    ),
    "old and new names of flows don't mix": (
        client(ExplicitAuthFlows=["ADMIN_NO_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]),
        INVALID,
        "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
    ),
    "user context needs a secret": (
        client(EnablePropagateAdditionalUserContextData=True),
        INVALID,
        "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
    ),
    "an update doesn't give a client a secret": (
        (
            "UpdateUserPoolClient",
            {"UserPoolId": "$pool", "ClientId": "$public", "EnablePropagateAdditionalUserContextData": True},
        ),
        INVALID,
        "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
    ),
    "analytics name a project and a role": (
        client(AnalyticsConfiguration={"ApplicationId": "ab12"}),
        INVALID,
        "Invalid analytics configuration given, either <application arn> or",
    ),
    "a client reads attributes that exist": (
        client(ReadAttributes=["custom:unheard"]),
        INVALID,
        "Invalid read attributes specified while creating a client",
    ),
    "a client writes attributes that exist": (
        ("UpdateUserPoolClient", {"UserPoolId": "$pool", "ClientId": "$public", "WriteAttributes": ["custom:unheard"]}),
        INVALID,
        "Invalid write attributes specified while updating a client",
    ),
    "a client doesn't verify addresses": (
        client(WriteAttributes=["email_verified"]),
        INVALID,
        "Invalid write attributes specified while creating a client",
    ),
    "an identity provider exists": (
        client(SupportedIdentityProviders=["COGNITO", "Google"]),
        INVALID,
        "The provider Google does not exist for User Pool us-east-1_",
    ),
    "a secret isn't published": (
        client(GenerateSecret=True, PublishSecretsInAWSSecretsManager=True),
        INVALID,
        "PublishSecretsInAWSSecretsManager is not available on the local target",
    ),
    # OAuth
    "a callback is https": (
        redirecting("http://app.example.com/callback"),
        INVALID,
        "http://app.example.com/callback cannot use the HTTP protocol.",
    ),
    "a loopback name is a whole name": (
        redirecting("http://localhost.example.com/"),
        INVALID,
        "http://localhost.example.com/ cannot use the HTTP protocol.",
    ),
    "a callback has no fragment": (
        redirecting("https://app.example.com/#here"),
        INVALID,
        "https://app.example.com/#here cannot use fragment",
    ),
    "a callback is absolute": (redirecting("/callback"), INVALID, "/callback is not an absolute URL"),
    "a callback has a host": (redirecting("https:///callback"), INVALID, "https:///callback is not an absolute URL"),
    "a callback's host is well-formed": (redirecting("https://[::1/"), INVALID, "https://[::1/ is not a valid URL"),
    "a sign-out URL is https": (
        client(**OAUTH, LogoutURLs=["http://app.example.com/"]),
        INVALID,
        "http://app.example.com/ cannot use the HTTP protocol.",
    ),
    "the default redirect is a callback": (
        client(**OAUTH, DefaultRedirectURI="https://other.example.com/"),
        INVALID,
        "The default redirect URI https://other.example.com/ is not in the callback URIs list.",
    ),
    "OAuth needs flows": (
        client(**OAUTH | {"AllowedOAuthFlows": []}),
        INVALID,
        "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
    ),
    "OAuth needs scopes": (
        client(**OAUTH | {"AllowedOAuthScopes": []}),
        INVALID,
        "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
    ),
    "the code flow needs a callback": (
        redirecting(),
        FLOW,
        "CallbackUrls can not be empty when code flow or implicit flow is selected",
    ),
    "client credentials are alone": (
        client(**MACHINE | {"AllowedOAuthFlows": ["client_credentials", "code"]}),
        FLOW,
        "client_credentials flow can not be selected along with code flow or implicit flow.",
    ),
    "client credentials need a secret": (
        client(**MACHINE | {"GenerateSecret": False}),
        FLOW,
        "client_credentials flow can not be selected if client does not have a client secret.",
    ),
    "client credentials have scopes of resource servers": (
        client(**MACHINE | {"AllowedOAuthScopes": ["openid"]}),
        FLOW,
        "openid is not supported with client_credentials flow",
    ),
    "a scope is one of its resource server's": (
        client(**OAUTH | {"AllowedOAuthScopes": ["openid", "orders/write"]}),
        "ScopeDoesNotExistException",
        "Invalid scope requested: orders/write",
    ),
    "a scope without a resource server is one of Cognito's": (
        client(**OAUTH | {"AllowedOAuthScopes": ["Cognito"]}),
        "ScopeDoesNotExistException",
        "Invalid scope requested: Cognito",
    ),
    "a sign-out URL has no fragment": (
        client(**OAUTH, LogoutURLs=["https://app.example.com/#here"]),
        INVALID,
        "https://app.example.com/#here cannot use fragment",
    ),
    "a sign-out URL is absolute": (client(**OAUTH, LogoutURLs=["/bye"]), INVALID, "/bye is not an absolute URL"),
    "the implicit flow needs a callback": (
        redirecting(AllowedOAuthFlows=["implicit"]),
        FLOW,
        "CallbackUrls can not be empty when code flow or implicit flow is selected",
    ),
    "client credentials exclude the implicit flow": (
        client(**MACHINE | {"AllowedOAuthFlows": ["client_credentials", "implicit"]}),
        FLOW,
        "client_credentials flow can not be selected along with code flow or implicit flow.",
    ),
    # Lifetimes
    **{
        name: (client(**settings), INVALID, "Invalid range for token validity.") for name, settings in LIFETIMES.items()
    },
    "no token outlives the refresh token": (
        client(AccessTokenValidity=2, RefreshTokenValidity=1, TokenValidityUnits={"RefreshToken": "hours"}),
        INVALID,
        "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
    ),
    "no ID token outlives the refresh token": (
        client(IdTokenValidity=2, RefreshTokenValidity=1, TokenValidityUnits={"RefreshToken": "hours"}),
        INVALID,
        "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
    ),
    # Identity providers
    "a social provider keeps its name": (
        provider("Google", OIDC, name="Search"),
        INVALID,
        "Provider Search cannot be of type Google.",
    ),
    "a social provider has its details": (
        provider("Google", {"client_id": "id"}, name="Google"),
        INVALID,
        "clientId, clientSecret and authorizeScopes are all required idp details.",
    ),
    "Apple has its details": (
        provider("SignInWithApple", {"client_id": "id"}, name="SignInWithApple"),
        INVALID,
        "clientId, privateKey, teamId, and keyId are all required idp details.",
    ),
    "an OIDC provider has its details": (
        provider("OIDC", {"client_id": "id"}),
        INVALID,
        "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details.",
    ),
    "an OIDC issuer is https": (
        provider("OIDC", OIDC | {"oidc_issuer": "http://idp.example.com"}),
        INVALID,
        "OIDC endpoint must start with https://",
    ),
    "SAML has metadata": (
        provider("SAML", {"IDPSignout": "true"}),
        INVALID,
        "At least one of the MetadataURL or MetadataFile should be provided.",
    ),
    "a SAML provider has known details": (
        provider("SAML", {"MetadataURL": "https://idp.example.com/", "ActiveEncryptionCertificate": "MIIC"}),
        INVALID,
        "ActiveEncryptionCertificate is not a valid key for SAML identity provider details.",
    ),
    "levels are OIDC's": (
        provider("SAML", {"MetadataURL": "https://idp.example.com/"}, AcrMapping={"Level1": "low"}),
        INVALID,
        "AcrMapping is supported for OIDC identity providers only.",
    ),
    "a provider's levels are OIDC's": (
        ("UpdateIdentityProvider", {"UserPoolId": "$pool", "ProviderName": "Corporate", "AcrMapping": {"Level1": "l"}}),
        INVALID,
        "AcrMapping is supported for OIDC identity providers only.",
    ),
    "SAML has metadata from one place": (
        (
            "UpdateIdentityProvider",
            {
                "UserPoolId": "$pool",
                "ProviderName": "Corporate",
                "ProviderDetails": {"MetadataURL": "https://idp.example.com/", "MetadataFile": "<x/>"},
            },
        ),
        INVALID,
        "Only one of the MetadataURL or MetadataFile should be provided.",
    ),
}

ACCEPTED: dict[str, tuple[str, dict[str, Any]]] = {
    "a pool with aliases": pool(AliasAttributes=["email", "preferred_username"]),
    "a pool that verifies phone numbers by SMS": pool(
        AutoVerifiedAttributes=["phone_number", "email"],
        SmsConfiguration=SMS,
        MfaConfiguration="OPTIONAL",
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
    ),
    "a pool with messages, senders and recovery": pool(
        AccountRecoverySetting=recovery(("verified_email", 1), ("verified_phone_number", 2)),
        AdminCreateUserConfig={"InviteMessageTemplate": {"EmailMessage": "{username}, your password is {####}"}},
        EmailConfiguration=SES,
        LambdaConfig={
            "CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": LAMBDA},
            "KMSKeyID": "arn:aws:kms:us-east-1:123456789012:key/k",
            "PreTokenGeneration": LAMBDA,
            **pre_token_generation("V2_0"),
        },
    ),
    "a pool with attributes": pool(
        Schema=[
            {"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True},
            {"Name": "name", "Required": True},
            custom("department", StringAttributeConstraints={"MinLength": "4", "MaxLength": "4"}),
        ]
    ),
    "a message with a link and one with a code": pool(
        VerificationMessageTemplate={"EmailMessage": "{####}", "EmailMessageByLink": "{##Verify##}"}
    ),
    "SMS by another service": pool(SmsConfiguration={"EumsSms": {"CallerArn": ROLE, "Region": "us-east-1"}}),
    "levels with names": pool(AcrConfiguration={"Level1": {"AcrValue": "low"}, "Level4": {"AcrValue": "high"}}),
    "clients that register themselves": pool(DcrConfiguration={"AllowedScopes": ["aws.cognito.signin.user.admin"]}),
    "an invitation for users without passwords": pool(
        Policies=first_factors("PASSWORD", "EMAIL_OTP"),
        AdminCreateUserConfig={"InviteMessageTemplate": {"EmailMessage": "Welcome, {username}"}},
    ),
    "logs": logs(ERRORS, SIGN_INS),
    "one-time codes with optional MFA": mfa(
        UserPoolId="$passwordless", MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration={"Enabled": True}
    ),
    "a pool with first factors": pool(Policies=first_factors("PASSWORD", "EMAIL_OTP", "WEB_AUTHN")),
    "a pool with threat protection": pool(UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"}),
    "a pool on LITE": pool(UserPoolTier="LITE", Policies=first_factors("PASSWORD")),
    "an update that names everything": (
        "UpdateUserPool",
        {"UserPoolId": "$verified", "AutoVerifiedAttributes": ["email"]},
    ),
    "another attribute": ("AddCustomAttributes", {"UserPoolId": "$pool", "CustomAttributes": [custom("cost_center")]}),
    "MFA with an app": mfa(
        UserPoolId="$verified", MfaConfiguration="ON", SoftwareTokenMfaConfiguration={"Enabled": True}
    ),
    "no MFA": mfa(MfaConfiguration="OFF", SoftwareTokenMfaConfiguration={"Enabled": False}),
    "MFA by SMS": mfa(
        UserPoolId="$verified",
        MfaConfiguration="OPTIONAL",
        SmsMfaConfiguration={"SmsAuthenticationMessage": "{####}", "SmsConfiguration": SMS},
    ),
    "MFA by e-mail": mfa(
        UserPoolId="$mailing", MfaConfiguration="ON", EmailMfaConfiguration={"Message": "{####}", "Subject": "Code"}
    ),
    "passkeys of the custom domain": mfa(
        UserPoolId="$with_domain", WebAuthnConfiguration={"RelyingPartyId": "auth.example.com"}
    ),
    "a domain": domain("my-app-4711", ManagedLoginVersion=2),
    "a domain of one's own": custom_domain("login.example.com"),
    "a client with every callback": redirecting(
        "https://app.example.com/callback?a=b",
        "http://localhost:8585",
        "http://127.0.0.1/",
        "http://[::1]:1234/",
        "myapp://callback",
        DefaultRedirectURI="myapp://callback",
        LogoutURLs=["https://app.example.com/"],
    ),
    "a client for a resource server": client(**OAUTH | {"AllowedOAuthScopes": ["openid", "orders/read"]}),
    "a client for machines": client(**MACHINE),
    "a client whose secret an update finds": (
        "UpdateUserPoolClient",
        {"UserPoolId": "$pool", "ClientId": "$confidential", "EnablePropagateAdditionalUserContextData": True},
    ),
    "a client with attributes and providers": client(
        ReadAttributes=["email", "email_verified", "custom:department"],
        WriteAttributes=["email", "custom:department"],
        SupportedIdentityProviders=["COGNITO", "Corporate"],
        ExplicitAuthFlows=["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    ),
    "a client with old names of flows": client(ExplicitAuthFlows=["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"]),
    "a client with the shortest lives": client(
        AccessTokenValidity=5,
        IdTokenValidity=300,
        RefreshTokenValidity=1,
        TokenValidityUnits={"AccessToken": "minutes", "IdToken": "seconds", "RefreshToken": "hours"},
    ),
    "a client with the longest lives": client(
        AccessTokenValidity=24,
        IdTokenValidity=1,
        RefreshTokenValidity=3650,
        TokenValidityUnits={"IdToken": "days"},
    ),
    "a client with default lives": client(RefreshTokenValidity=0),
    "tags": ("TagResource", {"ResourceArn": "$arn", "Tags": {"stage": "dev"}}),
    "a style": (
        "CreateManagedLoginBranding",
        {"UserPoolId": "$pool", "ClientId": "$confidential", "Settings": {}, "Assets": [ASSET]},
    ),
    "an identity provider": provider("OIDC", OIDC, AttributeMapping={"custom:department": "department"}),
    "a mapped attribute that is not mutable": provider(
        "OIDC", OIDC, name="Partner", AttributeMapping={"custom:tenant": "tenant"}
    ),
}


@pytest.mark.parametrize(("request_", "code", "words"), REFUSED.values(), ids=list(REFUSED))
def test_what_cognito_refuses_is_refused(
    call: Call, request_: tuple[str, dict[str, Any]], code: str, words: str
) -> None:
    said, message = error_of(call, *request_)
    assert (said, words in message) == (code, True), message
    assert "very secret" not in message


CREATION_ONLY = {"PoolName", "Schema", "AliasAttributes", "UsernameAttributes", "GenerateSecret", "ClientSecret"}
"""What no update has."""
CHANGES = {
    name: (operation, parameters, code, words)
    for name, ((operation, parameters), code, words) in REFUSED.items()
    if (operation == "CreateUserPool" and set(parameters) - {"UserPoolTier"} - CREATION_ONLY)
    or (operation == "CreateUserPoolClient" and not {"ClientSecret", "$lite"} & {*parameters, parameters["UserPoolId"]})
}
"""Refused creations that an update could ask for as well."""


@pytest.mark.parametrize(("operation", "parameters", "code", "words"), CHANGES.values(), ids=list(CHANGES))
def test_an_update_is_refused_like_a_creation(
    call: Call, operation: str, parameters: dict[str, Any], code: str, words: str
) -> None:
    given = {name: value for name, value in parameters.items() if name not in CREATION_ONLY}
    if operation == "CreateUserPool":
        given |= {"UserPoolId": "$lite" if parameters.get("UserPoolTier") == "LITE" else "$pool"}
    else:
        given |= {"ClientId": "$confidential" if parameters.get("GenerateSecret") else "$public"}
    said, message = error_of(call, operation.replace("Create", "Update"), given)
    assert (said, words.replace("creating", "updating") in message) == (code, True), message


def test_every_refusal_is_one_that_the_model_has_for_its_operation() -> None:
    operations = service_model(USER_POOLS).operations
    for (operation, _), code, _ in REFUSED.values():
        assert code in {error["shape"] for error in operations[operation]["errors"]}, (operation, code)


@pytest.fixture
def cleaned(do: Call, roles: Mapping[str, str]) -> Iterator[None]:
    """Takes away what would be in the way of another test."""
    yield
    for name in ("my-app-4711", "login.example.com"):
        if (do("DescribeUserPoolDomain", {"Domain": name}))["DomainDescription"]:
            do("DeleteUserPoolDomain", {"UserPoolId": roles["$pool"], "Domain": name})


@pytest.mark.usefixtures("cleaned")
@pytest.mark.parametrize("request_", ACCEPTED.values(), ids=list(ACCEPTED))
def test_its_neighbour_passes(call: Call, request_: tuple[str, dict[str, Any]]) -> None:
    assert isinstance(call(*request_), dict)


def test_what_does_not_exist_is_said_to_be_missing(call: Call) -> None:
    for operation, parameters in (
        client(**OAUTH),
        mfa(MfaConfiguration="OFF"),
        domain("my-app"),
        ("DeleteUserPool", {}),
    ):
        expected = ("ResourceNotFoundException", "User pool us-east-1_missing does not exist.")
        assert error_of(call, operation, parameters | {"UserPoolId": "us-east-1_missing"}) == expected
