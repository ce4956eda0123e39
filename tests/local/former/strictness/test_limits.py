"""How many there may be of what."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.former import state
from local.former.errors import CognitoError
from local.former.strictness.rules import limits
from tests.local.former.strictness.conftest import CERTIFICATE

FULL = "LimitExceededException"


@pytest.fixture
def crowded(cognito: Any) -> str:
    return str(cognito.create_user_pool(PoolName="crowded")["UserPool"]["Id"])


def test_a_pool_has_25_resource_servers(cognito: Any, crowded: str) -> None:
    def create(number: int) -> None:
        cognito.create_resource_server(UserPoolId=crowded, Identifier=f"server-{number}", Name="server")

    for number in range(25):
        create(number)
    with pytest.raises(ClientError, match="resource servers per user pool: 25") as refused:
        create(25)
    assert refused.value.response["Error"]["Code"] == FULL


def test_a_user_is_in_100_groups(cognito: Any, crowded: str) -> None:
    cognito.admin_create_user(UserPoolId=crowded, Username="busy", MessageAction="SUPPRESS")

    def join(number: int) -> None:
        cognito.create_group(UserPoolId=crowded, GroupName=f"group-{number}")
        cognito.admin_add_user_to_group(UserPoolId=crowded, Username="busy", GroupName=f"group-{number}")

    for number in range(100):
        join(number)
    with pytest.raises(ClientError, match="groups per user: 100") as refused:
        join(100)
    assert refused.value.response["Error"]["Code"] == FULL
    cognito.admin_add_user_to_group(UserPoolId=crowded, Username="busy", GroupName="group-0")


def test_a_pool_has_50_custom_attributes(cognito: Any, crowded: str) -> None:
    def add(first: int, count: int) -> None:
        attributes = [{"Name": f"a{n}", "AttributeDataType": "String"} for n in range(first, first + count)]
        cognito.add_custom_attributes(UserPoolId=crowded, CustomAttributes=attributes)

    add(0, 25)
    add(25, 25)
    with pytest.raises(ClientError, match=r"InvalidParameterException.* 50 custom attributes"):
        add(50, 1)


def test_an_account_has_4_custom_domains(cognito: Any, roles: Mapping[str, str]) -> None:
    assert roles["$with_domain"]  # has the first
    made = []
    try:
        for number in range(2, 6):
            pool = cognito.create_user_pool(PoolName="domain")["UserPool"]["Id"]
            name = f"auth-{number}.example.com"
            made.append((pool, name))
            if number == 5:
                with pytest.raises(ClientError, match="custom domains per account: 4") as refused:
                    create_domain(cognito, pool, name)
                assert refused.value.response["Error"]["Code"] == FULL
            else:
                create_domain(cognito, pool, name)
    finally:
        for pool, name in made:
            cognito.delete_user_pool_domain(UserPoolId=pool, Domain=name)
            cognito.delete_user_pool(UserPoolId=pool)


def create_domain(cognito: Any, pool_id: str, name: str) -> None:
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain=name, CustomDomainConfig={"CertificateArn": CERTIFICATE})


@pytest.mark.parametrize(
    ("operation", "kind", "most"),
    [
        ("CreateUserPoolClient", "_clients", 1000),
        ("CreateIdentityProvider", "_identity_providers", 300),
        ("CreateGroup", "_groups", 10_000),
    ],
)
def test_large_limits_are_those_of_cognitos_quotas(
    monkeypatch: pytest.MonkeyPatch, operation: str, kind: str, most: int
) -> None:
    pool: dict[str, Any] = {kind: range(most - 1)}
    monkeypatch.setattr(state, "pool", lambda _pool_id: pool)
    limits.of_a_pool(operation, {"UserPoolId": "us-east-1_a"})
    pool[kind] = range(most)
    with pytest.raises(CognitoError, match=f"{FULL}.*: {most}"):
        limits.of_a_pool(operation, {"UserPoolId": "us-east-1_a"})


def test_an_account_has_1000_pools(monkeypatch: pytest.MonkeyPatch) -> None:
    existing = range(999)
    monkeypatch.setattr(state, "pools", lambda: existing)
    limits.pools({})
    existing = range(1000)
    with pytest.raises(CognitoError, match=f"{FULL}.*: 1000"):
        limits.pools({})


def test_a_pool_has_50_tags(cognito: Any) -> None:
    def tags(first: int, count: int) -> dict[str, str]:
        return {f"tag-{number}": "" for number in range(first, first + count)}

    pool = cognito.create_user_pool(PoolName="tagged", UserPoolTags=tags(0, 50))["UserPool"]
    for call in (
        lambda: cognito.create_user_pool(PoolName="tagged", UserPoolTags=tags(0, 51)),
        lambda: cognito.update_user_pool(UserPoolId=pool["Id"], UserPoolTags=tags(0, 51)),
    ):
        with pytest.raises(cognito.exceptions.UserPoolTaggingException):
            call()
    cognito.tag_resource(ResourceArn=pool["Arn"], Tags=tags(0, 1))
    with pytest.raises(cognito.exceptions.InvalidParameterException, match="50 tags"):
        cognito.tag_resource(ResourceArn=pool["Arn"], Tags=tags(50, 1))
