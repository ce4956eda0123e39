"""Every member that Create… and Update… take is what Describe… tells, and what an update leaves out is reset.

API reference: CreateUserPool, UpdateUserPool ("If you don't provide a value for an attribute, Amazon Cognito sets it to
its default value"), CreateUserPoolClient, UpdateUserPoolClient, CreateResourceServer, CreateIdentityProvider, and the
shapes that describe these.
"""

from typing import Any

import pytest

from cognito_model.model import USER_POOLS, service_model
from local.cognito.engine import Engine
from local.cognito.store.sign_ins import AuthSession, RefreshFamily
from tests.local.cognito.world import REGION, World, error_of

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
    "DcrConfiguration": {"EnableStatus": "Enabled", "OpenDcrEnabled": False, "AllowedScopes": ["openid"]},
    "AcrConfiguration": {"Level1": {"AcrValue": "low"}},
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
CLIENT: dict[str, Any] = {**CHANGEABLE_CLIENT, "ClientSecret": "a_secret_of_the_callers_own"}


KEPT_BY_UPDATES = {
    "Name",
    "Policies",
    "MfaConfiguration",
    "UserPoolTier",
    "UserAttributeUpdateSettings",
    "KeyConfiguration",
    "IssuerConfiguration",
    "DcrConfiguration",
    "UserPoolTags",
}


def members(operation: str) -> set[str]:
    model = service_model(USER_POOLS)
    return set(model.members_of(model.input_of(operation) or ""))


def make_pool(engine: Engine, **settings: Any) -> World:
    made = engine.call("CreateUserPool", {"PoolName": "pool", **settings}, region=REGION)["UserPool"]
    return World(engine, made["Id"])


def describe(world: World) -> dict[str, Any]:
    return dict(world.of_pool("DescribeUserPool")["UserPool"])


def make_client(world: World, **settings: Any) -> dict[str, Any]:
    return dict(world.of_pool("CreateUserPoolClient", **{"ClientName": "client", **settings})["UserPoolClient"])


def describe_client(world: World, client_id: str) -> dict[str, Any]:
    return dict(world.of_pool("DescribeUserPoolClient", ClientId=client_id)["UserPoolClient"])


def as_described(settings: dict[str, Any]) -> dict[str, Any]:
    """CreateUserPool's members under the names that UserPoolType has for them, with what Cognito completes."""
    described = {name: value for name, value in settings.items() if name != "Schema"}
    if "PoolName" in described:
        described["Name"] = described.pop("PoolName")
        days = described["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"]
        described["AdminCreateUserConfig"] = {**described["AdminCreateUserConfig"], "UnusedAccountValidityDays": days}
    return described


def told(described: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    return {name: described.get(name) for name in settings}


@pytest.mark.parametrize("settings", [POOL, ANOTHER_KIND_OF_POOL], ids=["aliases", "usernames"])
def test_a_pool_is_described_as_it_was_created(engine: Engine, settings: dict[str, Any]) -> None:
    described = describe(make_pool(engine, **settings))
    assert told(described, as_described(settings)) == as_described(settings)
    own = [attribute for attribute in described["SchemaAttributes"] if attribute["Name"] == "custom:department"]
    expected = [{**attribute, "Name": "custom:department"} for attribute in settings.get("Schema", [])]
    assert [told(attribute, expected[0]) for attribute in own] == expected


def test_a_pool_is_described_as_it_was_updated(world: World) -> None:
    world.advance(1)
    world.of_pool("UpdateUserPool", **CHANGEABLE_POOL)
    described = describe(world)
    assert told(described, as_described(CHANGEABLE_POOL)) == as_described(CHANGEABLE_POOL)
    assert described["LastModifiedDate"] > described["CreationDate"]


def test_every_member_of_a_pool_is_among_these() -> None:
    assert members("CreateUserPool") == {*POOL, *ANOTHER_KIND_OF_POOL}
    assert members("UpdateUserPool") == {*CHANGEABLE_POOL, "UserPoolId"}


def test_an_update_of_a_pool_resets_what_it_leaves_out(engine: Engine) -> None:
    world = make_pool(engine, **CHANGEABLE_POOL)
    untouched = describe(make_pool(engine, PoolName="every member"))
    untouched["AdminCreateUserConfig"]["UnusedAccountValidityDays"] = 2  # the password policy's, which stays
    world.of_pool("UpdateUserPool", AutoVerifiedAttributes=["email"])
    described = describe(world)
    kept = dict.fromkeys(KEPT_BY_UPDATES)
    assert told(described, kept) == told(as_described(CHANGEABLE_POOL), kept)
    for name in set(as_described(CHANGEABLE_POOL)) - KEPT_BY_UPDATES - {"AutoVerifiedAttributes"}:
        assert described.get(name) == untouched.get(name), name


def test_an_update_of_one_policy_keeps_the_other(engine: Engine) -> None:
    world = make_pool(engine, Policies=CHANGEABLE_POOL["Policies"])
    password_only = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}}
    world.of_pool("UpdateUserPool", Policies=password_only)
    policy = CHANGEABLE_POOL["Policies"]["PasswordPolicy"]
    assert describe(world)["Policies"] == {"PasswordPolicy": policy, **password_only}


