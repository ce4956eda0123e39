"""Every member that Create… and Update… take is what Describe… tells, and what an update leaves out is reset.

API reference: CreateUserPool, UpdateUserPool ("If you don't provide a value for an attribute, Amazon Cognito sets it to
its default value"), CreateUserPoolClient, UpdateUserPoolClient, CreateGroup, CreateResourceServer,
CreateIdentityProvider, and the shapes that describe these.
"""

from typing import Any

import pytest

ROLE = "arn:aws:iam::123456789012:role/cognito"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:trigger"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
SENDER = "arn:aws:ses:us-east-1:123456789012:identity/example.com"

CHANGEABLE_POOL: dict[str, Any] = {
    "PoolName": "every member",
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 12,
            "RequireUppercase": False,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": False,
            "PasswordHistorySize": 3,
            "TemporaryPasswordValidityDays": 2,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]},
    },
    "DeletionProtection": "INACTIVE",
    "LambdaConfig": {
        "PreSignUp": FUNCTION,
        "CustomMessage": FUNCTION,
        "CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": FUNCTION},
        "KMSKeyID": KEY,
    },
    "AutoVerifiedAttributes": ["email"],
    "SmsVerificationMessage": "Code {####}",
    "EmailVerificationMessage": "Your code is {####}",
    "EmailVerificationSubject": "A code",
    "VerificationMessageTemplate": {
        "SmsMessage": "Code {####}",
        "EmailMessage": "Your code is {####}",
        "EmailSubject": "A code",
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
    },
    "SmsAuthenticationMessage": "Sign in with {####}",
    "MfaConfiguration": "OPTIONAL",
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False},
    "EmailConfiguration": {
        "SourceArn": SENDER,
        "ReplyToEmailAddress": "help@example.com",
        "EmailSendingAccount": "DEVELOPER",
        "From": "Example <no-reply@example.com>",
        "ConfigurationSet": "set",
    },
    "SmsConfiguration": {"SnsCallerArn": ROLE, "ExternalId": "outside", "SnsRegion": "us-east-1"},
    "UserPoolTags": {"team": "web"},
    "AdminCreateUserConfig": {
        "AllowAdminCreateUserOnly": True,
        "InviteMessageTemplate": {
            "SMSMessage": "{username} {####}",
            "EmailMessage": "{username}: {####}",
            "EmailSubject": "Welcome",
        },
    },
    "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
    "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
    "UserPoolTier": "PLUS",
    "KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": KEY},
    "IssuerConfiguration": {"Type": "UPDATED"},
}
POOL: dict[str, Any] = {
    **CHANGEABLE_POOL,
    "AliasAttributes": ["email"],
    "UsernameConfiguration": {"CaseSensitive": False},
    "Schema": [
        {
            "Name": "department",
            "AttributeDataType": "String",
            "Mutable": True,
            "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "20"},
        }
    ],
}
ANOTHER_KIND_OF_POOL: dict[str, Any] = {"UsernameAttributes": ["email", "phone_number"]}
"""A pool has alias attributes or username attributes."""

CHANGEABLE_CLIENT: dict[str, Any] = {
    "ClientName": "every member",
    "RefreshTokenValidity": 90,
    "AccessTokenValidity": 30,
    "IdTokenValidity": 20,
    "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "minutes"},
    "ReadAttributes": ["email", "name"],
    "WriteAttributes": ["email", "name"],
    "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
    "SupportedIdentityProviders": ["COGNITO"],
    "CallbackURLs": ["http://localhost:8585"],
    "LogoutURLs": ["http://localhost:8585/bye"],
    "DefaultRedirectURI": "http://localhost:8585",
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid", "email"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AnalyticsConfiguration": {
        "ApplicationArn": "arn:aws:mobiletargeting:us-east-1:123456789012:apps/1234",
        "UserDataShared": True,
    },
    "PreventUserExistenceErrors": "ENABLED",
    "EnableTokenRevocation": False,
    "EnablePropagateAdditionalUserContextData": True,
    "AuthSessionValidity": 5,
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 30},
}
CLIENT = {**CHANGEABLE_CLIENT, "ClientSecret": "a_secret_of_the_callers_own"}


def members(cognito: Any, operation: str) -> set[str]:
    return set(cognito.meta.service_model.operation_model(operation).input_shape.members)


def describe_pool(cognito: Any, pool: str) -> dict[str, Any]:
    described: dict[str, Any] = cognito.describe_user_pool(UserPoolId=pool)["UserPool"]
    return described


def as_described(settings: dict[str, Any]) -> dict[str, Any]:
    """CreateUserPool's members under the names that UserPoolType has for them."""
    renamed = {name: value for name, value in settings.items() if name != "Schema"}
    if "PoolName" in renamed:
        renamed["Name"] = renamed.pop("PoolName")
    return renamed


