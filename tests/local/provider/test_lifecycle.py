"""Each step of a resource's life, through the protocol that Pulumi's engine speaks, against the engine."""

import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from local.provider.server import ProviderServer
from local.provider.values import UNKNOWN
from tests.local.provider.harness import Endpoint, Engine, EngineError, Held, discard

POOL = "aws:cognito/userPool:UserPool"
DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain"
CLIENT = "aws:cognito/userPoolClient:UserPoolClient"
SERVER = "aws:cognito/resourceServer:ResourceServer"
GROUP = "aws:cognito/userGroup:UserGroup"
USER = "aws:cognito/user:User"
IN_GROUP = "aws:cognito/userInGroup:UserInGroup"

POOL_INPUTS: dict[str, Any] = {
    "name": "pool",
    "autoVerifiedAttributes": ["email"],
    "usernameAttributes": ["email", "phone_number"],
    "passwordPolicy": {"minimumLength": 8, "requireLowercase": True, "temporaryPasswordValidityDays": 3},
    "verificationMessageTemplate": {"emailSubject": "Your code"},
    "accountRecoverySetting": {"recoveryMechanisms": [{"name": "verified_email", "priority": 1}]},
    "schemas": [{"name": "department", "attributeDataType": "String", "mutable": True}],
    "tags": {"team": "web"},
}
CLIENT_INPUTS: dict[str, Any] = {
    "name": "client",
    "generateSecret": True,
    "callbackUrls": ["http://localhost:8585", "https://app.example.com/callback"],
    "allowedOauthFlows": ["code"],
    "allowedOauthFlowsUserPoolClient": True,
    "allowedOauthScopes": ["openid", "email"],
    "tokenValidityUnits": {"accessToken": "minutes"},
    "accessTokenValidity": 10,
}


@pytest.fixture
def pool(engine: Engine, endpoint: Endpoint, engine_port: int) -> Iterator[Held]:
    pool = engine.create(POOL, "pool", POOL_INPUTS)
    endpoint.calls.clear()
    yield pool
    discard(engine_port, pool.id)


@pytest.fixture
def client(engine: Engine, pool: Held) -> Held:
    return engine.create(CLIENT, "client", CLIENT_INPUTS | {"userPoolId": pool.id})


@pytest.fixture
def everything(engine: Engine, pool: Held, client: Held) -> list[tuple[Held, dict[str, Any]]]:
    """One resource of every type, with the inputs that it was made from."""
    wanted: list[tuple[str, dict[str, Any]]] = [
        (DOMAIN, {"domain": "all-of-them", "userPoolId": pool.id}),
        (
            SERVER,
            {
                "identifier": "https://api.example.com",
                "name": "api",
                "userPoolId": pool.id,
                "scopes": [{"scopeName": name, "scopeDescription": name} for name in ("write", "read")],
            },
        ),
        (GROUP, {"name": "admins", "userPoolId": pool.id, "precedence": 3}),
        (
            USER,
            {
                "userPoolId": pool.id,
                "username": "jane@example.com",
                "attributes": {"email": "jane@example.com", "department": "R&D"},
                "messageAction": "SUPPRESS",
                "password": "Passw0rd!",
            },
        ),
        (IN_GROUP, {"userPoolId": pool.id, "groupName": "admins", "username": "jane@example.com"}),
    ]
    made = [(engine.create(kind, "it", inputs), inputs) for kind, inputs in wanted]
    return [(pool, POOL_INPUTS), (client, CLIENT_INPUTS | {"userPoolId": pool.id}), *made]


# Create


def test_a_user_pool_has_the_outputs_of_the_official_provider(pool: Held) -> None:
    assert re.fullmatch(r"us-east-1_\w+", pool.id)
    assert pool.outputs["arn"].endswith(f"userpool/{pool.id}")
    assert pool.outputs["endpoint"] == f"cognito-idp.us-east-1.amazonaws.com/{pool.id}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", pool.outputs["creationDate"])
    assert pool.outputs["estimatedNumberOfUsers"] == 0
    assert pool.outputs["tagsAll"] == {"team": "web"}
    assert pool.outputs["region"] == "us-east-1"
    assert pool.outputs["schemas"] == POOL_INPUTS["schemas"]


