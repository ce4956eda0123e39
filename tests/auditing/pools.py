"""A pool that passes every check, and for each check what makes it fail."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from auditing.pool import DescribedPool

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)
SES = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "web", "SnsRegion": "us-east-1"}
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:sign-up"
USER_POOL: dict[str, Any] = {
    "Id": "us-east-1_a1B2c3D4e",
    "DeletionProtection": "ACTIVE",
    "UserPoolTier": "PLUS",
    "UserPoolTags": {"team": "web"},
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 14,
            "RequireLowercase": True,
            "RequireUppercase": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
            "PasswordHistorySize": 5,
            "TemporaryPasswordValidityDays": 7,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
    },
    "UserPoolAddOns": {
        "AdvancedSecurityMode": "ENFORCED",
        "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "ENFORCED"},
    },
    "LambdaConfig": {"PreSignUp": f"{FUNCTION}:live", "DefineAuthChallenge": f"{FUNCTION}:7"},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True},
    "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
    "AutoVerifiedAttributes": ["email"],
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": SES},
    "UsernameConfiguration": {"CaseSensitive": False},
    "SchemaAttributes": [{"Name": "custom:tenant", "AttributeDataType": "String", "Mutable": True}],
}
WEB: dict[str, Any] = {
    "ClientId": "web1",
    "ClientName": "web",
    "ClientSecret": True,
    "EnableTokenRevocation": True,
    "PreventUserExistenceErrors": "ENABLED",
    "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid"],
    "SupportedIdentityProviders": ["COGNITO"],
    "CallbackURLs": ["https://app.example.com/callback", "https://www.example.com/callback"],
    "WriteAttributes": ["email", "name"],
    "AccessTokenValidity": 15,
    "TokenValidityUnits": {"AccessToken": "minutes"},
    "RefreshTokenValidity": 7,
}
MACHINE: dict[str, Any] = {
    "ClientId": "m1",
    "ClientName": "nightly",
    "ClientSecret": True,
    "EnableTokenRevocation": True,
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": ["orders/read"],
}
BLOCK = {"EventAction": "BLOCK", "Notify": False}
RISK: dict[str, Any] = {
    "CompromisedCredentialsRiskConfiguration": {"Actions": {"EventAction": "BLOCK"}},
    "AccountTakeoverRiskConfiguration": {
        "Actions": {"LowAction": BLOCK, "MediumAction": BLOCK, "HighAction": BLOCK},
    },
}
TRUSTED = {"ProviderName": "cognito-idp.us-east-1.amazonaws.com/us-east-1_a1B2c3D4e", "ClientId": "web1"}
IDENTITY_POOL: dict[str, Any] = {
    "IdentityPoolName": "web",
    "AllowUnauthenticatedIdentities": False,
    "CognitoIdentityProviders": [{**TRUSTED, "ServerSideTokenCheck": True}],
}
LOGS: dict[str, Any] = {
    "EventSource": "userNotification",
    "LogLevel": "ERROR",
    "CloudWatchLogsConfiguration": {"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:cognito"},
}
GOOD = DescribedPool(
    name="us-east-1_a1B2c3D4e",
    pool=USER_POOL,
    mfa={"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": True}},
    clients=[WEB, MACHINE],
    secrets={"web1": [{"ClientSecretCreateDate": AS_OF - timedelta(days=30)}]},
    risk=[RISK],
    providers=[{"ProviderName": "Company", "AttributeMapping": {"email": "email"}}],
    groups=[{"GroupName": "readers", "RoleArn": "arn:aws:iam::123456789012:role/readers"}],
    resource_servers=[{"Identifier": "orders", "Scopes": [{"ScopeName": "read"}, {"ScopeName": "write"}]}],
    metadata_policies=[{"PolicyName": "agents", "ClientId": "web1", "URLPatterns": ["https://agent.example.com/*"]}],
    logs=[LOGS],
    web_acl="arn:aws:wafv2:us-east-1:123456789012:regional/webacl/web/1",
    identity_pools=[IDENTITY_POOL],
    as_of=AS_OF,
)


def pool_with(*path: str, value: Any) -> DescribedPool:
    """GOOD with one member of the user pool changed."""
    changed = deepcopy(USER_POOL)
    *outer, last = path
    holder = changed
    for name in outer:
        holder = holder[name]
    holder[last] = value
    return replace(GOOD, pool=changed)


def client_with(**members: Any) -> DescribedPool:
    """GOOD with members of its web client changed."""
    return replace(GOOD, clients=[{**WEB, **members}, MACHINE])


def password(**members: Any) -> DescribedPool:
    return pool_with("Policies", "PasswordPolicy", value={**USER_POOL["Policies"]["PasswordPolicy"], **members})


def takeover(**actions: Any) -> DescribedPool:
    found = {**RISK["AccountTakeoverRiskConfiguration"]["Actions"], **actions}
    return replace(GOOD, risk=[{**RISK, "AccountTakeoverRiskConfiguration": {"Actions": found}}])


def public(**members: Any) -> DescribedPool:
    return client_with(ClientSecret=None, **members)


OFF = {"AdvancedSecurityMode": "OFF"}
NOTIFY = {"EventAction": "NO_ACTION", "Notify": False}
FAILING: Mapping[str, tuple[Callable[[], DescribedPool], str]] = {
    "password-length": (lambda: password(MinimumLength=8), "user pool"),
    "password-classes": (lambda: password(RequireSymbols=False), "user pool"),
    "password-history": (lambda: password(PasswordHistorySize=0), "user pool"),
    "temporary-passwords": (lambda: password(TemporaryPasswordValidityDays=30), "user pool"),
    "mfa": (lambda: replace(GOOD, mfa={"MfaConfiguration": "OFF"}), "user pool"),
    "mfa-required": (lambda: replace(GOOD, mfa={**GOOD.mfa, "MfaConfiguration": "OPTIONAL"}), "user pool"),
    "mfa-by-sms-alone": (
        lambda: replace(GOOD, mfa={"MfaConfiguration": "ON", "SmsMfaConfiguration": {"SmsConfiguration": SMS}}),
        "user pool",
    ),
    "threat-protection": (
        lambda: pool_with("UserPoolAddOns", "AdvancedSecurityMode", value="AUDIT"),
        "user pool",
    ),
    "threat-protection-of-custom-sign-in": (
        lambda: pool_with("UserPoolAddOns", "AdvancedSecurityAdditionalFlows", value={"CustomAuthMode": "AUDIT"}),
        "user pool",
    ),
    "high-risk-sign-ins": (lambda: takeover(HighAction=NOTIFY), "user pool"),
    "risky-sign-ins": (lambda: takeover(LowAction=NOTIFY), "user pool"),
    "compromised-credentials": (
        lambda: replace(
            GOOD,
            risk=[{**RISK, "CompromisedCredentialsRiskConfiguration": {"Actions": {"EventAction": "NO_ACTION"}}}],
        ),
        "user pool",
    ),
    "plan": (
        lambda: replace(GOOD, pool={**USER_POOL, "UserPoolTier": "ESSENTIALS", "UserPoolAddOns": OFF}, risk=[]),
        "user pool",
    ),
    "deletion-protection": (lambda: pool_with("DeletionProtection", value="INACTIVE"), "user pool"),
    "web-acl": (lambda: replace(GOOD, web_acl=""), "user pool"),
    "log-delivery": (lambda: replace(GOOD, logs=[]), "user pool"),
    "tags": (lambda: pool_with("UserPoolTags", value={}), "user pool"),
    "trigger-versions": (lambda: pool_with("LambdaConfig", "PreSignUp", value=FUNCTION), "trigger PreSignUp"),
    "self-registration": (
        lambda: pool_with("AdminCreateUserConfig", "AllowAdminCreateUserOnly", value=False),
        "user pool",
    ),
    "open-client-registration": (lambda: pool_with("DcrConfiguration", value={"OpenDcrEnabled": True}), "user pool"),
    "client-metadata-wildcards": (
        lambda: replace(
            GOOD,
            metadata_policies=[{"PolicyName": "wide", "ClientId": "web1", "URLPatterns": ["https://*.example.com/x"]}],
        ),
        "client metadata policy wide",
    ),
    "recovery-by-sms": (
        lambda: pool_with(
            "AccountRecoverySetting",
            value={
                "RecoveryMechanisms": [
                    {"Name": "verified_email", "Priority": 2},
                    {"Name": "verified_phone_number", "Priority": 1},
                ]
            },
        ),
        "user pool",
    ),
    "unverified-address-changes": (lambda: pool_with("UserAttributeUpdateSettings", value={}), "user pool"),
    "email-sender": (
        lambda: pool_with("EmailConfiguration", value={"EmailSendingAccount": "COGNITO_DEFAULT"}),
        "user pool",
    ),
    "case-sensitive-names": (lambda: pool_with("UsernameConfiguration", value={"CaseSensitive": True}), "user pool"),
    "writable-attributes": (lambda: client_with(WriteAttributes=["email", "custom:tenant"]), "app client web"),
    "mapped-attributes": (
        lambda: replace(
            GOOD, providers=[{"ProviderName": "Company", "AttributeMapping": {"email_verified": "verified"}}]
        ),
        "identity provider Company",
    ),
    "user-existence": (lambda: client_with(PreventUserExistenceErrors="LEGACY"), "app client web"),
    "token-revocation": (lambda: client_with(EnableTokenRevocation=False), "app client web"),
    "implicit-grant": (lambda: client_with(AllowedOAuthFlows=["code", "implicit"]), "app client web"),
    "password-flow": (lambda: client_with(ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]), "app client web"),
    "admin-password-flow": (
        lambda: client_with(ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]),
        "app client web",
    ),
    "legacy-flows": (lambda: client_with(ExplicitAuthFlows=["CUSTOM_AUTH_FLOW_ONLY"]), "app client web"),
    "admin-scope": (lambda: client_with(AllowedOAuthScopes=["aws.cognito.signin.user.admin"]), "app client web"),
    "machine-scopes": (
        lambda: replace(GOOD, clients=[WEB, {**MACHINE, "AllowedOAuthScopes": ["orders/read", "orders/write"]}]),
        "app client nightly",
    ),
    "old-secrets": (
        lambda: replace(GOOD, secrets={"web1": [{"ClientSecretCreateDate": AS_OF - timedelta(days=400)}]}),
        "app client web",
    ),
    "callback-localhost": (lambda: client_with(CallbackURLs=["http://localhost:3000/cb"]), "app client web"),
    "callback-shared-hosts": (lambda: client_with(CallbackURLs=["https://x-git-main.vercel.app/cb"]), "app client web"),
    "callback-domains": (
        lambda: client_with(CallbackURLs=["https://a.example.com/cb", "https://b.example.org/cb"]),
        "app client web",
    ),
    "callback-schemes": (lambda: client_with(CallbackURLs=["myapp://cb"]), "app client web"),
    "access-token-lifetime": (lambda: client_with(AccessTokenValidity=90), "app client web"),
    "refresh-token-lifetime": (lambda: client_with(RefreshTokenValidity=365), "app client web"),
    "refresh-token-rotation": (public, "app client web"),
    "federated-with-passwords": (
        lambda: client_with(SupportedIdentityProviders=["COGNITO", "Company"]),
        "app client web",
    ),
    "group-roles": (
        lambda: replace(GOOD, groups=[{"GroupName": "ops", "RoleArn": "arn:aws:iam::123456789012:role/OpsAdmin"}]),
        "group ops",
    ),
    "guests": (
        lambda: replace(GOOD, identity_pools=[{**IDENTITY_POOL, "AllowUnauthenticatedIdentities": True}]),
        "identity pool web",
    ),
    "classic-flow": (
        lambda: replace(GOOD, identity_pools=[{**IDENTITY_POOL, "AllowClassicFlow": True}]),
        "identity pool web",
    ),
    "server-side-token-check": (
        lambda: replace(GOOD, identity_pools=[{**IDENTITY_POOL, "CognitoIdentityProviders": [TRUSTED]}]),
        "identity pool web",
    ),
}
"""Check's id to a pool that fails it, and where."""