def test_a_sign_in_policy_alone_leaves_the_default_password_policy(engine: Engine) -> None:
    world = make_pool(engine, Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}})
    assert describe(world)["Policies"]["PasswordPolicy"]["MinimumLength"] == 8


def test_what_a_password_policy_does_not_ask_for_is_not_required(engine: Engine) -> None:
    world = make_pool(engine, Policies={"PasswordPolicy": {"MinimumLength": 10, "RequireNumbers": True}})
    assert describe(world)["Policies"]["PasswordPolicy"] == {
        "MinimumLength": 10,
        "RequireUppercase": False,
        "RequireLowercase": False,
        "RequireNumbers": True,
        "RequireSymbols": False,
        "TemporaryPasswordValidityDays": 7,
    }


@pytest.mark.parametrize(
    ("policy", "more", "days"),
    [
        ({}, {}, 7),
        ({"TemporaryPasswordValidityDays": 0}, {}, 7),
        ({}, {"AdminCreateUserConfig": {"UnusedAccountValidityDays": 3}}, 3),
    ],
    ids=["unsaid", "zero", "by-the-former-setting"],
)
def test_temporary_passwords_have_their_default_lifetime(
    engine: Engine, policy: dict[str, Any], more: dict[str, Any], days: int
) -> None:
    """PasswordPolicyType: "Defaults to 7. If you submit a value of 0, Amazon Cognito treats it as a null value"."""
    described = describe(make_pool(engine, Policies={"PasswordPolicy": {"MinimumLength": 10, **policy}}, **more))
    assert described["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] == days
    assert described["AdminCreateUserConfig"]["UnusedAccountValidityDays"] == days


def test_messages_are_one_setting_under_two_names(engine: Engine) -> None:
    old = {
        "EmailVerificationMessage": "M {####}",
        "EmailVerificationSubject": "S",
        "SmsVerificationMessage": "T {####}",
    }
    new = {"EmailMessage": "M {####}", "EmailSubject": "S", "SmsMessage": "T {####}"}
    by_old, by_new = make_pool(engine, **old), make_pool(engine, VerificationMessageTemplate=new)
    for world in (by_old, by_new):
        described = describe(world)
        assert told(described, old) == old
        assert described["VerificationMessageTemplate"] == {"DefaultEmailOption": "CONFIRM_WITH_CODE", **new}
    by_new.of_pool("UpdateUserPool")
    assert describe(by_new)["VerificationMessageTemplate"] == {"DefaultEmailOption": "CONFIRM_WITH_CODE"}
    assert "EmailVerificationMessage" not in describe(by_new)


def test_registration_that_is_configured_is_on_and_stays(engine: Engine) -> None:
    world = make_pool(engine, DcrConfiguration={})
    expected = {"EnableStatus": "Enabled", "OpenDcrEnabled": False}
    assert describe(world)["DcrConfiguration"] == expected
    world.of_pool("UpdateUserPool")
    assert describe(world)["DcrConfiguration"] == expected
    world.of_pool("UpdateUserPool", DcrConfiguration={"EnableStatus": "Disabled"})
    assert describe(world)["DcrConfiguration"]["EnableStatus"] == "Disabled"


@pytest.mark.parametrize(
    "name", ["AccountRecoverySetting", "LambdaConfig", "EmailConfiguration", "AdminCreateUserConfig", "Policies"]
)
def test_an_empty_structure_is_the_default(engine: Engine, name: str) -> None:
    assert describe(make_pool(engine, **{name: {}}))[name] == describe(make_pool(engine))[name]


@pytest.mark.parametrize(
    ("name", "empty"),
    [
        ("SmsConfiguration", {}),
        ("DeviceConfiguration", {}),
        ("AcrConfiguration", {}),
        ("AutoVerifiedAttributes", []),
        ("AliasAttributes", []),
    ],
)
def test_what_is_empty_is_not_told(engine: Engine, name: str, empty: Any) -> None:
    assert name not in describe(make_pool(engine, **{name: empty}))


def test_a_trigger_before_tokens_is_one_setting_under_two_names(engine: Engine) -> None:
    configured = {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": FUNCTION}}
    by_new = describe(make_pool(engine, LambdaConfig=configured))["LambdaConfig"]
    assert by_new == {"PreTokenGeneration": FUNCTION, **configured}
    by_old = describe(make_pool(engine, LambdaConfig={"PreTokenGeneration": FUNCTION}))["LambdaConfig"]
    assert by_old["PreTokenGenerationConfig"] == {"LambdaVersion": "V1_0", "LambdaArn": FUNCTION}


@pytest.mark.parametrize(
    "constraints",
    [{}, {"MinLength": "1"}, {"MaxLength": "5"}],
)
def test_limits_of_an_attribute_are_told_as_they_were_given(engine: Engine, constraints: dict[str, str]) -> None:
    attribute = {"Name": "a", "AttributeDataType": "String", "StringAttributeConstraints": constraints}
    described = describe(make_pool(engine, Schema=[attribute]))["SchemaAttributes"][-1]
    assert described == {
        "Name": "custom:a",
        "AttributeDataType": "String",
        "DeveloperOnlyAttribute": False,
        "Mutable": True,
        "Required": False,
        "StringAttributeConstraints": constraints,
    }


def test_a_number_without_limits_has_none(engine: Engine) -> None:
    attributes = [
        {"Name": "a", "AttributeDataType": "Number"},
        {"Name": "b", "AttributeDataType": "Number", "NumberAttributeConstraints": {}},
        {"Name": "c", "AttributeDataType": "Boolean", "StringAttributeConstraints": {"MaxLength": "5"}},
        {"Name": "d", "AttributeDataType": "String", "DeveloperOnlyAttribute": True},
    ]
    a, b, c, d = describe(make_pool(engine, Schema=attributes))["SchemaAttributes"][-4:]
    assert "NumberAttributeConstraints" not in a
    assert b["NumberAttributeConstraints"] == {}
    assert "StringAttributeConstraints" not in c
    assert (d["Name"], d["StringAttributeConstraints"]) == ("dev:custom:d", {})


def test_a_standard_attribute_can_be_required_immutable_and_limited(engine: Engine) -> None:
    limits = {"MinLength": "5", "MaxLength": "10"}
    changed = {"Name": "email", "Required": True, "Mutable": False, "StringAttributeConstraints": limits}
    given = [{**changed, "AttributeDataType": "String"}, {"Name": "name", "Required": True}]
    schema = {one["Name"]: one for one in describe(make_pool(engine, Schema=given))["SchemaAttributes"]}
    assert schema["email"].items() >= changed.items()
    assert schema["name"]["StringAttributeConstraints"] == {"MinLength": "0", "MaxLength": "2048"}
    assert (schema["name"]["Required"], schema["name"]["Mutable"]) == (True, True)


def test_a_pool_tells_how_many_users_it_has(world: World) -> None:
    for name in ("ada", "grace"):
        world.add_user(name)
    assert describe(world)["EstimatedNumberOfUsers"] == 2


def test_pools_are_listed_by_region_with_their_triggers(engine: Engine) -> None:
    made = [make_pool(engine, LambdaConfig={"PreSignUp": FUNCTION}).pool_id for _ in range(3)]
    engine.call("CreateUserPool", {"PoolName": "abroad"}, region="eu-west-1")
    first = engine.call("ListUserPools", {"MaxResults": 2}, region=REGION)
    last = engine.call("ListUserPools", {"MaxResults": 2, "NextToken": first["NextToken"]}, region=REGION)
    listed = first["UserPools"] + last["UserPools"]
    assert [one["Id"] for one in listed] == made
    assert listed[0].keys() == {"Id", "Name", "LambdaConfig", "LastModifiedDate", "CreationDate"}
    assert listed[0]["LambdaConfig"] == {"PreSignUp": FUNCTION}
    assert "NextToken" not in last


@pytest.mark.parametrize("token", ["x", "-1", "٣", "1" * 5000])
def test_a_token_that_no_page_has_given_is_refused(world: World, token: str) -> None:
    refused = error_of(world.call, "ListUserPools", MaxResults=1, NextToken=token)
    assert refused == ("InvalidParameterException", "Invalid pagination token.")


def test_a_client_is_described_as_it_was_created(world: World) -> None:
    made = make_client(world, **CLIENT)
    role = "arn:aws:iam::000000000000:role/aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp"
    expected = {**CLIENT, "AnalyticsConfiguration": {**CLIENT["AnalyticsConfiguration"], "RoleArn": role}}
    assert told(made, CLIENT) == expected
    assert describe_client(world, made["ClientId"]) == made


def test_a_client_is_described_as_it_was_updated(world: World) -> None:
    made = make_client(world, GenerateSecret=True)
    world.advance(1)
    settings = {name: value for name, value in CHANGEABLE_CLIENT.items() if name != "AnalyticsConfiguration"}
    updated = world.of_pool("UpdateUserPoolClient", ClientId=made["ClientId"], **settings)["UserPoolClient"]
    assert told(updated, settings) == settings
    assert updated["ClientSecret"] == made["ClientSecret"]
    assert updated["LastModifiedDate"] > updated["CreationDate"]
    assert describe_client(world, made["ClientId"]) == updated


def test_every_member_of_a_client_is_among_these() -> None:
    not_available = {"PublishSecretsInAWSSecretsManager"}
    assert members("CreateUserPoolClient") == {*CLIENT, "UserPoolId", "GenerateSecret", *not_available}
    assert members("UpdateUserPoolClient") == {*CHANGEABLE_CLIENT, "UserPoolId", "ClientId", *not_available}


def test_an_update_of_a_client_resets_what_it_leaves_out(world: World) -> None:
    made, untouched = make_client(world, **CLIENT), make_client(world)
    updated = world.of_pool("UpdateUserPoolClient", ClientId=made["ClientId"])["UserPoolClient"]
    expected = {**untouched, **told(made, {"ClientName": "", "ClientId": "", "ClientSecret": "", "CreationDate": ""})}
    assert updated == {**expected, "LastModifiedDate": updated["LastModifiedDate"]}


def test_a_refresh_token_is_never_valid_for_no_time(world: World) -> None:
    assert make_client(world, RefreshTokenValidity=0)["RefreshTokenValidity"] == 30


def test_units_of_time_are_completed(world: World) -> None:
    made = make_client(world, TokenValidityUnits={"AccessToken": "minutes"}, AccessTokenValidity=10)
    assert made["TokenValidityUnits"] == {"AccessToken": "minutes", "IdToken": "hours", "RefreshToken": "days"}


def test_analytics_share_nothing_where_nothing_is_said(world: World) -> None:
    given = {"ApplicationId": "1234", "RoleArn": ROLE, "ExternalId": "id"}
    made = make_client(world, AnalyticsConfiguration=given)
    assert made["AnalyticsConfiguration"] == {**given, "UserDataShared": False}


def test_a_client_that_does_not_exist_is_named(world: World) -> None:
    for operation in ("DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"):
        refused = error_of(world.of_pool, operation, ClientId="nowhere")
        assert refused == ("ResourceNotFoundException", "User pool client nowhere does not exist.")


def test_clients_are_listed_by_type_page_by_page(world: World) -> None:
    registered = make_client(world)["ClientId"]
    world.pool.clients[registered].registration = {}
    first = world.of_pool("ListUserPoolClients", MaxResults=1)
    last = world.of_pool("ListUserPoolClients", MaxResults=1, NextToken=first["NextToken"])
    assert [page["UserPoolClients"][0]["ClientId"] for page in (first, last)] == [world.client_id, registered]
    assert first["UserPoolClients"][0].keys() == {"ClientId", "ClientName", "UserPoolId"}
    (regular,) = world.of_pool("ListUserPoolClients", ClientType="REGULAR")["UserPoolClients"]
    assert regular["ClientId"] == world.client_id
    assert describe_client(world, registered)["ClientType"] == "DCR"


def test_sign_ins_of_a_client_end_with_it(world: World) -> None:
    another = make_client(world)["ClientId"]
    with world.engine.calling(world.pool) as call:
        for client in (world.client_id, another):
            call.add(RefreshFamily(world.pool_id, f"origin of {client}", client, "sub", 0, 1))
            call.add(AuthSession(f"session of {client}", world.pool_id, client, "ada", "SMS_MFA", 1))
    world.of_pool("DeleteUserPoolClient", ClientId=world.client_id)
    assert list(world.pool.families) == [f"origin of {another}"]
    assert list(world.pool.sessions) == [f"session of {another}"]
    assert list(world.engine.store.pool_of_client) == [another]


def test_a_resource_server_is_described_as_it_was_created_and_loses_the_scopes_that_an_update_leaves_out(
    world: World,
) -> None:
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read orders"}]
    settings = {"Identifier": "https://orders.example.com", "Name": "Orders", "Scopes": scopes}
    assert members("CreateResourceServer") == members("UpdateResourceServer") == {"UserPoolId", *settings}
    expected = {"UserPoolId": world.pool_id, **settings}
    assert world.of_pool("CreateResourceServer", **settings)["ResourceServer"] == expected
    named = {"Identifier": "https://orders.example.com"}
    assert world.of_pool("DescribeResourceServer", **named)["ResourceServer"] == expected
    assert world.of_pool("ListResourceServers", MaxResults=50)["ResourceServers"] == [expected]
    assert error_of(world.of_pool, "CreateResourceServer", **settings)[0] == "InvalidParameterException"
    world.of_pool("UpdateResourceServer", **named, Name="Ordering")
    described = world.of_pool("DescribeResourceServer", **named)["ResourceServer"]
    assert described == {"UserPoolId": world.pool_id, **named, "Name": "Ordering"}
    world.of_pool("DeleteResourceServer", **named)
    for operation in ("DescribeResourceServer", "DeleteResourceServer"):
        assert error_of(world.of_pool, operation, **named)[0] == "ResourceNotFoundException"


def test_an_identity_provider_is_described_as_it_was_created(world: World) -> None:
    settings: dict[str, Any] = {
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
            "attributes_url_add_attributes": "false",
            "jwks_uri": "https://id.example.com/keys",
        },
        "AttributeMapping": {"email": "mail", "username": "sub"},
        "IdpIdentifiers": ["example.com"],
        "AcrMapping": {"Level1": "low"},
    }
    assert members("CreateIdentityProvider") == {"UserPoolId", *settings}
    world.of_pool("CreateIdentityProvider", **settings)
    described = world.of_pool("DescribeIdentityProvider", ProviderName="Company")["IdentityProvider"]
    assert told(described, settings) == settings


def test_what_is_chosen_at_creation_stays(world: World) -> None:
    changed = {
        "UsernameAttributes": ["email"],
        "AliasAttributes": ["email"],
        "Schema": [{"Name": "later", "AttributeDataType": "String"}],
        "UsernameConfiguration": {"CaseSensitive": True},
    }
    before = describe(world)
    world.of_pool("UpdateUserPool", AutoVerifiedAttributes=["email"], **changed)
    assert {**describe(world), "LastModifiedDate": 0} == {**before, "LastModifiedDate": 0}
    secret = {"GenerateSecret": True, "ClientSecret": "a_secret_of_the_callers_own"}
    world.of_pool("UpdateUserPoolClient", ClientId=world.client_id, **secret)
    assert "ClientSecret" not in describe_client(world, world.client_id)