def test_a_domain_is_created_when_it_is_active(engine: Engine, endpoint: Endpoint, pool: Held) -> None:
    statuses = iter(["CREATING", "ACTIVE"])

    def describe(request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        description = {"Domain": request["Domain"], "UserPoolId": pool.id, "Status": next(statuses), "Version": "7"}
        return 200, {"DomainDescription": description}

    endpoint.answers["DescribeUserPoolDomain"] = describe
    domain = engine.create(DOMAIN, "domain", {"domain": "waited-for", "userPoolId": pool.id})
    assert domain.id == "waited-for"
    assert domain.outputs["version"] == "7"
    assert endpoint.operations() == ["CreateUserPoolDomain", "DescribeUserPoolDomain", "DescribeUserPoolDomain"]


def test_a_domain_that_never_gets_active_is_in_the_state(engine: Engine, endpoint: Endpoint, pool: Held) -> None:
    endpoint.answers["DescribeUserPoolDomain"] = lambda _request: (200, {"DomainDescription": {"Status": "CREATING"}})
    with pytest.raises(EngineError, match="creating user pool domain 'slow': not finished after 1 s") as failed:
        engine.create(DOMAIN, "domain", {"domain": "slow", "userPoolId": pool.id}, timeout=1)
    assert failed.value.held is not None
    assert failed.value.held.id == "slow"


def test_a_user_pool_whose_second_call_fails_is_in_the_state_and_is_finished_by_the_next_update(
    engine: Engine, endpoint: Endpoint
) -> None:
    inputs = {"name": "mfa", "mfaConfiguration": "OPTIONAL", "softwareTokenMfaConfiguration": {"enabled": True}}
    endpoint.refuse("SetUserPoolMfaConfig", "InvalidParameterException", "Not today.")
    with pytest.raises(EngineError, match="Not today") as failed:
        engine.create(POOL, "mfa", inputs)
    left = failed.value.held
    assert left is not None
    assert left.outputs["name"] == "mfa"
    assert failed.value.reasons == [str(failed.value)]
    endpoint.answers.clear()
    held = Held(POOL, "mfa", left.id, {}, left.outputs)
    assert set(engine.changes(held, inputs)) == {"mfaConfiguration", "softwareTokenMfaConfiguration"}
    finished = engine.update(held, inputs)
    assert finished.outputs["mfaConfiguration"] == "OPTIONAL"
    assert engine.changes(finished, inputs) == {}
    engine.delete(finished)


def test_an_error_is_one_paragraph_with_cognitos_code_and_message_and_the_property(
    engine: Engine, endpoint: Endpoint
) -> None:
    message = "1 validation error detected: Value '3' at 'policies.passwordPolicy.minimumLength' failed to satisfy"
    endpoint.refuse("CreateUserPool", "InvalidParameterException", message)
    with pytest.raises(EngineError) as failed:
        engine.create(POOL, "pool", {"name": "webapp"})
    assert str(failed.value) == (
        f"creating user pool 'webapp': InvalidParameterException: {message} "
        "(CreateUserPool, property passwordPolicy.minimumLength)"
    )
    assert failed.value.code == grpc.StatusCode.FAILED_PRECONDITION


def test_an_automatic_name_is_kept_from_run_to_run(engine: Engine) -> None:
    checked = engine.check(POOL, "pool", {})
    assert re.fullmatch(r"pool-[0-9a-f]{7}", checked["name"])
    assert engine.check(POOL, "pool", {}, checked)["name"] == checked["name"]


def test_inputs_that_cognito_would_refuse_are_all_named_by_the_check(engine: Engine) -> None:
    _, failures = engine.check_all(
        CLIENT,
        "client",
        {"explicitAuthFlows": ["ALLOW_ANYTHING"], "accessTokenValidity": "soon", "color": "red", "userPoolId": UNKNOWN},
    )
    assert len(failures) == 3
    assert failures[:2] == [
        "accessTokenValidity must be a whole number",
        "color is not a property of a user pool client",
    ]
    assert failures[2].startswith("explicitAuthFlows[0] must be one of ADMIN_NO_SRP_AUTH, ")
    assert engine.check_all(DOMAIN, "domain", {"domain": "d"})[1] == [
        "userPoolId is missing; a user pool domain needs it"
    ]


def test_other_resources_are_refused_by_name(engine: Engine) -> None:
    with pytest.raises(EngineError) as failed:
        engine.check("aws:s3/bucket:Bucket", "bucket", {})
    assert str(failed.value) == "aws.s3.Bucket is not available on the local target; deploy with --target aws"


def test_an_api_of_api_gateway_is_refused_with_what_stands_in_for_it(engine: Engine) -> None:
    with pytest.raises(EngineError) as failed:
        engine.check("aws:apigatewayv2/api:Api", "api", {"protocolType": "HTTP"})
    assert str(failed.value) == (
        "aws.apigatewayv2.Api is not available on the local target; deploy with --target aws. To apply API Gateway's "
        "rules to a back end on this machine: python automation/run.py local gateway"
    )


# Preview


def test_a_preview_knows_the_inputs_and_asks_nobody(engine: Engine, endpoint: Endpoint) -> None:
    properties = engine.preview(CLIENT, "client", {"name": "client", "userPoolId": UNKNOWN, "generateSecret": True})
    assert properties["name"] == "client"
    assert properties["userPoolId"] == UNKNOWN
    assert properties["clientSecret"] == UNKNOWN
    assert properties["refreshTokenValidity"] == UNKNOWN
    assert endpoint.calls == []


def test_the_preview_of_an_update_keeps_what_stays(engine: Engine, endpoint: Endpoint, pool: Held) -> None:
    foreseen = engine.update(pool, POOL_INPUTS | {"deletionProtection": "ACTIVE"}, preview=True)
    assert foreseen.outputs["arn"] == pool.outputs["arn"]
    assert foreseen.outputs["deletionProtection"] == "ACTIVE"
    assert endpoint.calls == []


# Diff


def test_nothing_changes_after_a_creation(engine: Engine, everything: list[tuple[Held, dict[str, Any]]]) -> None:
    for held, inputs in everything:
        assert engine.changes(held, inputs) == {}, held.kind


def test_nothing_changes_after_a_refresh(engine: Engine, everything: list[tuple[Held, dict[str, Any]]]) -> None:
    for held, inputs in everything:
        refreshed = engine.read(held)
        assert refreshed is not None
        assert engine.changes(refreshed, inputs) == {}, held.kind
        assert refreshed.inputs == held.inputs, held.kind


def test_the_order_of_a_set_means_nothing(engine: Engine, client: Held) -> None:
    turned = {name: value[::-1] if isinstance(value, list) else value for name, value in client.inputs.items()}
    assert engine.changes(client, turned) == {}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"passwordPolicy": {"minimumLength": 10}}, {"passwordPolicy.minimumLength": "UPDATE"}),
        ({"autoVerifiedAttributes": None}, {"autoVerifiedAttributes": "DELETE"}),
        ({"accountRecoverySetting": None, "verificationMessageTemplate": None}, {}),
        ({"deviceConfiguration": {"challengeRequiredOnNewDevice": True}}, {"deviceConfiguration": "ADD"}),
        ({"deviceConfiguration": {"challengeRequiredOnNewDevice": False}}, {}),
        ({"usernameAttributes": ["email"]}, {"usernameAttributes": "UPDATE_REPLACE"}),
        ({"aliasAttributes": ["email"]}, {"aliasAttributes": "ADD_REPLACE"}),
        ({"usernameConfiguration": {"caseSensitive": True}}, {"usernameConfiguration": "ADD_REPLACE"}),
        ({"tags": {"team": "api"}}, {"tags.team": "UPDATE"}),
        ({"name": "other"}, {"name": "UPDATE"}),
        ({"region": "eu-west-1"}, {"region": "UPDATE_REPLACE"}),
    ],
)
def test_a_changed_user_pool_input_is_an_update_or_a_replacement(
    engine: Engine, pool: Held, change: dict[str, Any], expected: dict[str, str]
) -> None:
    inputs = dict(POOL_INPUTS)
    for name, value in change.items():
        inputs[name] = {**inputs.get(name, {}), **value} if name == "passwordPolicy" else value
    found = engine.changes(pool, {name: value for name, value in inputs.items() if value is not None})
    assert found == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"generateSecret": False}, {"generateSecret": "UPDATE_REPLACE"}),
        ({"userPoolId": UNKNOWN}, {"userPoolId": "UPDATE_REPLACE"}),
        ({"callbackUrls": ["http://localhost:8585"]}, {"callbackUrls": "UPDATE"}),
        ({"tokenValidityUnits": {"accessToken": "hours"}}, {"tokenValidityUnits.accessToken": "UPDATE"}),
    ],
)
def test_a_changed_client_input_is_an_update_or_a_replacement(
    engine: Engine, client: Held, change: dict[str, Any], expected: dict[str, str]
) -> None:
    assert engine.changes(client, client.inputs | change) == expected


