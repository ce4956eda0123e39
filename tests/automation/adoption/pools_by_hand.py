"""Pools as somebody makes them by hand, each by its id: what an adoption has to say of them."""

from typing import Any

SMS_ROLE = "arn:aws:iam::123456789012:role/sms"
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
SES = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab"


def minimal(cognito: Any) -> str:
    pool_id: str = cognito.create_user_pool(PoolName="by hand")["UserPool"]["Id"]
    cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="web")
    return pool_id


def article(cognito: Any) -> str:
    pool_id: str = cognito.create_user_pool(
        PoolName="webapp-user-pool", UsernameAttributes=["email"], AutoVerifiedAttributes=["email"]
    )["UserPool"]["Id"]
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain="by-hand-12")
    cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="webapp", GenerateSecret=True, CallbackURLs=["http://localhost:8585"],
        AllowedOAuthFlows=["code"], AllowedOAuthScopes=["openid", "email", "profile"],
        AllowedOAuthFlowsUserPoolClient=True, SupportedIdentityProviders=["COGNITO"],
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )  # fmt: skip
    return pool_id


def aliases_and_attributes(cognito: Any) -> str:
    pool_id: str = cognito.create_user_pool(
        PoolName="aliases", AliasAttributes=["email", "preferred_username"],
        UsernameConfiguration={"CaseSensitive": False},
        Schema=[
            {"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True},
            {"Name": "tenant", "AttributeDataType": "String"},
            {"Name": "plan", "AttributeDataType": "String", "Mutable": True,
             "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "20"}},
            {"Name": "seats", "AttributeDataType": "Number", "Mutable": True,
             "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "500"}},
        ],
    )["UserPool"]["Id"]  # fmt: skip
    cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="web", AccessTokenValidity=15, IdTokenValidity=15, RefreshTokenValidity=10,
        TokenValidityUnits={"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
        ReadAttributes=["email", "custom:plan"], WriteAttributes=["custom:plan"],
        PreventUserExistenceErrors="ENABLED",
    )  # fmt: skip
    cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="old", RefreshTokenValidity=90)
    return pool_id


def everything_else(cognito: Any) -> str:
    pool_id: str = cognito.create_user_pool(
        PoolName="Everything, almost", UserPoolTier="PLUS", DeletionProtection="ACTIVE",
        UserPoolTags={"team": "web"}, UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"},
        SmsConfiguration={"SnsCallerArn": SMS_ROLE, "ExternalId": "webapp", "SnsRegion": "us-east-1"},
        EmailConfiguration={"EmailSendingAccount": "DEVELOPER", "SourceArn": SES, "From": "no-reply@example.com"},
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
        AccountRecoverySetting={"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
        Policies={"PasswordPolicy": {"MinimumLength": 12, "RequireLowercase": True}},
        LambdaConfig={"PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:pre-sign-up"},
    )["UserPool"]["Id"]  # fmt: skip
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool_id, MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    cognito.create_group(UserPoolId=pool_id, GroupName="admins", Description="all of it", Precedence=1)
    cognito.create_group(UserPoolId=pool_id, GroupName="readers")
    cognito.create_resource_server(
        UserPoolId=pool_id, Identifier="orders", Name="The orders",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "Read orders"}],
    )  # fmt: skip
    cognito.create_identity_provider(
        UserPoolId=pool_id, ProviderName="Company", ProviderType="OIDC",
        ProviderDetails={"client_id": "c", "client_secret": "hush-hush", "attributes_request_method": "GET",
                         "oidc_issuer": "https://login.example.com", "authorize_scopes": "openid email"},
        AttributeMapping={"email": "email", "username": "sub"}, IdpIdentifiers=["company.example.com"],
    )  # fmt: skip
    cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="web", CallbackURLs=["https://app.example.com/cb"],
        LogoutURLs=["https://app.example.com/bye"], AllowedOAuthFlows=["code"], AllowedOAuthScopes=["openid"],
        AllowedOAuthFlowsUserPoolClient=True, SupportedIdentityProviders=["COGNITO", "Company"],
    )  # fmt: skip
    cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="machine", GenerateSecret=True, AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["orders/read"], AllowedOAuthFlowsUserPoolClient=True,
    )  # fmt: skip
    cognito.set_risk_configuration(
        UserPoolId=pool_id, CompromisedCredentialsRiskConfiguration={"Actions": {"EventAction": "BLOCK"}}
    )
    logs = {"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:cognito"}
    cognito.set_log_delivery_configuration(
        UserPoolId=pool_id,
        LogConfigurations=[
            {"LogLevel": "ERROR", "EventSource": "userNotification", "CloudWatchLogsConfiguration": logs}
        ],
    )
    return pool_id


