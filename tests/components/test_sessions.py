"""Session tracking, which `pulumi_aws` lacks: the resources, and what their providers ask of an engine."""

from typing import Any

import pytest

from components import CognitoAuth
from components.checking.keys import CLIENT_SESSIONS, SESSIONS
from components.sessions_resource import ClientSessionsProvider, PoolSessionsProvider
from local.cognito.thread import EngineThread
from tests.automation.tokens.flows.engine_pools import boto
from tests.components.support import ARTICLE, POOL_ID, RecordingMocks, changed, client_id, pulumi_test

TRACKED: dict[str, Any] = {"user_session_tracking": "ENABLED", "token_session": {"max_per_user": 3.0}}
REUSED: dict[str, Any] = {"sso_session": {"max_validity_minutes": 5.0}}


class World:
    """An engine with a pool and an app client."""

    def __init__(self, engine: EngineThread) -> None:
        self.cognito: Any = boto("cognito-idp", engine.endpoint_url)
        self.pool_id = self.cognito.create_user_pool(PoolName="orders")["UserPool"]["Id"]
        made = self.cognito.create_user_pool_client(UserPoolId=self.pool_id, ClientName="web")
        self.client_id = made["UserPoolClient"]["ClientId"]
        self.pool = {**TRACKED, "user_pool_id": self.pool_id}
        self.client = {**REUSED, "user_pool_id": self.pool_id, "client_id": self.client_id}

    def tracked(self) -> tuple[str, int, int]:
        keys = {"UserPoolId": self.pool_id}
        pool = self.cognito.get_user_pool_session_configuration(**keys)
        client = self.cognito.get_user_pool_client_session_configuration(**keys, ClientId=self.client_id)
        most, minutes = pool["TokenSession"]["MaxPerUser"], client["SSOSession"]["MaxValidityMinutes"]
        return pool["UserSessionTracking"], most, minutes


@pytest.fixture
def world(reached: EngineThread) -> World:
    return World(reached)


def test_they_are_set_changed_and_reset(world: World) -> None:
    pool, client = PoolSessionsProvider(), ClientSessionsProvider()
    assert pool.create(world.pool).id == world.pool_id
    assert client.create(world.client).id == world.client_id
    assert world.tracked() == ("ENABLED", 3, 5)

    more = {**world.pool, "token_session": {"max_per_user": 4.0}}
    assert pool.diff("id", world.pool, more).changes
    assert not pool.diff("id", more, {**more, "token_session": {"max_per_user": 4}}).changes
    pool.update("id", world.pool, more)
    assert world.tracked() == ("ENABLED", 4, 5)

    client.delete("id", world.client)
    pool.delete("id", more)
    assert world.tracked() == ("DISABLED", 20, 60)


def test_refresh_finds_what_somebody_else_has_set_and_that_the_pool_is_gone(world: World) -> None:
    pool = PoolSessionsProvider()
    pool.create(world.pool)
    assert pool.read("id", world.pool).outs == world.pool

    world.cognito.set_user_pool_session_configuration(
        UserPoolId=world.pool_id, UserSessionTracking="DISABLED", TokenSession={"MaxPerUser": 9}
    )
    found = pool.read("id", world.pool).outs or {}
    assert (found["user_session_tracking"], found["token_session"]) == ("DISABLED", {"max_per_user": 9})
    assert pool.diff("id", found, world.pool).changes

    world.cognito.delete_user_pool(UserPoolId=world.pool_id)
    assert not pool.read("id", world.pool).id
    pool.delete("id", world.pool)


def test_what_is_set_already_is_left_alone(world: World) -> None:
    """An adopted pool's."""
    PoolSessionsProvider().create(world.pool)

    class Reading(PoolSessionsProvider):
        def _set(self, *_: Any) -> None:
            raise AssertionError

    assert Reading().create(world.pool).id == world.pool_id


def test_another_client_has_its_own(world: World) -> None:
    result = ClientSessionsProvider().diff("id", world.client, {**world.client, "client_id": "another"})
    assert (result.changes, result.replaces) == (True, ["client_id"])


def test_each_is_a_resource_and_none_of_the_pools_or_the_clients_own(mocks: RecordingMocks) -> None:
    @pulumi_test
    def constructing() -> None:
        plain = {"user_session_tracking": "ENABLED"}
        args: Any = changed(ARTICLE, {"session_configuration": plain, "clients[0].session_configuration": REUSED})
        CognitoAuth("auth", args)

    constructing()
    pool, client = mocks.inputs(SESSIONS, "auth-sessions"), mocks.inputs(CLIENT_SESSIONS, "auth-sessions-webapp")
    assert pool.items() >= {"user_pool_id": POOL_ID, "token_session": {"max_per_user": 20}}.items()
    assert client.items() >= {"client_id": client_id("auth-client-webapp"), **REUSED}.items()
    assert "sessionConfiguration" not in {**mocks.inputs("UserPool"), **mocks.inputs("UserPoolClient")}
