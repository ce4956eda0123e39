"""User pool clients that the program makes, and what all clients have in common."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from botocore.model import ServiceModel

from cognito_model.token_validity import DEFAULT_UNITS
from local.provider.operation import ApiCall, Call, Operation
from local.provider.resource import Identity, Import, OutputContext, Resource, Update
from local.provider.translation import Naming, property_name
from local.provider.values import Properties

_PAGE = 60
_KEYS = {"ClientId": "id", "UserPoolId": "userPoolId"}
_DEFAULT_UNITS = {property_name(token): unit for token, unit in DEFAULT_UNITS.items()}
SHARED_INPUTS = (
    "accessTokenValidity",
    "allowedOauthFlows",
    "allowedOauthFlowsUserPoolClient",
    "allowedOauthScopes",
    "analyticsConfiguration",
    "authSessionValidity",
    "callbackUrls",
    "defaultRedirectUri",
    "enablePropagateAdditionalUserContextData",
    "enableTokenRevocation",
    "explicitAuthFlows",
    "idTokenValidity",
    "logoutUrls",
    "preventUserExistenceErrors",
    "readAttributes",
    "refreshTokenRotation",
    "refreshTokenValidity",
    "supportedIdentityProviders",
    "tokenValidityUnits",
    "userPoolId",
    "writeAttributes",
)
"""The inputs of every client, whoever made it."""


class UserPoolClient(Resource):
    """A client."""

    kind = "aws:cognito/userPoolClient:UserPoolClient"
    label = "user pool client"
    inputs: ClassVar[tuple[str, ...]] = (*SHARED_INPUTS, "generateSecret", "name")
    outputs: ClassVar[tuple[str, ...]] = ("clientSecret",)
    required = frozenset({"userPoolId"})
    secrets = frozenset({"clientSecret"})
    autonamed = True
    defaults: ClassVar[Mapping[str, Any]] = {
        f"tokenValidityUnits.{name}": unit for name, unit in _DEFAULT_UNITS.items()
    }
    computed = frozenset(
        {
            "accessTokenValidity",
            "allowedOauthFlows",
            "allowedOauthFlowsUserPoolClient",
            "allowedOauthScopes",
            "analyticsConfiguration.roleArn",
            "analyticsConfiguration.userDataShared",
            "authSessionValidity",
            "callbackUrls",
            "defaultRedirectUri",
            "enablePropagateAdditionalUserContextData",
            "enableTokenRevocation",
            "explicitAuthFlows",
            "idTokenValidity",
            "logoutUrls",
            "preventUserExistenceErrors",
            "readAttributes",
            "refreshTokenValidity",
            "supportedIdentityProviders",
            "writeAttributes",
        }
    )
    write_only: ClassVar[frozenset[str]] = frozenset({"generateSecret"})
    naming = Naming(paths={"name": ("ClientName",)}, empty_lists=True)
    identity = Identity(frozenset({"userPoolId"}), member="ClientId", imported=Import(("userPoolId", "id")))
    create: ClassVar[Operation] = Operation("CreateUserPoolClient", result="UserPoolClient")
    reads = (Operation("DescribeUserPoolClient", keys=_KEYS, result="UserPoolClient"),)
    update = Operation("UpdateUserPoolClient", keys=_KEYS, result="UserPoolClient")
    delete: ClassVar[Operation | None] = Operation("DeleteUserPoolClient", keys=_KEYS)
    create_answers_all = True

    def update_calls(self, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
        """Units that the program no longer mentions go back to the defaults, which takes saying so."""
        del model
        if "tokenValidityUnits" in update.changed and "tokenValidityUnits" not in update.new:
            units = {"TokenValidityUnits": dict(DEFAULT_UNITS)}
            return [ApiCall(call.operation, call.parameters | units) for call in main]
        return main

    def completed(self, properties: Properties, around: OutputContext) -> Properties:
        """Cognito's defaults, which it may or may not mention, are no choice of the program's."""
        completed = dict(properties)
        if "tokenValidityUnits" not in around.inputs and completed.get("tokenValidityUnits") == _DEFAULT_UNITS:
            del completed["tokenValidityUnits"]
        rotation = completed.get("refreshTokenRotation", {})
        if "refreshTokenRotation" not in around.inputs and rotation.get("feature") == "DISABLED":
            del completed["refreshTokenRotation"]
        return completed

    def implied(self, inputs: Properties, state: Properties) -> Properties:
        """What an import can't tell: who made the secret, where there is one, and who chose the default units."""
        found: Properties = {}
        if "generateSecret" in inputs and "generateSecret" not in state and state.get("clientSecret"):
            found["generateSecret"] = True
        if inputs.get("tokenValidityUnits") == _DEFAULT_UNITS and "tokenValidityUnits" not in state:
            found["tokenValidityUnits"] = _DEFAULT_UNITS
        return found


def clients_of_pool(call: Call, user_pool_id: str) -> Iterator[Mapping[str, Any]]:
    """All clients of a user pool, described as ListUserPoolClients does. Raises what `call` raises."""
    token: dict[str, str] = {}
    while True:
        page = call(ApiCall("ListUserPoolClients", {"UserPoolId": user_pool_id, "MaxResults": _PAGE, **token}))
        yield from page.get("UserPoolClients", [])
        if not page.get("NextToken"):
            return
        token = {"NextToken": page["NextToken"]}
