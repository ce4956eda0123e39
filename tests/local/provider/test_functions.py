"""The functions that programs call: what the official ones give, or a refusal by name."""

import importlib
from typing import Any

import pytest

from tests.local.provider.harness import Endpoint, Engine, EngineError
from tests.local.provider.stored_settings import StoredSettings

POOL = "aws:cognito/userPool:UserPool"
CLIENT = "aws:cognito/userPoolClient:UserPoolClient"
GROUP = "aws:cognito/userGroup:UserGroup"
IDENTITY_POOL = "aws:cognito/identityPool:IdentityPool"


def official_results(module: str, name: str) -> set[str]:
    result: Any = getattr(importlib.import_module(module), name)
    getters: list[Any] = [value.fget for value in vars(result).values() if isinstance(value, property)]
    return {getter._pulumi_name for getter in getters}


@pytest.fixture
def ids(engine: Engine) -> tuple[str, str]:
    pool = engine.create(POOL, "pool", {"name": "looked-up", "tags": {"a": "b"}})
    client = engine.create(CLIENT, "client", {"name": "app", "userPoolId": pool.id, "generateSecret": True})
    return pool.id, client.id


def test_the_region_the_partition_and_the_caller_are_known(engine: Engine) -> None:
    region, _ = engine.invoke("aws:index/getRegion:getRegion", {})
    assert region == {
        "description": "US East (N. Virginia)",
        "endpoint": "ec2.us-east-1.amazonaws.com",
        "id": "us-east-1",
        "name": "us-east-1",
        "region": "us-east-1",
    }
    partition, _ = engine.invoke("aws:index/getPartition:getPartition", {})
    assert partition == {
        "dnsSuffix": "amazonaws.com",
        "id": "aws",
        "partition": "aws",
        "reverseDnsPrefix": "com.amazonaws",
    }
    caller, _ = engine.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})
    assert caller.keys() == official_results("pulumi_aws.get_caller_identity", "GetCallerIdentityResult")
    assert caller["accountId"] == "000000000000"


def test_a_user_pool_is_found_with_everything_that_the_official_function_gives(
    engine: Engine, ids: tuple[str, str]
) -> None:
    found, _ = engine.invoke("aws:cognito/getUserPool:getUserPool", {"userPoolId": ids[0]})
    assert found.keys() >= official_results("pulumi_aws.cognito.get_user_pool", "GetUserPoolResult")
    assert found["name"] == "looked-up"
    assert found["tags"] == {"a": "b"}
    assert {"name": "email", "attributeDataType": "String"}.items() <= next(
        attribute for attribute in found["schemaAttributes"] if attribute["name"] == "email"
    ).items()


def test_user_pools_are_found_by_name(engine: Engine, ids: tuple[str, str]) -> None:
    found, _ = engine.invoke("aws:cognito/getUserPools:getUserPools", {"name": "looked-up"})
    assert ids[0] in found["ids"]
    assert all(arn.startswith("arn:aws:cognito-idp:us-east-1:") for arn in found["arns"])


def test_a_client_is_found_and_its_secret_is_secret(engine: Engine, ids: tuple[str, str]) -> None:
    found, secrets = engine.invoke(
        "aws:cognito/getUserPoolClient:getUserPoolClient", {"userPoolId": ids[0], "clientId": ids[1]}
    )
    assert found["name"] == "app"
    assert found["generateSecret"] is True
    assert secrets == {"clientSecret"}
    listed, _ = engine.invoke("aws:cognito/getUserPoolClients:getUserPoolClients", {"userPoolId": ids[0]})
    assert (listed["clientIds"], listed["clientNames"]) == ([ids[1]], ["app"])


def test_the_groups_of_a_pool_are_found(engine: Engine, ids: tuple[str, str]) -> None:
    for name, precedence in (("admins", 1), ("readers", 2)):
        engine.create(GROUP, name, {"userPoolId": ids[0], "name": name, "precedence": precedence})
    found, _ = engine.invoke("aws:cognito/getUserGroup:getUserGroup", {"userPoolId": ids[0], "name": "admins"})
    assert found.keys() == official_results("pulumi_aws.cognito.get_user_group", "GetUserGroupResult")
    assert (found["precedence"], found["description"]) == (1, "")
    listed, _ = engine.invoke("aws:cognito/getUserGroups:getUserGroups", {"userPoolId": ids[0]})
    assert listed.keys() == official_results("pulumi_aws.cognito.get_user_groups", "GetUserGroupsResult")
    assert [(group["groupName"], group["precedence"]) for group in listed["groups"]] == [("admins", 1), ("readers", 2)]


def test_the_signing_certificate_is_cognitos(engine: Engine, endpoint: Endpoint, ids: tuple[str, str]) -> None:
    StoredSettings().answer(endpoint)
    token = "aws:cognito/getUserPoolSigningCertificate:getUserPoolSigningCertificate"
    found, _ = engine.invoke(token, {"userPoolId": ids[0]})
    module = "pulumi_aws.cognito.get_user_pool_signing_certificate"
    assert found.keys() == official_results(module, "GetUserPoolSigningCertificateResult")
    assert found["certificate"] == "MIIC"


def test_an_identity_pool_is_found_by_its_name(engine: Engine) -> None:
    made = engine.create(IDENTITY_POOL, "it", {"identityPoolName": "found", "tags": {"a": "b"}})
    token = "aws:cognito/getIdentityPool:getIdentityPool"
    found, _ = engine.invoke(token, {"identityPoolName": "found"})
    assert found.keys() == official_results("pulumi_aws.cognito.get_identity_pool", "GetIdentityPoolResult")
    assert (found["id"], found["arn"], found["tags"]) == (made.id, made.outputs["arn"], {"a": "b"})
    with pytest.raises(EngineError, match="identity pools called 'none': found none; exactly one is needed"):
        engine.invoke(token, {"identityPoolName": "none"})


def test_what_cognito_says_about_a_missing_pool_is_passed_on(engine: Engine) -> None:
    with pytest.raises(EngineError, match="reading user pool 'us-east-1_none': ResourceNotFoundException: "):
        engine.invoke("aws:cognito/getUserPool:getUserPool", {"userPoolId": "us-east-1_none"})


@pytest.mark.parametrize(
    ("token", "name"), [("aws:ec2/getAmi:getAmi", "aws.ec2.get_ami"), ("aws:index/getArn:getArn", "aws.get_arn")]
)
def test_other_functions_are_refused_by_name(engine: Engine, token: str, name: str) -> None:
    with pytest.raises(EngineError) as failed:
        engine.invoke(token, {})
    assert str(failed.value) == f"{name} is not available on the local target; deploy with --target aws"
