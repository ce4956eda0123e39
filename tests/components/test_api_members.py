"""Every member of every operation that configures a pool is a key of the table, or is left out with a reason.

A service model that is newer than this project fails here, by the name of what is new.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from botocore.model import ListShape, Shape, StructureShape

from components import CognitoAuth
from components.client_settings_api import KINDS, in_the_api
from components.sessions_resource import ClientSessionsProvider, PoolSessionsProvider
from local.provider.operation import ApiCall
from local.provider.resources import RESOURCES
from tests.components.support import ARTICLE, RecordingMocks, changed, known, plain, pulumi_test
from tests.components.test_configurations import VALID
from tests.components.test_what_reaches_cognito import calls, model

SESSIONS: Final = {"UserPoolSessions": PoolSessionsProvider(), "UserPoolClientSessions": ClientSessionsProvider()}
POOL_ID: Final = "us-east-1_a1B2c3D4e"
MADE: Final = (
    *("CIMDPolicy", "Group", "IdentityProvider", "ManagedLoginBranding", "ResourceServer", "Terms"),
    *("UserPool", "UserPoolClient", "UserPoolDomain"),
)
CONFIGURING: Final[Mapping[str, frozenset[str]]] = {
    "cognito-idp": frozenset(
        {
            *(f"{verb}{what}" for verb in ("Create", "Update") for what in MADE),
            *("SetUserPoolSessionConfiguration", "SetUserPoolClientSessionConfiguration"),
            *("SetLogDeliveryConfiguration", "SetRiskConfiguration", "SetUICustomization", "SetUserPoolMfaConfig"),
        }
    ),
    "cognito-identity": frozenset(
        {"CreateIdentityPool", "UpdateIdentityPool", "SetIdentityPoolRoles", "SetPrincipalTagAttributeMap"}
    ),
}
NOT_CONFIGURATION: Final[Mapping[str, str]] = {
    "AddCustomAttributes": "pulumi_aws calls it for attributes that come later: `schemas`",
    "AddUserPoolClientSecret": "`clients[].rotate_secret` leads to it",
    "AssociateSoftwareToken": "a user's",
    "CreateUserImportJob": "users are no configuration: `users import`",
    "CreateUserPoolReplica": "a pool in another region, which `pulumi_aws` doesn't know; `adopt` names it",
    "SetUserMFAPreference": "a user's",
    "SetUserSettings": "a user's",
    "StartPointInTimeRecovery": "an act",
    "StartUserImportJob": "users are no configuration",
    "StartWebAuthnRegistration": "a user's",
    "TagResource": "pulumi_aws calls it: `tags`",
    "UpdateAuthEventFeedback": "a user's",
    "UpdateClientMetadataURLState": "an act",
    "UpdateDeviceStatus": "a user's",
    "UpdateProvisionedLimit": "the account's, not a pool's",
    "UpdateUserAttributes": "a user's",
    "UpdateUserPoolReplica": "as CreateUserPoolReplica",
}
LEFT_OUT: Final[Mapping[str, str]] = {
    "IdentityProvider.AcrMapping": "`pulumi_aws` lacks it (ADR 0012)",
    "UserPool.AdminCreateUserConfig.UnusedAccountValidityDays": "the older name of the password policy's days",
    "UserPool.EmailVerificationMessage": "the older name of `verification_message_template.email_message`",
    "UserPool.EmailVerificationSubject": "the older name of `verification_message_template.email_subject`",
    "UserPool.SmsVerificationMessage": "the older name of `verification_message_template.sms_message`",
    "UserPool.SmsConfiguration.EumsSms": "Cognito refuses what the pool's own resource could create before (ADR 0012)",
    "UserPoolMfaConfig.SmsMfaConfiguration.SmsConfiguration.EumsSms": "likewise",
    "UserPoolClient.ClientSecret": "a secret of one's own would stand in the configuration (ADR 0013)",
    "UserPoolClient.PublishSecretsInAWSSecretsManager": "`pulumi_aws` lacks it, and an update without it keeps it",
    "UserPoolDomain.CustomDomainConfig.SecurityPolicy": "`pulumi_aws` lacks it",
    "UserPoolDomain.Routing": "goes with replicas, which `pulumi_aws` doesn't know",
}
"""What of a family of operations (without `Create`, `Update`, `Set`) no configuration says; with all that is in it."""
_VERB: Final = re.compile("Create|Update|Set|Put|Add|Associate|Attach|Enable|Start|Register|Tag")


def members(shape: Shape | None, path: str = "") -> Iterator[str]:
    """The paths of a structure's members that have none in them."""
    if isinstance(shape, ListShape):
        yield from members(shape.member, f"{path}[]")
    elif isinstance(shape, StructureShape) and not shape.is_document_type:
        for name, inner in shape.members.items():
            yield from members(inner, f"{path}.{name}" if path else name)
    else:
        yield path.removesuffix("[]")


