"""API reference: AddUserPoolClientSecret, ListUserPoolClientSecrets, DeleteUserPoolClientSecret,
ClientSecretDescriptorType.
"""

from typing import Any

import pytest

from tests.local.cognito.world import World, error_of

INVALID = "InvalidParameterException"


@pytest.fixture
def client(world: World) -> str:
    """A confidential client's id."""
    return str(world.add_client(GenerateSecret=True)["ClientId"])


def add(world: World, client: str, **given: str) -> dict[str, Any]:
    return dict(world.of_pool("AddUserPoolClientSecret", ClientId=client, **given)["ClientSecretDescriptor"])


def listed(world: World, client: str) -> list[dict[str, Any]]:
    return list(world.of_pool("ListUserPoolClientSecrets", ClientId=client)["ClientSecrets"])


def delete(world: World, client: str, secret: dict[str, Any]) -> None:
    world.of_pool("DeleteUserPoolClientSecret", ClientId=client, ClientSecretId=secret["ClientSecretId"])


def test_a_secret_that_cognito_makes_is_told_once(world: World, client: str) -> None:
    added = add(world, client)
    client_id, _, created = added["ClientSecretId"].partition("--")
    assert client_id == client
    assert int(created) == pytest.approx(added["ClientSecretCreateDate"] * 1000, abs=2)
    assert len(added["ClientSecretValue"]) >= 24
    assert [secret.keys() for secret in listed(world, client)] == [{"ClientSecretId", "ClientSecretCreateDate"}] * 2
    assert listed(world, client)[1]["ClientSecretId"] == added["ClientSecretId"]


def test_a_secret_of_the_callers_own_is_never_told(world: World, client: str) -> None:
    assert "ClientSecretValue" not in add(world, client, ClientSecret="a_secret_of_the_callers_own")
    assert error_of(world.of_pool, "AddUserPoolClientSecret", ClientId=client)[0] == "LimitExceededException"


def test_secrets_of_one_moment_have_different_ids(world: World, client: str) -> None:
    world.engine.clock.now = lambda: 1.0  # type: ignore[method-assign] # time stands still
    first = add(world, client)
    delete(world, client, listed(world, client)[0])
    second = add(world, client)
    assert first["ClientSecretId"] != second["ClientSecretId"]


def test_a_secret_is_there_once(world: World) -> None:
    client = str(world.add_client(ClientSecret="a_secret_of_the_callers_own")["ClientId"])
    assert error_of(add, world, client, ClientSecret="a_secret_of_the_callers_own")[0] == INVALID


def test_a_public_client_gets_none(world: World) -> None:
    assert error_of(add, world, world.client_id)[0] == INVALID
    assert listed(world, world.client_id) == []


def test_the_last_one_stays(world: World, client: str) -> None:
    old = listed(world, client)[0]
    new = add(world, client)
    delete(world, client, old)
    described = world.of_pool("DescribeUserPoolClient", ClientId=client)["UserPoolClient"]
    assert described["ClientSecret"] == new["ClientSecretValue"]
    assert error_of(delete, world, client, old)[0] == "ResourceNotFoundException"
    assert error_of(delete, world, client, new)[0] == INVALID
