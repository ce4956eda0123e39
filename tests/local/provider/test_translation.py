"""Pulumi properties to API structures and back, without network or engine."""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.model import ServiceModel, StructureShape
from hypothesis import given
from hypothesis import strategies as st

from local.provider.operation import Operation, input_shape, output_shape
from local.provider.resources.user_pool import UserPool
from local.provider.resources.user_pool_client import UserPoolClient
from local.provider.resources.user_pool_domain import UserPoolDomain
from local.provider.translation import Naming, find_member, from_api, property_name, property_path, to_api
from local.provider.values import UNKNOWN


@cache
def model() -> ServiceModel:
    return botocore.session.get_session().get_service_model("cognito-idp")


def shape(operation: str) -> StructureShape:
    return input_shape(model(), operation)


def pool_request(properties: dict[str, Any]) -> dict[str, Any]:
    return to_api(properties, shape("CreateUserPool"), UserPool.naming)


def client_request(properties: dict[str, Any]) -> dict[str, Any]:
    return to_api(properties, shape("CreateUserPoolClient"), UserPoolClient.naming)


@pytest.mark.parametrize(
    ("member", "name"),
    [
        ("KMSKeyID", "kmsKeyId"),
        ("CustomSMSSender", "customSmsSender"),
        ("SMSMessage", "smsMessage"),
        ("SnsCallerArn", "snsCallerArn"),
        ("CloudFrontDistribution", "cloudFrontDistribution"),
    ],
)
def test_nested_members_have_the_official_names(member: str, name: str) -> None:
    assert property_name(member) == name


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("allowedOauthFlows", ("AllowedOAuthFlows",)),
        ("callbackUrls", ("CallbackURLs",)),
        ("defaultRedirectUri", ("DefaultRedirectURI",)),
        ("name", ("ClientName",)),
        ("color", None),
    ],
)
def test_a_property_belongs_to_the_member_of_its_normalised_name(name: str, members: tuple[str, ...] | None) -> None:
    assert find_member(name, shape("CreateUserPoolClient"), UserPoolClient.naming) == members


def test_a_property_can_lie_deeper_in_the_api_than_in_pulumi() -> None:
    assert pool_request({"passwordPolicy": {"minimumLength": 8.0}, "signInPolicy": {}}) == {
        "Policies": {"PasswordPolicy": {"MinimumLength": 8}, "SignInPolicy": {}}
    }
    certificate = {"certificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/a"}
    assert to_api(certificate, shape("CreateUserPoolDomain"), UserPoolDomain.naming) == {
        "CustomDomainConfig": {"CertificateArn": certificate["certificateArn"]}
    }


def test_renamed_nested_properties_find_their_members() -> None:
    settings = {"attributesRequireVerificationBeforeUpdates": ["email"]}
    assert pool_request(
        {"emailConfiguration": {"fromEmailAddress": "a@example.com"}, "userAttributeUpdateSettings": settings}
    ) == {
        "EmailConfiguration": {"From": "a@example.com"},
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    }


def test_false_is_left_out_where_the_official_providers_sdk_has_no_null() -> None:
    assert pool_request({"passwordPolicy": {"requireSymbols": False, "requireNumbers": True}}) == {
        "Policies": {"PasswordPolicy": {"RequireNumbers": True}}
    }
    assert client_request({"generateSecret": False, "enableTokenRevocation": False, "refreshTokenValidity": 0}) == {
        "EnableTokenRevocation": False
    }


def test_the_booleans_of_a_schema_are_always_sent() -> None:
    attribute = {"name": "a", "attributeDataType": "String", "mutable": False, "required": True}
    assert pool_request({"schemas": [attribute]}) == {
        "Schema": [{"Name": "a", "AttributeDataType": "String", "Mutable": False, "Required": True}]
    }


def test_sets_are_sent_sorted_and_lists_of_structures_as_they_are() -> None:
    assert client_request({"callbackUrls": ["https://b", "https://a"]}) == {"CallbackURLs": ["https://a", "https://b"]}
    mechanisms = [{"name": "verified_phone_number", "priority": 1}, {"name": "verified_email", "priority": 2}]
    request = pool_request({"accountRecoverySetting": {"recoveryMechanisms": mechanisms}})
    sent = request["AccountRecoverySetting"]["RecoveryMechanisms"]
    assert [mechanism["Name"] for mechanism in sent] == ["verified_phone_number", "verified_email"]