def given(value: Any, path: str = "") -> Iterator[str]:
    """The paths in a call's parameters."""
    yield path.removesuffix("[]")
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from given(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from given(item, f"{path}[]")


def family(operation: str) -> str:
    """What an operation is about: what can be said when something is made needn't be said once more."""
    return re.sub("^(Create|Update|Set)", "", operation)


@pytest.fixture
def sent(mocks: RecordingMocks) -> set[str]:
    """Each member, by family, that some valid configuration leads to."""
    found: set[str] = set()
    for change in VALID:
        mocks.resources.clear()

        @pulumi_test
        async def constructing(change: Any = change) -> None:
            args: Any = changed(ARTICLE, change)
            await known(CognitoAuth("auth", args).clients)

        constructing()
        for call in (*(call for _, call in calls(mocks.resources)), *more(mocks)):
            found |= {f"{family(call.operation)}.{path}" for path in given(call.parameters)}
    return found


def more(mocks: RecordingMocks) -> Iterator[ApiCall]:
    """What updates send, and what is made beside Pulumi's own resources of app clients."""
    for one in mocks.resources:
        resource, inputs = RESOURCES.get(one.typ), {**plain(one.inputs), "id": POOL_ID}
        if resource and resource.update and not one.resource_id:
            yield resource.request(model(resource.service), resource.update, inputs)
        if provider := SESSIONS.get(one.typ.rpartition(":")[2]):
            verb = "UserPoolClient" if "client_id" in inputs else "UserPool"
            keys = {"UserPoolId": POOL_ID, "ClientId": "client"} if "client_id" in inputs else {"UserPoolId": POOL_ID}
            yield ApiCall(f"Set{verb}SessionConfiguration", {**keys, **provider.wanted(inputs)})
        kind = KINDS.get(one.typ.rpartition(":")[2])
        if kind:
            keys = {"UserPoolId": POOL_ID, "ClientId": inputs["client_id"], kind.id_member: POOL_ID}
            yield ApiCall(f"Update{kind.api_name}", {**keys, **in_the_api(kind, inputs)})


def test_every_operation_that_changes_something_is_looked_at_or_is_no_configuration() -> None:
    changing = {name for name in model().operation_names if _VERB.match(name)}
    assert changing - CONFIGURING["cognito-idp"] == NOT_CONFIGURATION.keys()


@pytest.mark.unmeasured
def test_every_member_is_a_key_or_is_left_out_with_a_reason(sent: set[str]) -> None:
    unsaid = {
        f"{family(operation)}.{path}"
        for service, operations in CONFIGURING.items()
        for operation in operations
        for path in members(model(service).operation_model(operation).input_shape)
    } - sent
    reasons = {path: [left for left in LEFT_OUT if f"{path}.".startswith(f"{left}.")] for path in unsaid}
    assert sorted(path for path, found in reasons.items() if not found) == []
    assert LEFT_OUT.keys() == {left for found in reasons.values() for left in found}