def told(described: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    return {name: described.get(name) for name in settings}


@pytest.mark.parametrize("settings", [POOL, ANOTHER_KIND_OF_POOL], ids=["aliases", "usernames"])
def test_a_pool_is_described_as_it_was_created(cognito, make_pool, settings):
    described = describe_pool(cognito, make_pool(**settings))
    assert told(described, as_described(settings)) == as_described(settings)
    own = [attribute for attribute in described["SchemaAttributes"] if attribute["Name"] == "custom:department"]
    expected = [{**attribute, "Name": "custom:department"} for attribute in settings.get("Schema", [])]
    assert [told(attribute, expected[0]) for attribute in own] == expected


def test_a_pool_is_described_as_it_was_updated(cognito, pool):
    cognito.update_user_pool(UserPoolId=pool, **CHANGEABLE_POOL)
    described = describe_pool(cognito, pool)
    assert told(described, as_described(CHANGEABLE_POOL)) == as_described(CHANGEABLE_POOL)
    assert described["LastModifiedDate"] > described["CreationDate"]


def test_every_member_of_a_pool_is_among_these(cognito):
    assert members(cognito, "CreateUserPool") == {*POOL, *ANOTHER_KIND_OF_POOL}
    assert members(cognito, "UpdateUserPool") == {*CHANGEABLE_POOL, "UserPoolId"}


def test_an_update_of_a_pool_resets_what_it_leaves_out(cognito, make_pool):
    pool, untouched = make_pool(**CHANGEABLE_POOL), describe_pool(cognito, make_pool(PoolName="every member"))
    cognito.update_user_pool(UserPoolId=pool, AutoVerifiedAttributes=["email"])
    described = describe_pool(cognito, pool)
    kept = {
        "Name",
        "Policies",
        "MfaConfiguration",
        "UserPoolTier",
        "UserAttributeUpdateSettings",
        "KeyConfiguration",
        "IssuerConfiguration",
        "UserPoolTags",
    }
    assert told(described, dict.fromkeys(kept)) == told(as_described(CHANGEABLE_POOL), dict.fromkeys(kept))
    for name in set(as_described(CHANGEABLE_POOL)) - kept - {"AutoVerifiedAttributes"}:
        assert described.get(name) == untouched.get(name), name


def test_an_update_of_one_policy_keeps_the_other(cognito, make_pool):
    pool = make_pool(Policies=CHANGEABLE_POOL["Policies"])
    cognito.update_user_pool(UserPoolId=pool, Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}})
    assert describe_pool(cognito, pool)["Policies"] == {
        "PasswordPolicy": CHANGEABLE_POOL["Policies"]["PasswordPolicy"],
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
    }


def test_a_sign_in_policy_alone_leaves_the_default_password_policy(cognito, make_pool):
    pool = make_pool(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}})
    assert describe_pool(cognito, pool)["Policies"]["PasswordPolicy"]["MinimumLength"] == 8


@pytest.mark.parametrize(
    ("policy", "more", "days"),
    [
        ({}, {}, 7),
        ({"TemporaryPasswordValidityDays": 0}, {}, 7),
        ({}, {"AdminCreateUserConfig": {"UnusedAccountValidityDays": 3}}, 3),
    ],
    ids=["unsaid", "zero", "by-the-former-setting"],
)
def test_temporary_passwords_have_their_default_lifetime(cognito, make_pool, policy, more, days):
    """PasswordPolicyType: "Defaults to 7. If you submit a value of 0, Amazon Cognito treats it as a null value"."""
    pool = make_pool(Policies={"PasswordPolicy": {"MinimumLength": 10, **policy}}, **more)
    described = cognito.describe_user_pool(UserPoolId=pool)["UserPool"]["Policies"]["PasswordPolicy"]
    assert described["TemporaryPasswordValidityDays"] == days


def test_a_pool_tells_how_many_users_it_has(cognito, pool):
    for name in ("ada", "grace"):
        cognito.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
    assert describe_pool(cognito, pool)["EstimatedNumberOfUsers"] == 2


def test_a_client_is_described_as_it_was_created(cognito, pool, make_client):
    made = make_client(pool, **CLIENT)
    assert told(made, CLIENT) == CLIENT
    described = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=made["ClientId"])["UserPoolClient"]
    assert described == made


def test_a_client_is_described_as_it_was_updated(cognito, pool, make_client):
    made = make_client(pool, GenerateSecret=True)
    names = {"UserPoolId": pool, "ClientId": made["ClientId"]}
    updated = cognito.update_user_pool_client(**names, **CHANGEABLE_CLIENT)["UserPoolClient"]
    assert told(updated, CHANGEABLE_CLIENT) == CHANGEABLE_CLIENT
    assert updated["ClientSecret"] == made["ClientSecret"]
    assert updated["LastModifiedDate"] > updated["CreationDate"]
    assert cognito.describe_user_pool_client(**names)["UserPoolClient"] == updated