def test_a_replaced_domain_goes_before_the_new_one_comes(engine: Engine, pool: Held) -> None:
    domain = engine.create(DOMAIN, "domain", {"domain": "moved", "userPoolId": pool.id})
    diff = engine.diff(domain, {"domain": "moved", "userPoolId": UNKNOWN})
    assert list(diff.replaces) == ["userPoolId"]
    assert diff.deleteBeforeReplace


def test_a_replaced_resource_with_an_automatic_name_stays_until_the_new_one_is_there(engine: Engine) -> None:
    named = engine.create(POOL, "named", {"name": "explicit"})
    unnamed = engine.create(POOL, "unnamed", {})
    change = {"usernameAttributes": ["email"]}
    assert engine.diff(named, named.inputs | change).deleteBeforeReplace
    assert not engine.diff(unnamed, change).deleteBeforeReplace
    engine.delete(named)
    engine.delete(unnamed)


# Update


def test_a_custom_attribute_is_added_to_the_pool_that_is_there(engine: Engine, endpoint: Endpoint, pool: Held) -> None:
    inputs = POOL_INPUTS | {"schemas": [*POOL_INPUTS["schemas"], {"name": "age", "attributeDataType": "Number"}]}
    assert engine.changes(pool, inputs) == {"schemas": "UPDATE"}
    grown = engine.update(pool, inputs)
    added = [request for operation, request in endpoint.changing() if operation == "AddCustomAttributes"]
    assert [attribute["Name"] for request in added for attribute in request["CustomAttributes"]] == ["age"]
    assert engine.changes(grown, inputs) == {}


