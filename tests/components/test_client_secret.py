"""A secret that rotates by configuration: what is asked of an engine, and what is good when."""

from typing import Any

import pytest

from components import CognitoAuth
from components.checking.keys import CLIENT_SECRET
from components.client_secret_api import ClientSecretsError
from components.client_secret_resource import ClientSecretProvider
from local.cognito.thread import EngineThread
from tests.automation.tokens.flows.engine_pools import boto
from tests.components.support import ARTICLE, POOL_ID, RecordingMocks, changed, client_id, known, pulumi_test


class World:
    """An engine with a confidential client."""

    def __init__(self, engine: EngineThread) -> None:
        self.cognito: Any = boto("cognito-idp", engine.endpoint_url)
        self.provider = ClientSecretProvider()
        self.pool_id = self.cognito.create_user_pool(PoolName="orders")["UserPool"]["Id"]
        made = self.cognito.create_user_pool_client(UserPoolId=self.pool_id, ClientName="m", GenerateSecret=True)
        self.client_id = made["UserPoolClient"]["ClientId"]
        self.keys = {"UserPoolId": self.pool_id, "ClientId": self.client_id}

    def props(self, rotate: str) -> dict[str, Any]:
        return {
            "user_pool_id": self.pool_id,
            "client_id": self.client_id,
            "rotate": rotate,
            "client_secret": None,
            "client_secret_id": None,
        }

    def ids(self) -> list[str]:
        listed = self.cognito.list_user_pool_client_secrets(**self.keys)["ClientSecrets"]
        return [one["ClientSecretId"] for one in listed]

    def created(self) -> dict[str, Any]:
        return dict(self.provider.create(self.props("1")).outs or {})

    def rotated(self, state: dict[str, Any], rotate: str) -> dict[str, Any]:
        assert self.provider.diff("id", state, self.props(rotate)).changes
        return dict(self.provider.update("id", state, self.props(rotate)).outs or {})


@pytest.fixture
def world(reached: EngineThread) -> World:
    return World(reached)


def test_the_one_before_is_good_until_the_next_rotation(world: World) -> None:
    (own,) = world.ids()
    first = world.created()
    assert world.ids() == [own, first["client_secret_id"]]
    assert not world.provider.diff("id", first, world.props("1")).changes

    second = world.rotated(first, "2")
    assert world.ids() == [first["client_secret_id"], second["client_secret_id"]]
    assert second["client_secret"] not in {None, first["client_secret"]}

    third = world.rotated(second, "3")
    assert world.ids() == [second["client_secret_id"], third["client_secret_id"]]


def test_a_secret_that_nobody_knows_goes_with_the_next_rotation_and_none_that_is_in_use(world: World) -> None:
    """A rotation that was ended before it could say what it had made."""
    state = world.created()
    world.provider.update("id", state, world.props("2"))

    rotated = world.rotated(state, "2")
    assert world.ids() == [state["client_secret_id"], rotated["client_secret_id"]]


def test_a_client_with_two_secrets_of_somebody_elses_is_refused_and_keeps_them(world: World) -> None:
    world.cognito.add_user_pool_client_secret(**world.keys)
    before = world.ids()
    with pytest.raises(ClientSecretsError, match=rf"{world.client_id} .* already has two secrets .*rotate-secret"):
        world.created()
    assert world.ids() == before


def test_not_configured_any_more_the_newest_is_left(world: World) -> None:
    state = world.created()
    world.provider.delete("id", state)
    assert world.ids() == [state["client_secret_id"]]


def test_where_the_newest_is_gone_nothing_else_is_deleted_and_refresh_says_so(world: World) -> None:
    state = world.created()
    (own, newest) = world.ids()
    assert world.provider.read("id", state).outs == state
    world.cognito.delete_user_pool_client_secret(**world.keys, ClientSecretId=newest)

    assert not world.provider.read("id", state).id
    world.provider.delete("id", state)
    assert world.ids() == [own]


def test_with_the_client_gone_there_is_nothing_to_do(world: World) -> None:
    state = world.created()
    world.cognito.delete_user_pool_client(**world.keys)
    world.provider.delete("id", state)
    assert not world.provider.read("id", state).id


def test_another_client_has_a_secret_of_its_own(world: World) -> None:
    state = world.created()
    result = world.provider.diff("id", state, {**world.props("1"), "client_id": "another"})
    assert (result.changes, result.replaces) == (True, ["client_id"])


def test_the_outputs_have_the_newest_as_a_secret(mocks: RecordingMocks, monkeypatch: pytest.MonkeyPatch) -> None:
    make = mocks.new_resource

    def new_resource(args: Any) -> tuple[str | None, dict[Any, Any]]:
        own_id, outputs = make(args)
        return own_id, {**outputs, "client_secret": "newest"} if args.typ.endswith(CLIENT_SECRET) else outputs

    monkeypatch.setattr(mocks, "new_resource", new_resource)

    @pulumi_test
    async def constructing() -> None:
        args: Any = changed(ARTICLE, {"clients[0].rotate_secret": "2026-11-26"})
        auth = CognitoAuth("auth", args)
        assert await known(auth.client_secret) == "newest"
        assert await auth.client_secret.is_secret()
        assert (await known(auth.clients))["webapp"]["client_secret"] == "newest"

    constructing()
    (registered,) = mocks.of_type(CLIENT_SECRET)
    assert registered.name == "auth-secret-webapp"
    inputs = mocks.inputs(CLIENT_SECRET)
    whose = {"user_pool_id": POOL_ID, "client_id": client_id("auth-client-webapp")}
    assert inputs.items() >= {**whose, "rotate": "2026-11-26"}.items()
    assert "rotateSecret" not in mocks.inputs("UserPoolClient")
