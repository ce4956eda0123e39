"""What `pulumi_aws` lacks of an app client: the resources beside it, and what their providers ask of an engine."""

import copy
from typing import Any

import pulumi
import pytest

from components import CognitoAuth
from components.checking.keys import CIMD_POLICY, CIMD_POLICY_TYPE, TERMS, TERMS_TYPE
from components.client_settings_api import CIMD_POLICY_KIND, TERMS_KIND, ClientSettings, ClientSettingsError, Kind
from components.client_settings_resource import CimdPolicyProvider, ClientSettingsProvider, TermsProvider
from local.cognito.thread import EngineThread
from tests.automation.tokens.flows.engine_pools import boto
from tests.components.support import ARTICLE, POOL_ID, Changes, RecordingMocks, changed, client_id, pulumi_test

USE: dict[str, Any] = {
    "terms_name": "terms-of-use",
    "terms_source": "LINK",
    "enforcement": "NONE",
    "links": {"cognito:default": "https://example.com/terms"},
}
POLICY: dict[str, Any] = {
    "policy_name": "agents",
    "cache_duration": 86400,
    "url_patterns": ["https://agent.example.com/*", "https://other.example.com/client.json"],
}
BOTH = [
    pytest.param(TERMS_KIND, USE, {"links": {"cognito:default": "https://example.com/new"}}, id="terms"),
    pytest.param(CIMD_POLICY_KIND, POLICY, {"url_patterns": ["https://new.example.com/*"]}, id="cimd_policies"),
]


class World:
    """An engine with a pool and an app client, and what is changed there."""

    def __init__(self, thread: EngineThread, changes: Changes) -> None:
        self.cognito: Any = boto("cognito-idp", thread.endpoint_url)
        self.pool_id = self.cognito.create_user_pool(PoolName="orders")["UserPool"]["Id"]
        self.client_id = self.client()
        self._changes = changes

    def client(self) -> str:
        made = self.cognito.create_user_pool_client(UserPoolId=self.pool_id, ClientName="web")
        return str(made["UserPoolClient"]["ClientId"])

    def props(self, settings: dict[str, Any], **more: Any) -> dict[str, Any]:
        """As Pulumi's process gives them: it knows no whole numbers."""
        plain = {key: float(value) if isinstance(value, int) else value for key, value in settings.items()}
        return {**copy.deepcopy(plain), "user_pool_id": self.pool_id, "client_id": self.client_id, **more}

    def described(self, kind: Kind) -> list[dict[str, Any]]:
        """All of a kind that the pool has, as Cognito says them, but for dates."""
        if kind is TERMS_KIND:
            ids = [one["TermsId"] for one in self.cognito.list_terms(UserPoolId=self.pool_id, MaxResults=60)["Terms"]]
            found = [self.cognito.describe_terms(UserPoolId=self.pool_id, TermsId=one)["Terms"] for one in ids]
        else:
            listed = self.cognito.list_cimd_policies(UserPoolId=self.pool_id)["CIMDPolicies"]
            found = [
                self.cognito.describe_cimd_policy(UserPoolId=self.pool_id, CIMDPolicyId=one["CIMDPolicyId"])[
                    "CIMDPolicy"
                ]
                for one in listed
            ]
        return [{name: value for name, value in one.items() if not name.endswith("Date")} for one in found]

    def sent(self) -> list[str]:
        """The operations that have changed something since this was last called."""
        return [operation for operation, _parameters in self._changes.taken()]


@pytest.fixture
def world(reached: EngineThread, changes: Changes) -> World:
    return World(reached, changes)


def provider(kind: Kind) -> ClientSettingsProvider:
    return TermsProvider() if kind is TERMS_KIND else CimdPolicyProvider()


def as_the_api_says(kind: Kind, settings: dict[str, Any]) -> dict[str, Any]:
    return {kind.members[key]: value for key, value in settings.items()}


@pytest.mark.parametrize(("kind", "settings", "change"), BOTH)
def test_one_is_made_changed_and_deleted_again(
    world: World, kind: Kind, settings: dict[str, Any], change: dict[str, Any]
) -> None:
    ours = provider(kind)
    made = ours.create(world.props(settings))
    whose = {"UserPoolId": world.pool_id, "ClientId": world.client_id, kind.id_member: made.id}
    assert world.described(kind) == [{**as_the_api_says(kind, settings), **whose}]

    state, news = dict(made.outs or {}), world.props({**settings, **change})
    differing = ours.diff(made.id, state, news)
    assert (differing.changes, differing.replaces) == (True, [])
    updated = ours.update(made.id, state, news)
    assert world.described(kind) == [{**as_the_api_says(kind, {**settings, **change}), **whose}]
    assert not ours.diff(made.id, dict(updated.outs or {}), news).changes

    ours.delete(made.id, news)
    assert world.described(kind) == []
    ours.delete(made.id, news)  # whoever was first


@pytest.mark.parametrize(("kind", "settings", "change"), BOTH)
def test_what_the_client_has_by_that_name_is_taken_over_and_changed_only_where_it_differs(
    world: World, kind: Kind, settings: dict[str, Any], change: dict[str, Any]
) -> None:
    first = provider(kind).create(world.props(settings))
    world.sent()
    assert provider(kind).create(world.props(settings)).id == first.id
    assert world.sent() == []

    assert provider(kind).create(world.props({**settings, **change})).id == first.id
    assert world.sent() == [f"Update{kind.api_name}"]
    (found,) = world.described(kind)
    assert found.items() >= as_the_api_says(kind, change).items()