@pytest.mark.parametrize(
    "schemas",
    [
        None,
        [{"name": "department", "attributeDataType": "Number", "mutable": True}],
        [{"name": "division", "attributeDataType": "String", "mutable": True}],
    ],
)
def test_an_attribute_that_is_removed_or_modified_is_refused_as_the_official_provider_refuses_it(
    engine: Engine, endpoint: Endpoint, pool: Held, schemas: list[dict[str, Any]] | None
) -> None:
    """`resourceUserPoolUpdate` of terraform-provider-aws: it plans an update, which then fails."""
    inputs = {name: value for name, value in {**POOL_INPUTS, "schemas": schemas}.items() if value is not None}
    assert engine.changes(pool, inputs) in ({"schemas": "UPDATE"}, {"schemas": "DELETE"})
    with pytest.raises(EngineError, match="updating user pool 'pool': cannot modify or remove schema items") as failed:
        engine.update(pool, inputs)
    assert failed.value.held is None
    assert endpoint.changing() == []


def test_an_update_sends_what_cognito_chose_and_leaves_the_rest_alone(
    engine: Engine, endpoint: Endpoint, pool: Held
) -> None:
    engine.update(pool, POOL_INPUTS | {"deletionProtection": "ACTIVE"})
    ((operation, request),) = endpoint.changing()
    assert operation == "UpdateUserPool"
    assert request["AdminCreateUserConfig"] == {}
    assert request["UserPoolTier"] == "ESSENTIALS"
    assert request["EmailConfiguration"] == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    assert "UserPoolTags" not in request
    engine.update(pool, POOL_INPUTS | {"deletionProtection": "INACTIVE"})