def test_empty_lists_are_sent_for_a_client_and_left_out_for_a_pool() -> None:
    assert client_request({"readAttributes": [], "defaultRedirectUri": ""}) == {"ReadAttributes": []}
    assert pool_request({"autoVerifiedAttributes": [], "smsAuthenticationMessage": ""}) == {}


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"passwordPolicy": {"minimumLength": "long"}}, "passwordPolicy.minimumLength must be a whole number"),
        ({"passwordPolicy": {"minimumLength": 8.5}}, "passwordPolicy.minimumLength must be a whole number"),
        ({"passwordPolicy": {"requireSymbols": "no"}}, "passwordPolicy.requireSymbols must be true or false"),
        ({"passwordPolicy": "strict"}, "passwordPolicy must be an object"),
        ({"autoVerifiedAttributes": "email"}, "autoVerifiedAttributes must be a list"),
        ({"smsAuthenticationMessage": ["a"]}, "smsAuthenticationMessage must be a string"),
        ({"lambdaConfig": {"preSignUp": UNKNOWN}}, "lambdaConfig.preSignUp is not known yet"),
    ],
)
def test_a_value_of_the_wrong_form_is_named_by_its_path(properties: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        pool_request(properties)


def test_an_answer_becomes_the_properties_that_the_official_provider_has() -> None:
    answer = {
        "Name": "pool",
        "AdminCreateUserConfig": {"UnusedAccountValidityDays": 7},
        "LambdaConfig": {},
        "SmsConfiguration": {},
        "Policies": {"PasswordPolicy": {"MinimumLength": 8}},
        "CreationDate": datetime(2026, 5, 1, 14, 30, 5, 999, tzinfo=timezone(timedelta(hours=2))),
        "Domain": None,
    }
    described = output_shape(model(), Operation("DescribeUserPool", result="UserPool"))
    assert from_api(answer, described, UserPool.naming, UserPool().properties) == {
        "name": "pool",
        "adminCreateUserConfig": {"allowAdminCreateUserOnly": False},
        "creationDate": "2026-05-01T12:30:05Z",
        "passwordPolicy": {
            "minimumLength": 8,
            "requireLowercase": False,
            "requireNumbers": False,
            "requireSymbols": False,
            "requireUppercase": False,
            "temporaryPasswordValidityDays": 0,
        },
    }


def test_a_function_gives_structures_as_lists_of_one() -> None:
    described = output_shape(model(), Operation("DescribeUserPool", result="UserPool"))
    constraints = {"MinLength": "0", "MaxLength": "10"}
    answer = {
        "LambdaConfig": {"CustomSMSSender": {"LambdaArn": "arn", "LambdaVersion": "V1_0"}},
        "SchemaAttributes": [{"Name": "a", "Mutable": True, "StringAttributeConstraints": constraints}],
    }
    assert from_api(answer, described, Naming(listed=True), ["lambdaConfigs", "schemaAttributes"]) == {
        "lambdaConfigs": [{"customSmsSenders": [{"lambdaArn": "arn", "lambdaVersion": "V1_0"}]}],
        "schemaAttributes": [
            {"name": "a", "mutable": True, "stringAttributeConstraints": [{"minLength": "0", "maxLength": "10"}]}
        ],
    }


def test_cognitos_member_path_is_turned_into_the_property_path() -> None:
    request, naming = shape("CreateUserPool"), UserPool.naming
    path = property_path("policies.passwordPolicy.minimumLength", UserPool.inputs, request, naming)
    assert path == "passwordPolicy.minimumLength"
    assert property_path("poolName", UserPool.inputs, request, naming) == "name"
    assert property_path("somethingElse", UserPool.inputs, request, naming) is None


@given(
    st.fixed_dictionaries(
        {"name": st.text("ab", min_size=1)},
        optional={
            "accessTokenValidity": st.integers(1, 86400),
            "enableTokenRevocation": st.booleans(),
            "callbackUrls": st.lists(st.sampled_from(["https://a", "https://b", "https://c"]), unique=True),
            "tokenValidityUnits": st.fixed_dictionaries({"accessToken": st.sampled_from(["hours", "minutes"])}),
        },
    )
)
def test_what_goes_to_the_api_comes_back_the_same(properties: dict[str, Any]) -> None:
    described = output_shape(model(), Operation("DescribeUserPoolClient", result="UserPoolClient"))
    back = from_api(client_request(properties), described, UserPoolClient.naming, UserPoolClient.inputs)
    if "callbackUrls" in properties:
        properties["callbackUrls"] = sorted(properties["callbackUrls"])
    assert back == properties


def test_timestamps_are_in_utc_to_the_second() -> None:
    described = output_shape(model(), Operation("DescribeUserPool", result="UserPool"))
    answer = {"LastModifiedDate": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)}
    assert from_api(answer, described, UserPool.naming, ["lastModifiedDate"]) == {
        "lastModifiedDate": "2026-01-02T03:04:05Z"
    }