def settings_pulumi_lacks(cognito: Any) -> str:
    """A pool with all that Pulumi's own resource has no property for, and a key that Cognito keeps to itself."""
    pool_id: str = cognito.create_user_pool(
        PoolName="Newest", UsernameAttributes=["email"], IssuerConfiguration={"Type": "UPDATED"},
        KeyConfiguration={"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": KEY_ARN},
        DcrConfiguration={"OpenDcrEnabled": True, "OpenDcrGrantTypes": ["code"]},
        AcrConfiguration={"Level1": {"AcrValue": "urn:example:password"}},
        LambdaConfig={
            "PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:pre-sign-up",
            "InboundFederation": {
                "LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:federation", "LambdaVersion": "V1_0",
            },
        },
    )["UserPool"]["Id"]  # fmt: skip
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool_id, MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration={"Enabled": True},
        WebAuthnConfiguration={
            "RelyingPartyId": "login.example.com", "UserVerification": "required",
            "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
        },
    )  # fmt: skip
    client = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="web")["UserPoolClient"]["ClientId"]
    client_settings_pulumi_lacks(cognito, pool_id, client)
    cognito.create_identity_provider(
        UserPoolId=pool_id, ProviderName="SignInWithApple", ProviderType="SignInWithApple",
        ProviderDetails={"client_id": "com.example", "team_id": "T", "key_id": "K", "private_key": "hush-hush",
                         "authorize_scopes": "email name"},
        AttributeMapping={"email": "email"},
    )  # fmt: skip
    return pool_id


def client_settings_pulumi_lacks(cognito: Any, pool_id: str, client: str) -> None:
    """What Pulumi has no resource for."""
    for name in ("terms-of-use", "privacy-policy"):
        cognito.create_terms(
            UserPoolId=pool_id, ClientId=client, TermsName=name, TermsSource="LINK", Enforcement="NONE",
            Links={"cognito:default": f"https://example.com/{name}"},
        )  # fmt: skip
    cognito.set_user_pool_session_configuration(
        UserPoolId=pool_id, UserSessionTracking="ENABLED", TokenSession={"MaxPerUser": 3}
    )
    cognito.set_user_pool_client_session_configuration(
        UserPoolId=pool_id, ClientId=client, SSOSession={"MaxValidityMinutes": 5}
    )
    cognito.create_cimd_policy(
        UserPoolId=pool_id, ClientId=client, PolicyName="agents", CacheDuration=86400,
        URLPatterns=["https://agent.example.com/*"],
    )  # fmt: skip


def of_every_kind(cognito: Any) -> str:
    """A pool that every reading operation has something to say about."""
    pool_id = everything_else(cognito)
    cognito.create_group(UserPoolId=pool_id, GroupName="writers")
    limits = {"MinLength": "1", "MaxLength": "20"}
    tenant = {"Name": "tenant", "AttributeDataType": "String", "StringAttributeConstraints": limits}
    cognito.add_custom_attributes(UserPoolId=pool_id, CustomAttributes=[tenant])
    cognito.create_user_pool_domain(
        UserPoolId=pool_id, Domain="login.example.com", CustomDomainConfig={"CertificateArn": CERTIFICATE}
    )
    for client in cognito.list_user_pool_clients(UserPoolId=pool_id, MaxResults=60)["UserPoolClients"]:
        cognito.create_managed_login_branding(
            UserPoolId=pool_id, ClientId=client["ClientId"], Settings={"categories": {}}
        )
        client_settings_pulumi_lacks(cognito, pool_id, client["ClientId"])
    cognito.set_ui_customization(UserPoolId=pool_id, CSS=".submitButton-customizable { background: red; }")
    return pool_id