def test_mfa_is_set_before_the_pool_is_updated(engine: Engine, endpoint: Endpoint, pool: Held) -> None:
    inputs = POOL_INPUTS | {
        "mfaConfiguration": "ON",
        "softwareTokenMfaConfiguration": {"enabled": True},
        "deletionProtection": "ACTIVE",
    }
    updated = engine.update(pool, inputs)
    calls = endpoint.changing()
    assert [operation for operation, _ in calls] == ["SetUserPoolMfaConfig", "UpdateUserPool"]
    assert calls[0][1]["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    assert engine.changes(updated, inputs) == {}


@pytest.mark.parametrize(
    "factor",
    [
        {"softwareTokenMfaConfiguration": {"enabled": True}},
        {"emailMfaConfiguration": {"message": "{####}", "subject": "Your code"}},
    ],
)
@pytest.mark.parametrize("off", [{}, {"mfaConfiguration": "OFF"}])
def test_mfa_that_was_turned_off_changes_nothing_from_then_on(
    engine: Engine, endpoint: Endpoint, pool: Held, factor: dict[str, Any], off: dict[str, str]
) -> None:
    sender = {"emailSendingAccount": "DEVELOPER", "sourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@b.com"}
    without = POOL_INPUTS | {"emailConfiguration": sender}
    with_mfa = engine.update(engine.update(pool, without), without | {"mfaConfiguration": "ON", **factor})
    turned_off = engine.update(with_mfa, without | off)
    assert engine.changes(turned_off, without | off) == {}
    found = engine.read(turned_off)
    assert found is not None
    assert found.outputs["mfaConfiguration"] == "OFF"
    assert engine.changes(found, without | off) == {}
    assert "SetUserPoolMfaConfig" in [operation for operation, _ in endpoint.changing()]


def test_tags_go_through_the_tagging_operations(engine: Engine, endpoint: Endpoint, pool: Held) -> None:
    retagged = engine.update(pool, POOL_INPUTS | {"tags": {"stage": "dev"}})
    arn = pool.outputs["arn"]
    assert endpoint.changing() == [
        ("UntagResource", {"ResourceArn": arn, "TagKeys": ["team"]}),
        ("TagResource", {"ResourceArn": arn, "Tags": {"stage": "dev"}}),
    ]
    assert retagged.outputs["tagsAll"] == {"stage": "dev"}


def test_an_update_that_fails_halfway_leaves_the_state_as_it_is_at_cognito(
    engine: Engine, endpoint: Endpoint, pool: Held
) -> None:
    endpoint.refuse("UpdateUserPool", "InvalidParameterException", "No.")
    inputs = POOL_INPUTS | {
        "mfaConfiguration": "OPTIONAL",
        "softwareTokenMfaConfiguration": {"enabled": True},
        "deletionProtection": "ACTIVE",
    }
    with pytest.raises(EngineError) as failed:
        engine.update(pool, inputs)
    left = failed.value.held
    assert left is not None
    assert left.outputs["mfaConfiguration"] == "OPTIONAL"
    assert left.outputs["deletionProtection"] == "INACTIVE"
    assert left.outputs["arn"] == pool.outputs["arn"]


def test_an_update_that_fails_at_once_changes_no_state(engine: Engine, endpoint: Endpoint, pool: Held) -> None:
    endpoint.refuse("UpdateUserPool", "InvalidParameterException", "No.")
    with pytest.raises(EngineError, match="updating user pool 'pool': InvalidParameterException: No") as failed:
        engine.update(pool, POOL_INPUTS | {"deletionProtection": "ACTIVE"})
    assert failed.value.held is None


# Secrets


def test_a_client_secret_is_secret_wherever_it_appears(engine: Engine, pool: Held, client: Held) -> None:
    assert client.secrets == {"clientSecret"}
    refreshed = engine.read(client)
    imported = engine.import_(CLIENT, "client", f"{pool.id}/{client.id}")
    assert refreshed is not None
    assert refreshed.secrets == {"clientSecret"}
    assert imported is not None
    assert imported.secrets == {"clientSecret"}


def test_a_secret_input_stays_secret(engine: Engine) -> None:
    pool = engine.create(POOL, "pool", {"name": "hidden"}, secrets=frozenset({"name"}))
    assert "name" in pool.secrets
    refreshed = engine.read(pool)
    assert refreshed is not None
    assert "name" in refreshed.secrets
    engine.delete(pool)


# Read, refresh, import


def test_a_refresh_shows_what_changed_behind_the_programs_back(engine: Engine, client: Held) -> None:
    changed = engine.update(client, client.inputs | {"callbackUrls": ["https://elsewhere.example.com"]})
    refreshed = engine.read(client)
    assert refreshed is not None
    assert refreshed.inputs["callbackUrls"] == changed.outputs["callbackUrls"]
    assert engine.changes(refreshed, client.inputs) == {"callbackUrls": "UPDATE"}


def test_what_is_gone_is_gone_from_the_state(engine: Engine, everything: list[tuple[Held, dict[str, Any]]]) -> None:
    for held, _ in reversed(everything[1:]):
        engine.delete(held)
        assert engine.read(held) is None, held.kind


def test_resources_are_imported_by_the_official_providers_ids(
    engine: Engine, everything: list[tuple[Held, dict[str, Any]]]
) -> None:
    for held, inputs in everything:
        pool_id = held.id if held.kind == POOL else inputs["userPoolId"]
        resource_id = f"{pool_id}/{held.id}" if held.kind == CLIENT else held.id
        imported = engine.import_(held.kind, held.name, resource_id)
        assert imported is not None
        assert imported.id == held.id
        changes = engine.changes(imported, inputs)
        # What Cognito doesn't tell can't be imported.
        untold = {"password", "messageAction"}
        assert changes.keys() <= untold, held.kind
        assert engine.changes(imported, imported.inputs) == {}, held.kind


def test_an_import_id_of_another_form_is_refused_with_the_right_one(engine: Engine) -> None:
    with pytest.raises(EngineError) as failed:
        engine.import_(CLIENT, "client", "abc")
    assert str(failed.value) == "a user pool client is imported as 'userPoolId/clientId', not as 'abc'"


def test_an_import_of_nothing_finds_nothing(engine: Engine) -> None:
    assert engine.import_(POOL, "pool", "us-east-1_nothing") is None
    assert engine.import_(DOMAIN, "domain", "nothing") is None


# Delete


def test_cognitos_refusal_to_delete_a_protected_pool_is_passed_on(
    engine: Engine, endpoint: Endpoint, pool: Held
) -> None:
    message = "The user pool cannot be deleted because deletion protection is activated."
    endpoint.refuse("DeleteUserPool", "InvalidParameterException", message)
    with pytest.raises(EngineError, match=f"deleting user pool 'pool': InvalidParameterException: {message}"):
        engine.delete(pool)


def test_a_domain_is_deleted_when_it_is_gone(engine: Engine, endpoint: Endpoint, pool: Held) -> None:
    domain = engine.create(DOMAIN, "domain", {"domain": "going", "userPoolId": pool.id})
    answers = iter([{"Status": "DELETING"}, {}])
    endpoint.answers["DescribeUserPoolDomain"] = lambda _request: (200, {"DomainDescription": next(answers)})
    endpoint.calls.clear()
    engine.delete(domain)
    assert endpoint.operations() == ["DeleteUserPoolDomain", "DescribeUserPoolDomain", "DescribeUserPoolDomain"]


def test_deleting_what_is_gone_already_is_fine(engine: Engine, client: Held) -> None:
    engine.delete(client)
    engine.delete(client)


# Connections


def test_cancelling_ends_a_wait_and_records_what_was_created(
    server: ProviderServer, endpoint: Endpoint, pool: Held
) -> None:
    endpoint.answers["DescribeUserPoolDomain"] = lambda _request: (200, {"DomainDescription": {"Status": "CREATING"}})
    engine, other = Engine(server.port), Engine(server.port)
    failures: list[EngineError] = []

    def create() -> None:
        try:
            engine.create(DOMAIN, "domain", {"domain": "cancelled", "userPoolId": pool.id})
        except EngineError as error:
            failures.append(error)

    thread = threading.Thread(target=create)
    thread.start()
    while "DescribeUserPoolDomain" not in endpoint.operations():
        time.sleep(0.01)
    engine.cancel()
    thread.join(30)
    assert not thread.is_alive()
    assert str(failures[0]) == "creating user pool domain 'cancelled' was cancelled"
    assert failures[0].held is not None
    assert failures[0].held.id == "cancelled"
    unharmed = other.create(CLIENT, "client", {"name": "other", "userPoolId": pool.id})
    assert unharmed.id
    engine.close()
    other.close()


def test_each_connection_has_its_own_configuration(server: ProviderServer, endpoint: Endpoint) -> None:
    engines = [Engine(server.port, region=region) for region in ("eu-west-1", "us-west-2")]
    pools = [engine.create(POOL, "pool", {"name": "regional"}) for engine in engines]
    assert [pool.outputs["region"] for pool in pools] == ["eu-west-1", "us-west-2"]
    assert [pool.outputs["arn"].split(":")[3] for pool in pools] == ["eu-west-1", "us-west-2"]
    for engine, pool in zip(engines, pools, strict=True):
        engine.delete(pool)
        engine.close()


def test_default_tags_are_on_every_taggable_resource_and_are_no_drift(
    server: ProviderServer, endpoint: Endpoint
) -> None:
    engine = Engine(server.port, defaultTags='{"tags": {"owner": "ops"}}')
    pool = engine.create(POOL, "pool", {"name": "tagged", "tags": {"team": "web"}})
    assert endpoint.calls[0].request["UserPoolTags"] == {"owner": "ops", "team": "web"}
    assert pool.outputs["tags"] == {"team": "web"}
    assert pool.outputs["tagsAll"] == {"owner": "ops", "team": "web"}
    assert engine.changes(pool, pool.inputs) == {}
    other = Engine(server.port, defaultTags='{"tags": {"owner": "dev"}}')
    assert other.changes(pool, pool.inputs) == {"tagsAll": "UPDATE"}
    updated = other.update(pool, pool.inputs)
    assert updated.outputs["tagsAll"] == {"owner": "dev", "team": "web"}
    engine.delete(pool)
    engine.close()
    other.close()
