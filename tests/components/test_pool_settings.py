"""What `pulumi_aws` lacks of a pool: the resource beside it, and what its provider sends to an engine."""

import base64
import copy
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.rpc import is_rpc_secret

from components import CognitoAuth
from components.checking.keys import POOL_SETTINGS, POOL_SETTINGS_TYPE, places
from components.pool_settings_api import UNITS, PoolSettings, PoolSettingsError, units
from components.pool_settings_resource import UserPoolSettingsProvider
from components.schema import AUTH
from local.cognito.thread import EngineThread
from tests.automation.tokens.flows.engine_pools import boto
from tests.components.support import ARTICLE, POOL_ID, Changes, RecordingMocks, changed, known, pulumi_test

ROOT = Path(__file__).parents[2]
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:federation"
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
SETTINGS: dict[str, Any] = {
    "issuer_configuration": {"type": "UPDATED"},
    "key_configuration": {"key_type": "CUSTOMER_MANAGED_KEY", "kms_key_arn": KEY_ARN},
    "dcr_configuration": {"open_dcr_enabled": True, "open_dcr_grant_types": ["code"]},
    "acr_configuration": {"level1": {"acr_value": "urn:example:password"}},
    "lambda_config": {"inbound_federation": {"lambda_arn": FUNCTION, "lambda_version": "V1_0"}},
    "web_authn_configuration": {"factor_configuration": "MULTI_FACTOR_WITH_USER_VERIFICATION"},
}
POOL: dict[str, Any] = {
    "PoolName": "orders",
    "Policies": {"PasswordPolicy": {"MinimumLength": 10, "TemporaryPasswordValidityDays": 3}},
    "AutoVerifiedAttributes": ["email"],
    "UsernameAttributes": ["email"],
    "LambdaConfig": {"PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:sign-up"},
    "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True},
    "AdminCreateUserConfig": {
        "AllowAdminCreateUserOnly": True,
        "InviteMessageTemplate": {"EmailMessage": "{username} {####}", "EmailSubject": "Welcome"},
    },
    "EmailVerificationMessage": "Your code is {####}",
    "UserPoolTags": {"team": "orders"},
    "UserPoolAddOns": {"AdvancedSecurityMode": "OFF"},
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "DeletionProtection": "INACTIVE",
}
DATES = ("LastModifiedDate", "CreationDate")


