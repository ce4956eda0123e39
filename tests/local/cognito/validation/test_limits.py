"""How many there may be of what."""

from typing import Any

import pytest

from cognito_model import resource_quotas
from local.cognito.engine import Engine
from local.cognito.store.pools import AppClient, IdentityProvider, UserPool
from tests.local.cognito.validation.conftest import CERTIFICATE
from tests.local.cognito.world import REGION, World, error_of

FULL = "LimitExceededException"


def test_a_pool_has_25_resource_servers(world: World) -> None:
    def create(number: int) -> None:
        world.of_pool("CreateResourceServer", Identifier=f"server-{number}", Name="server")

    for number in range(25):
        create(number)
    assert error_of(create, 25) == (FULL, "Exceeded the maximum number of resource servers per user pool: 25")


def test_an_account_has_4_custom_domains_in_a_region(engine: Engine) -> None:
    def create(number: int) -> None:
        pool = engine.call("CreateUserPool", {"PoolName": "domain"}, region=REGION)["UserPool"]["Id"]
        domain = {"Domain": f"auth-{number}.example.com", "CustomDomainConfig": {"CertificateArn": CERTIFICATE}}
        engine.call("CreateUserPoolDomain", {"UserPoolId": pool, **domain}, region=REGION)

    for number in range(4):
        create(number)
    assert error_of(create, 4) == (FULL, "Exceeded the maximum number of custom domains per account: 4")


@pytest.mark.parametrize(
    ("operation", "parameters", "most"),
    [
        ("CreateUserPoolClient", {"ClientName": "app"}, resource_quotas.APP_CLIENTS_OF_A_POOL),
        (
            "CreateIdentityProvider",
            {
                "ProviderName": "Corporate",
                "ProviderType": "SAML",
                "ProviderDetails": {"MetadataURL": "https://idp.example.com/"},
            },
            resource_quotas.IDENTITY_PROVIDERS_OF_A_POOL,
        ),
    ],
)
def test_large_limits_are_those_of_cognitos_quotas(
    world: World, operation: str, parameters: dict[str, Any], most: int
) -> None:
    pool = world.pool
    if operation == "CreateUserPoolClient":
        pool.clients |= {f"c{n}": AppClient(pool.id, f"c{n}", "app", 0, 0) for n in range(most - len(pool.clients) - 1)}
    else:
        pool.identity_providers |= {f"p{n}": IdentityProvider(pool.id, f"p{n}", "SAML", 0, 0) for n in range(most - 1)}
    world.of_pool(operation, **parameters)
    code, message = error_of(world.of_pool, operation, **parameters)
    assert (code, message.endswith(f"per user pool: {most}")) == (FULL, True)


def test_an_account_has_1000_pools_in_a_region(engine: Engine) -> None:
    def create(region: str = REGION) -> None:
        engine.call("CreateUserPool", {"PoolName": "pool"}, region=region)

    for number in range(999):
        name = f"{REGION}_{number}"
        engine.store.pools[name] = UserPool(name, REGION, "pool", 0, 0)
    create()
    assert error_of(create) == (FULL, "Exceeded the maximum number of user pools per account: 1000")
    create("eu-west-1")


def test_a_pool_has_50_tags(world: World) -> None:
    def tags(first: int, count: int) -> dict[str, str]:
        return {f"tag-{number}": "" for number in range(first, first + count)}

    pool = world.call("CreateUserPool", PoolName="tagged", UserPoolTags=tags(0, 50))["UserPool"]
    too_many = {"UserPoolTags": tags(0, 51)}
    refused = [
        error_of(world.call, "CreateUserPool", PoolName="tagged", **too_many),
        error_of(world.call, "UpdateUserPool", UserPoolId=pool["Id"], **too_many),
    ]
    assert {code for code, _ in refused} == {"UserPoolTaggingException"}
    world.call("TagResource", ResourceArn=pool["Arn"], Tags=tags(0, 1))
    code, message = error_of(world.call, "TagResource", ResourceArn=pool["Arn"], Tags=tags(50, 1))
    assert (code, "50 tags" in message) == ("InvalidParameterException", True)