@pytest.mark.parametrize(("kind", "settings", "change"), BOTH)
def test_another_client_has_one_of_the_same_name(
    world: World, kind: Kind, settings: dict[str, Any], change: dict[str, Any]
) -> None:
    made = provider(kind).create(world.props(settings))
    other = world.props({**settings, **change}, client_id=world.client())
    result = provider(kind).diff(made.id, dict(made.outs or {}), other)
    assert (result.replaces, result.delete_before_replace) == (["client_id"], True)

    assert provider(kind).create(other).id != made.id
    assert len(world.described(kind)) == 2


@pytest.mark.parametrize(("kind", "settings", "change"), BOTH)
def test_refresh_finds_what_somebody_else_has_changed_or_deleted(
    world: World, kind: Kind, settings: dict[str, Any], change: dict[str, Any]
) -> None:
    ours, props = provider(kind), world.props(settings)
    made = ours.create(props)
    assert ours.read(made.id, props).outs == props

    ours.update(made.id, props, world.props({**settings, **change}))  # by somebody else
    found = ours.read(made.id, props)
    assert (found.outs or {}).items() >= change.items()
    assert ours.diff(made.id, found.outs or {}, props).changes

    ours.delete(made.id, props)
    assert not ours.read(made.id, props).id


def test_a_policy_that_keeps_documents_no_longer_for_a_time_of_its_own_is_another(world: World) -> None:
    """UpdateCIMDPolicy keeps what it isn't told."""
    ours, before = CimdPolicyProvider(), world.props(POLICY)
    made = ours.create(before)
    after = {key: value for key, value in before.items() if key != "cache_duration"}
    result = ours.diff(made.id, before, after)
    assert (result.changes, result.replaces, result.delete_before_replace) == (True, ["cache_duration"], True)


def test_what_cognito_says_and_nobody_has_configured_is_no_difference(world: World) -> None:
    ours, props = CimdPolicyProvider(), world.props(POLICY)
    del props["cache_duration"]
    made = ours.create(world.props(POLICY))
    assert ours.read(made.id, props).outs == props


def test_patterns_in_another_order_are_the_same(world: World) -> None:
    ours, props = CimdPolicyProvider(), world.props(POLICY)
    made = ours.create({**props, "url_patterns": props["url_patterns"][::-1]})
    assert ours.read(made.id, props).outs == props


@pytest.mark.parametrize(("kind", "settings", "change"), BOTH)
def test_a_refusal_says_whose_it_is_and_why(
    world: World, kind: Kind, settings: dict[str, Any], change: dict[str, Any]
) -> None:
    missing = world.props({**settings, **change}, client_id="missing")
    with pytest.raises(ClientSettingsError, match=rf"A {kind.noun} of the app client missing .* couldn't be written: "):
        provider(kind).create(missing)


def test_a_pool_that_somebody_else_changes_is_waited_for(world: World) -> None:
    waits: list[float] = []

    class Busy:
        def __getattr__(self, name: str) -> Any:
            return getattr(world.cognito, name)

        def create_terms(self, **parameters: Any) -> Any:
            if len(waits) < 2:
                error = {"Error": {"Code": "ConcurrentModificationException", "Message": "busy"}}
                raise world.cognito.exceptions.ClientError(error, "CreateTerms")
            return world.cognito.create_terms(**parameters)

    ClientSettings(Busy(), TERMS_KIND, world.pool_id, world.client_id, waits.append).ensure(USE)
    assert waits == [0.5, 1.0]
    assert len(world.described(TERMS_KIND)) == 1


def registered(mocks: RecordingMocks, auth: dict[str, Any]) -> dict[str, pulumi.ResourceOptions]:
    """The options of what the component registers, by name."""
    options: dict[str, pulumi.ResourceOptions] = {}

    def remember(args: pulumi.ResourceTransformationArgs) -> None:
        options[args.name] = args.opts

    @pulumi_test
    def constructing() -> None:
        args: Any = auth
        CognitoAuth("auth", args, pulumi.ResourceOptions(transformations=[remember]))

    constructing()
    assert mocks.resources
    return options


def test_each_is_a_resource_beside_the_client_and_none_of_the_clients_own(mocks: RecordingMocks) -> None:
    plain = {key: value for key, value in USE.items() if key not in {"terms_source", "enforcement"}}
    options = registered(mocks, changed(ARTICLE, {"clients[0].terms": [plain], "clients[0].cimd_policies": [POLICY]}))
    (terms,), (policy,) = mocks.of_type(TERMS), mocks.of_type(CIMD_POLICY)
    whose = {"user_pool_id": POOL_ID, "client_id": client_id("auth-client-webapp")}
    assert (terms.typ, policy.typ) == (TERMS_TYPE, CIMD_POLICY_TYPE)
    assert (terms.name, policy.name) == ("auth-terms-webapp-terms-of-use", "auth-cimd-policy-webapp-agents")
    for kind, settings in ((TERMS, USE), (CIMD_POLICY, POLICY)):
        inputs = {key: value for key, value in mocks.inputs(kind).items() if key != "__provider"}
        assert inputs == {**settings, **whose}
    assert not {"terms", "cimdPolicies"} & mocks.inputs("UserPoolClient").keys()
    # A policy outlives its client (CIMDPolicyType, ClientId); terms are the client's.
    assert options["auth-terms-webapp-terms-of-use"].deleted_with is not None
    assert options["auth-cimd-policy-webapp-agents"].deleted_with is not None


def test_in_a_pool_that_stays_a_policy_is_deleted(mocks: RecordingMocks) -> None:
    auth = {"user_pool_id": POOL_ID, "clients": [{"name": "web", "cimd_policies": [POLICY]}]}
    assert registered(mocks, auth)["auth-cimd-policy-web-agents"].deleted_with is None