class World:
    """An engine with one pool, and what it is asked."""

    def __init__(self, thread: EngineThread, changes: Changes) -> None:
        self.cognito: Any = boto("cognito-idp", thread.endpoint_url)
        self.provider = UserPoolSettingsProvider()
        made = self.cognito.create_user_pool(**POOL)["UserPool"]
        self.pool_id = made["Id"]
        self.sent = changes.taken
        changes.clear()

    def described(self) -> dict[str, Any]:
        """All that Cognito says of the pool, but when it was changed."""
        pool = self.cognito.describe_user_pool(UserPoolId=self.pool_id)["UserPool"]
        mfa = self.cognito.get_user_pool_mfa_config(UserPoolId=self.pool_id)
        del mfa["ResponseMetadata"]
        return {**{name: value for name, value in pool.items() if name not in DATES}, "mfa": mfa}

    def props(self, settings: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {
            **copy.deepcopy(settings),
            "user_pool_id": self.pool_id,
            "pool_inputs": "digest",
            "last_modified_date": "2026-11-26T09:00:00Z",
            **more,
        }

    def created(self, settings: dict[str, Any]) -> dict[str, Any]:
        """The state of the resource that is made with these settings."""
        made = self.provider.create(self.props(settings))
        assert made.id == self.pool_id
        return dict(made.outs or {})


@pytest.fixture
def world(reached: EngineThread, changes: Changes) -> World:
    return World(reached, changes)


def test_the_table_and_the_api_have_the_same_settings() -> None:
    in_the_table = {given for where, given, _ in places(AUTH) if where == POOL_SETTINGS}
    whole: dict[str, Any] = {}
    for path in sorted(in_the_table):
        *parents, last = path.split(".")
        place = whole
        for parent in parents:
            place = place.setdefault(parent, {})
        place.setdefault(last, {})

    assert set(units(whole)) == set(UNITS)


@pulumi_test
def construct(args: Any) -> None:
    """Construct the component; all that it registers is there afterwards."""
    CognitoAuth("auth", args)


def test_a_pool_without_such_keys_has_no_resource_beside_it(mocks: RecordingMocks) -> None:
    construct(copy.deepcopy(ARTICLE))

    assert not mocks.of_type(POOL_SETTINGS)


def test_the_settings_go_to_one_resource_beside_the_pool_and_not_to_the_pool(mocks: RecordingMocks) -> None:
    construct(changed(ARTICLE, {**SETTINGS, "lambda_config.pre_sign_up": FUNCTION}))

    (registered,) = mocks.of_type(POOL_SETTINGS)
    inputs = mocks.inputs(POOL_SETTINGS)
    pool = mocks.inputs("UserPool")
    assert registered.name == "auth-user-pool-settings"
    assert registered.typ == POOL_SETTINGS_TYPE == "pulumi-python:dynamic:UserPoolSettings"
    assert {key: inputs[key] for key in SETTINGS} == SETTINGS
    assert inputs["user_pool_id"] == POOL_ID
    assert not any(name in pool for name in ("issuerConfiguration", "keyConfiguration", "dcrConfiguration"))
    assert pool["lambdaConfig"] == {"preSignUp": FUNCTION}
    assert pool["webAuthnConfiguration"] == {"userVerification": "preferred"}


def test_it_goes_with_the_pool_and_holds_no_code(mocks: RecordingMocks) -> None:
    made: dict[str, pulumi.Resource] = {}
    options: dict[str, pulumi.ResourceOptions] = {}

    def remember(args: pulumi.ResourceTransformationArgs) -> None:
        made[args.name], options[args.name] = args.resource, args.opts

    @pulumi_test
    def constructing() -> None:
        args: Any = changed(ARTICLE, SETTINGS)
        CognitoAuth("auth", args, pulumi.ResourceOptions(transformations=[remember]))

    constructing()

    (registered,) = mocks.of_type(POOL_SETTINGS)
    assert options["auth-user-pool-settings"].deleted_with is made["auth-user-pool"]
    assert not is_rpc_secret(registered.inputs["__provider"])
    pickled = base64.b64decode(registered.inputs["__provider"])
    assert b"components.pool_settings_resource" in pickled
    assert b"UserPoolSettingsProvider" in pickled
    assert len(pickled) < 3 * len("components.pool_settings_resource.UserPoolSettingsProvider")


def test_the_component_alone_imports_nothing_of_it() -> None:
    ours = "[name for name in sys.modules if name.startswith('components.') and ('settings_' in name or 'dyn' in name)]"
    script = f"import sys, components.cognito_auth; print({ours})"
    assert subprocess.check_output([sys.executable, "-c", script], text=True, cwd=ROOT) == "[]\n"


def test_the_provider_is_the_same_text_whenever_it_is_written() -> None:
    assert serialize_provider(UserPoolSettingsProvider()) == serialize_provider(UserPoolSettingsProvider())


@pytest.mark.parametrize(
    ("change", "is_another"),
    [
        ({}, False),
        ({"tags": {"run": "7"}}, False),
        ({"issuer_configuration.type": "ORIGINAL"}, False),
        ({"password_policy.minimum_length": 12}, True),
        ({"lambda_config.post_confirmation": FUNCTION}, True),
    ],
    ids=str,
)
def test_it_runs_again_when_the_pools_own_inputs_change(
    mocks: RecordingMocks, change: dict[str, Any], *, is_another: bool
) -> None:
    @pulumi_test
    def construct() -> None:
        for name, more in (("auth", {}), ("other", change)):
            args: Any = changed(ARTICLE, {**SETTINGS, **more})
            CognitoAuth(name, args)

    construct()

    first, second = (mocks.inputs(POOL_SETTINGS, f"{name}-user-pool-settings") for name in ("auth", "other"))
    assert (first["pool_inputs"] != second["pool_inputs"]) is is_another


@pulumi_test
@pytest.mark.parametrize("issuer_type", ["ORIGINAL", "UPDATED"])
async def test_the_issuer_among_the_outputs_is_the_configured_one(mocks: RecordingMocks, issuer_type: str) -> None:
    args: Any = {**ARTICLE, "issuer_configuration": {"type": pulumi.Output.from_input(issuer_type)}}
    auth = CognitoAuth("auth", args)

    host = {"ORIGINAL": "cognito-idp", "UPDATED": "issuer-cognito-idp"}[issuer_type]
    assert await known(auth.issuer) == f"https://{host}.us-east-1.amazonaws.com/{POOL_ID}"
    assert await known(auth.jwks_uri) == f"{await known(auth.issuer)}/.well-known/jwks.json"


def test_created_they_are_in_the_pool_and_all_else_is_as_before(world: World) -> None:
    before = world.described()
    world.created(SETTINGS)
    after = world.described()

    assert after["IssuerConfiguration"] == {"Type": "UPDATED"}
    assert after["KeyConfiguration"] == {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": KEY_ARN}
    assert after["DcrConfiguration"] == {
        "EnableStatus": "Enabled",
        "OpenDcrEnabled": True,
        "OpenDcrGrantTypes": ["code"],
    }
    assert after["AcrConfiguration"] == {"Level1": {"AcrValue": "urn:example:password"}}
    assert after["LambdaConfig"].pop("InboundFederation") == {"LambdaArn": FUNCTION, "LambdaVersion": "V1_0"}
    factor = after["mfa"].pop("WebAuthnConfiguration")
    assert factor["FactorConfiguration"] == "MULTI_FACTOR_WITH_USER_VERIFICATION"
    ours = ("IssuerConfiguration", "KeyConfiguration", "DcrConfiguration", "AcrConfiguration")
    assert {name: value for name, value in after.items() if name not in ours} == before


def test_what_is_sent_has_everything_that_the_pool_had(world: World) -> None:
    world.created(SETTINGS)

    (update, parameters), (factors, mfa) = world.sent()
    assert (update, factors) == ("UpdateUserPool", "SetUserPoolMfaConfig")
    assert mfa == {
        "UserPoolId": world.pool_id,
        "MfaConfiguration": "OFF",
        "WebAuthnConfiguration": {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"},
    }
    assert parameters["AdminCreateUserConfig"] == POOL["AdminCreateUserConfig"]  # not UnusedAccountValidityDays
    assert "UserPoolTags" not in parameters
    for name in set(POOL) - {"PoolName", "UserPoolTags", "UsernameAttributes", "LambdaConfig", "Policies"}:
        assert parameters[name] == POOL[name], name
    assert parameters["Policies"]["PasswordPolicy"]["MinimumLength"] == 10
    assert parameters["LambdaConfig"].keys() == {"PreSignUp", "InboundFederation"}


def test_a_pool_that_has_them_is_left_alone(world: World) -> None:
    world.created(SETTINGS)
    world.sent()

    state = world.created(SETTINGS)
    assert world.sent() == []
    assert datetime.fromisoformat(state["written_date"]).tzinfo == UTC


def test_second_factors_stay_as_they_are(world: World) -> None:
    world.cognito.set_user_pool_mfa_config(
        UserPoolId=world.pool_id,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
        WebAuthnConfiguration={"RelyingPartyId": "auth.example.com", "UserVerification": "required"},
    )
    before = world.described()["mfa"]
    world.created(SETTINGS)

    after = world.described()["mfa"]
    assert after["WebAuthnConfiguration"].pop("FactorConfiguration") == "MULTI_FACTOR_WITH_USER_VERIFICATION"
    assert after == before


def test_they_come_back_after_an_update_of_the_pool_that_resets_them(world: World) -> None:
    state = world.created(SETTINGS)
    written = world.described()
    world.cognito.update_user_pool(
        UserPoolId=world.pool_id, Policies={"PasswordPolicy": {"MinimumLength": 12}}, AutoVerifiedAttributes=["email"]
    )
    world.cognito.set_user_pool_mfa_config(
        UserPoolId=world.pool_id, MfaConfiguration="OFF", WebAuthnConfiguration={"UserVerification": "required"}
    )
    assert "AcrConfiguration" not in world.described()

    news = world.props(SETTINGS, pool_inputs="another digest")
    assert world.provider.diff(world.pool_id, state, news).changes
    world.provider.update(world.pool_id, state, news)

    after = world.described()
    for name in ("AcrConfiguration", "IssuerConfiguration", "KeyConfiguration", "DcrConfiguration"):
        assert after[name] == written[name]
    assert "InboundFederation" in after["LambdaConfig"]
    assert after["mfa"]["WebAuthnConfiguration"] == {
        "UserVerification": "required",
        "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
    }
    assert after["Policies"]["PasswordPolicy"]["MinimumLength"] == 12


def test_what_is_not_configured_any_more_is_reset(world: World) -> None:
    state = world.created(SETTINGS)
    fewer = {key: value for key, value in SETTINGS.items() if key == "issuer_configuration"}
    world.provider.update(world.pool_id, state, world.props(fewer))

    after = world.described()
    assert after["IssuerConfiguration"] == {"Type": "UPDATED"}
    assert after["KeyConfiguration"] == {"KeyType": "AWS_OWNED_KEY"}
    assert after["DcrConfiguration"]["EnableStatus"] == "Disabled"
    assert "AcrConfiguration" not in after
    assert "InboundFederation" not in after["LambdaConfig"]
    assert after["mfa"]["WebAuthnConfiguration"]["FactorConfiguration"] == "SINGLE_FACTOR"


def test_a_part_of_a_setting_that_is_not_configured_any_more_is_reset(world: World) -> None:
    state = world.created(SETTINGS)
    world.provider.update(world.pool_id, state, world.props({**SETTINGS, "dcr_configuration": {}}))

    assert world.described()["DcrConfiguration"] == {"EnableStatus": "Enabled", "OpenDcrEnabled": False}


def test_deleted_in_a_pool_that_stays_they_are_reset(world: World) -> None:
    before = world.described()
    state = world.created({"acr_configuration": SETTINGS["acr_configuration"]})
    world.provider.delete(world.pool_id, state)

    assert world.described() == before


def test_deleted_with_a_pool_that_is_gone_nothing_is_asked_for(world: World) -> None:
    state = world.created(SETTINGS)
    world.cognito.delete_user_pool(UserPoolId=world.pool_id)
    world.sent()

    world.provider.delete(world.pool_id, state)
    assert world.sent() == []


def test_refresh_finds_what_somebody_else_has_changed(world: World) -> None:
    state = world.created(SETTINGS)
    assert world.provider.read(world.pool_id, state).outs == state

    world.cognito.update_user_pool(
        UserPoolId=world.pool_id, AutoVerifiedAttributes=["email"]
    )  # resets, as whoever doesn't know the settings does
    found = world.provider.read(world.pool_id, state)
    assert found.id == world.pool_id
    assert world.provider.diff(world.pool_id, found.outs or {}, world.props(SETTINGS)).changes
    world.provider.update(world.pool_id, found.outs or {}, world.props(SETTINGS))
    assert world.described()["AcrConfiguration"] == {"Level1": {"AcrValue": "urn:example:password"}}
    assert "InboundFederation" in world.described()["LambdaConfig"]


def test_refresh_finds_that_the_pool_is_gone(world: World) -> None:
    state = world.created(SETTINGS)
    world.cognito.delete_user_pool(UserPoolId=world.pool_id)

    assert not world.provider.read(world.pool_id, state).id


def test_nothing_is_to_do_where_nothing_has_changed(world: World) -> None:
    state = world.created(SETTINGS)

    for modified in ("2026-11-26T09:00:00Z", state["written_date"]):  # before and after `refresh` has seen our own
        result = world.provider.diff(world.pool_id, state, world.props(SETTINGS, last_modified_date=modified))
        assert not result.changes
        assert not result.replaces


@pytest.mark.parametrize(
    ("more", "replaces"),
    [
        ({"pool_inputs": "another"}, []),
        ({"last_modified_date": "2031-01-01T00:00:00Z"}, []),
        ({"issuer_configuration": {"type": "ORIGINAL"}}, []),
        ({"user_pool_id": "us-east-1_Another"}, ["user_pool_id"]),
    ],
    ids=str,
)
def test_it_runs_again_when_anything_has_changed(world: World, more: dict[str, Any], replaces: list[str]) -> None:
    state = world.created(SETTINGS)
    result = world.provider.diff(world.pool_id, state, world.props(SETTINGS, **more))

    assert result.changes
    assert result.replaces == replaces


def test_a_refusal_says_which_pool_and_why(world: World) -> None:
    missing = world.props(SETTINGS, user_pool_id="us-east-1_Missing00")
    with pytest.raises(
        PoolSettingsError, match=r"us-east-1_Missing00 couldn't be written: .*ResourceNotFoundException"
    ):
        world.provider.create(missing)


class Busy:
    """A client that is refused a few times because somebody else changes the pool."""

    def __init__(self, cognito: Any, refusals: int) -> None:
        self._cognito = cognito
        self._left = refusals

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cognito, name)

    def update_user_pool(self, **parameters: Any) -> Any:
        self._left -= 1
        if self._left >= 0:
            error = {"Error": {"Code": "ConcurrentModificationException", "Message": "busy"}}
            raise self._cognito.exceptions.ClientError(error, "UpdateUserPool")
        return self._cognito.update_user_pool(**parameters)


def test_a_pool_that_somebody_else_changes_is_waited_for(world: World) -> None:
    waits: list[float] = []
    PoolSettings(Busy(world.cognito, 3), world.pool_id, waits.append).write(units(SETTINGS), {})

    assert waits == [0.5, 1.0, 2.0]
    assert world.described()["IssuerConfiguration"] == {"Type": "UPDATED"}


def test_a_pool_that_is_never_free_is_given_up(world: World) -> None:
    settings = PoolSettings(Busy(world.cognito, 100), world.pool_id, lambda _: None)
    with pytest.raises(PoolSettingsError, match="ConcurrentModificationException"):
        settings.write(units(SETTINGS), {})
