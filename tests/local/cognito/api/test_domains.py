"""API reference: Create-, Update-, Describe- and DeleteUserPoolDomain, DomainDescriptionType."""

import re

from local.cognito.engine import Engine
from tests.local.cognito.world import REGION, World, error_of

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab"
CUSTOM = {"Domain": "auth.example.com", "CustomDomainConfig": {"CertificateArn": CERTIFICATE}}


def test_a_prefix_is_described_with_all_that_the_official_provider_asks_for(world: World) -> None:
    assert world.of_pool("CreateUserPoolDomain", Domain="shop") == {"ManagedLoginVersion": 1}
    described = world.call("DescribeUserPoolDomain", Domain="shop")["DomainDescription"]
    assert re.fullmatch(r"d[0-9a-f]{13}\.cloudfront\.net", described.pop("CloudFrontDistribution"))
    assert described.pop("Version")
    assert described.pop("S3Bucket")
    assert described == {
        "UserPoolId": world.pool_id,
        "AWSAccountId": "000000000000",
        "Domain": "shop",
        "Status": "ACTIVE",
        "CustomDomainConfig": {},
        "ManagedLoginVersion": 1,
    }
    assert world.of_pool("DescribeUserPool")["UserPool"]["Domain"] == "shop"


def test_a_custom_domain_is_told_where_it_is_served(world: World) -> None:
    made = world.of_pool("CreateUserPoolDomain", **CUSTOM, ManagedLoginVersion=2)
    assert made.keys() == {"ManagedLoginVersion", "CloudFrontDomain"}
    described = world.call("DescribeUserPoolDomain", Domain="auth.example.com")["DomainDescription"]
    assert described["CloudFrontDistribution"] == made["CloudFrontDomain"]
    assert described["CustomDomainConfig"] == {"CertificateArn": CERTIFICATE}
    assert world.of_pool("DescribeUserPool")["UserPool"]["CustomDomain"] == "auth.example.com"


def test_a_pool_has_one_domain_of_each_kind(world: World) -> None:
    world.of_pool("CreateUserPoolDomain", Domain="shop")
    world.of_pool("CreateUserPoolDomain", **CUSTOM)
    for another in ({"Domain": "other"}, {**CUSTOM, "Domain": "login.example.com"}):
        assert error_of(world.of_pool, "CreateUserPoolDomain", **another) == (
            "InvalidParameterException",
            "User pool already has a domain configured.",
        )


def test_a_prefix_is_one_pools_in_a_region_and_a_custom_domain_one_pools_anywhere(engine: Engine) -> None:
    world, other = World.with_pool(engine), World.with_pool(engine)
    abroad = engine.call("CreateUserPool", {"PoolName": "abroad"}, region="eu-west-1")["UserPool"]["Id"]
    world.of_pool("CreateUserPoolDomain", Domain="shop")
    world.of_pool("CreateUserPoolDomain", **CUSTOM)
    taken = ("InvalidParameterException", "Domain already associated with another user pool.")
    assert error_of(other.of_pool, "CreateUserPoolDomain", Domain="shop") == taken
    assert error_of(other.of_pool, "CreateUserPoolDomain", **CUSTOM) == taken
    engine.call("CreateUserPoolDomain", {"UserPoolId": abroad, "Domain": "shop"}, region="eu-west-1")
    assert error_of(engine.call, "CreateUserPoolDomain", {"UserPoolId": abroad, **CUSTOM}, region="eu-west-1") == taken
    found = [
        engine.call("DescribeUserPoolDomain", {"Domain": "shop"}, region=region)["DomainDescription"]["UserPoolId"]
        for region in (REGION, "eu-west-1")
    ]
    assert found == [world.pool_id, abroad]


def test_an_update_changes_certificate_and_version(world: World) -> None:
    world.of_pool("CreateUserPoolDomain", **CUSTOM)
    another = {"CertificateArn": CERTIFICATE[:-1] + "c", "SecurityPolicy": "TLS_V1_2_2021"}
    changed = {"Domain": "auth.example.com", "CustomDomainConfig": another, "ManagedLoginVersion": 2}
    assert world.of_pool("UpdateUserPoolDomain", **changed)["ManagedLoginVersion"] == 2
    described = world.call("DescribeUserPoolDomain", Domain="auth.example.com")["DomainDescription"]
    assert (described["CustomDomainConfig"], described["ManagedLoginVersion"]) == (another, 2)


def test_a_domain_stays_of_its_kind(world: World) -> None:
    world.of_pool("CreateUserPoolDomain", Domain="shop")
    world.of_pool("CreateUserPoolDomain", **CUSTOM)
    with_certificate = {"Domain": "shop", "CustomDomainConfig": {"CertificateArn": CERTIFICATE}}
    for changed in (with_certificate, {"Domain": "auth.example.com"}):
        code, message = error_of(world.of_pool, "UpdateUserPoolDomain", **changed)
        assert (code, message.startswith("Cannot convert")) == ("InvalidParameterException", True)
    assert error_of(world.of_pool, "UpdateUserPoolDomain", Domain="nowhere")[0] == "ResourceNotFoundException"


def test_a_deleted_domain_is_described_by_nothing_and_free_again(engine: Engine) -> None:
    world, other = World.with_pool(engine), World.with_pool(engine)
    world.of_pool("CreateUserPoolDomain", Domain="shop")
    missing = ("InvalidParameterException", "No such domain or user pool exists.")
    assert error_of(other.of_pool, "DeleteUserPoolDomain", Domain="shop") == missing
    world.of_pool("DeleteUserPoolDomain", Domain="shop")
    assert world.call("DescribeUserPoolDomain", Domain="shop") == {"DomainDescription": {}}
    assert error_of(world.of_pool, "DeleteUserPoolDomain", Domain="shop") == missing
    other.of_pool("CreateUserPoolDomain", Domain="shop")