def test_every_member_of_a_client_is_among_these(cognito):
    assert members(cognito, "CreateUserPoolClient") == {*CLIENT, "UserPoolId", "GenerateSecret"}
    assert members(cognito, "UpdateUserPoolClient") == {*CHANGEABLE_CLIENT, "UserPoolId", "ClientId"}


def test_an_update_of_a_client_resets_what_it_leaves_out(cognito, pool, make_client):
    made, untouched = make_client(pool, **CLIENT), make_client(pool)
    names = {"UserPoolId": pool, "ClientId": made["ClientId"]}
    updated = cognito.update_user_pool_client(**names)["UserPoolClient"]
    expected = {**untouched, **told(made, {"ClientName": "", "ClientId": "", "ClientSecret": "", "CreationDate": ""})}
    assert updated == {**expected, "LastModifiedDate": updated["LastModifiedDate"]}


def test_a_refresh_token_is_never_valid_for_no_time(pool, make_client):
    assert make_client(pool, RefreshTokenValidity=0)["RefreshTokenValidity"] == 30


def test_a_client_that_does_not_exist_is_named(cognito, pool):
    for call in (cognito.describe_user_pool_client, cognito.update_user_pool_client, cognito.delete_user_pool_client):
        with pytest.raises(cognito.exceptions.ResourceNotFoundException, match="User pool client nowhere does not"):
            call(UserPoolId=pool, ClientId="nowhere")


def test_a_group_is_described_as_it_was_created(cognito, pool, roles):
    settings = {"GroupName": "admins", "UserPoolId": pool, "Description": "All", "RoleArn": roles[0], "Precedence": 0}
    assert members(cognito, "CreateGroup") == set(settings)
    made = cognito.create_group(**settings)["Group"]
    assert told(made, settings) == settings
    assert cognito.get_group(GroupName="admins", UserPoolId=pool)["Group"] == made


def test_a_resource_server_is_described_as_it_was_created_and_loses_the_scopes_that_an_update_leaves_out(cognito, pool):
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read orders"}]
    settings = {"UserPoolId": pool, "Identifier": "https://orders.example.com", "Name": "Orders", "Scopes": scopes}
    assert members(cognito, "CreateResourceServer") == members(cognito, "UpdateResourceServer") == set(settings)
    assert cognito.create_resource_server(**settings)["ResourceServer"] == settings
    names = {"UserPoolId": pool, "Identifier": "https://orders.example.com"}
    assert cognito.describe_resource_server(**names)["ResourceServer"] == settings
    cognito.update_resource_server(**names, Name="Ordering")
    described = cognito.describe_resource_server(**names)["ResourceServer"]
    assert described["Name"] == "Ordering"
    assert not described.get("Scopes")


def test_an_identity_provider_is_described_as_it_was_created(cognito, pool):
    settings = {
        "UserPoolId": pool,
        "ProviderName": "Company",
        "ProviderType": "OIDC",
        "ProviderDetails": {
            "client_id": "a",
            "client_secret": "b",
            "authorize_scopes": "openid",
            "oidc_issuer": "https://id.example.com",
            "attributes_request_method": "GET",
            "authorize_url": "https://id.example.com/authorize",
            "token_url": "https://id.example.com/token",
            "attributes_url": "https://id.example.com/userinfo",
            "jwks_uri": "https://id.example.com/keys",
        },
        "AttributeMapping": {"email": "mail"},
        "IdpIdentifiers": ["example.com"],
    }
    assert members(cognito, "CreateIdentityProvider") == set(settings)
    cognito.create_identity_provider(**settings)
    names = {"UserPoolId": pool, "ProviderName": "Company"}
    assert told(cognito.describe_identity_provider(**names)["IdentityProvider"], settings) == settings
    changes = {"AttributeMapping": {"name": "cn"}, "IdpIdentifiers": ["example.org"]}
    cognito.update_identity_provider(**names, **changes)
    described = cognito.describe_identity_provider(**names)["IdentityProvider"]
    assert told(described, settings) == {**settings, **changes}
    assert described["LastModifiedDate"] > described["CreationDate"]


def test_what_is_chosen_at_creation_stays(cognito, pool, client, raw):
    changed = {
        "UsernameAttributes": ["email"],
        "AliasAttributes": ["email"],
        "Schema": [{"Name": "later", "AttributeDataType": "String"}],
        "UsernameConfiguration": {"CaseSensitive": True},
    }
    before = describe_pool(cognito, pool)
    raw("UpdateUserPool", {"UserPoolId": pool, **changed})
    assert {**describe_pool(cognito, pool), "LastModifiedDate": 0} == {**before, "LastModifiedDate": 0}
    named = {"UserPoolId": pool, "ClientId": client}
    raw("UpdateUserPoolClient", {**named, "GenerateSecret": True, "ClientSecret": "a_secret_of_the_callers_own"})
    assert "ClientSecret" not in cognito.describe_user_pool_client(**named)["UserPoolClient"]
