"""User pool clients: those that the program makes, and those that an AWS service made and the program takes over."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.model import ServiceModel

from local.provider.errors import ProviderError
from local.provider.resource import ApiCall, Around, Call, Operation, Resource, Update
from local.provider.translation import Naming
from local.provider.values import Properties, is_unknown

_PAGE = 60
_SHARED_INPUTS = (
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
_COMPUTED = frozenset(
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

_DEFAULT_UNITS = {"accessToken": "hours", "idToken": "hours", "refreshToken": "days"}


def _complete_client(properties: Properties, _answer: Mapping[str, Any], around: Around) -> Properties:
    """Cognito's defaults, which it may or may not mention, are no choice of the program's."""
    completed = dict(properties)
    if "tokenValidityUnits" not in around.inputs and completed.get("tokenValidityUnits") == _DEFAULT_UNITS:
        del completed["tokenValidityUnits"]
    rotation = completed.get("refreshTokenRotation", {})
    if "refreshTokenRotation" not in around.inputs and rotation.get("feature") == "DISABLED":
        del completed["refreshTokenRotation"]
    return completed


def _with_default_units(
    _resource: Resource, _model: ServiceModel, update: Update, main: list[ApiCall]
) -> list[ApiCall]:
    """Units that the program no longer mentions go back to the defaults, which takes saying so."""
    if "tokenValidityUnits" in update.changed and "tokenValidityUnits" not in update.new:
        units = {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"}
        return [ApiCall(call.operation, call.parameters | {"TokenValidityUnits": units}) for call in main]
    return main


_KEYS = {"ClientId": "id", "UserPoolId": "userPoolId"}
_DESCRIBE = Operation("DescribeUserPoolClient", keys=_KEYS, result="UserPoolClient")
_UPDATE = Operation("UpdateUserPoolClient", keys=_KEYS, result="UserPoolClient")


def _implied(inputs: Properties, state: Properties) -> Properties:
    """What an import can't tell: who made the secret, where there is one, and who chose the default units."""
    found: Properties = {}
    if "generateSecret" in inputs and "generateSecret" not in state and state.get("clientSecret"):
        found["generateSecret"] = True
    if inputs.get("tokenValidityUnits") == _DEFAULT_UNITS and "tokenValidityUnits" not in state:
        found["tokenValidityUnits"] = _DEFAULT_UNITS
    return found


USER_POOL_CLIENT = Resource(
    kind="aws:cognito/userPoolClient:UserPoolClient",
    label="user pool client",
    inputs=(*_SHARED_INPUTS, "generateSecret", "name"),
    outputs=("clientSecret",),
    required=frozenset({"userPoolId"}),
    secrets=frozenset({"clientSecret"}),
    autonamed=True,
    defaults={f"tokenValidityUnits.{name}": unit for name, unit in _DEFAULT_UNITS.items()},
    computed=_COMPUTED,
    identity=frozenset({"userPoolId"}),
    write_only=frozenset({"generateSecret"}),
    naming=Naming(paths={"name": ("ClientName",)}, empty_lists=True),
    create=Operation("CreateUserPoolClient", result="UserPoolClient"),
    reads=(_DESCRIBE,),
    update=_UPDATE,
    delete=Operation("DeleteUserPoolClient", keys=_KEYS),
    id_from="ClientId",
    import_names=("userPoolId", "id"),
    create_answers_all=True,
    update_steps=_with_default_units,
    complete=_complete_client,
    implied=_implied,
)


def _one_way_to_find_it(inputs: Properties) -> Iterator[tuple[str, str]]:
    if len({"namePattern", "namePrefix"} & inputs.keys()) != 1:
        yield "namePrefix", "or namePattern must be given, and not both: it says which client is taken over"
    pattern = inputs.get("namePattern")
    if isinstance(pattern, str) and not is_unknown(pattern) and not _is_pattern(pattern):
        yield "namePattern", "must be a regular expression"


def clients_of_pool(call: Call, user_pool_id: str) -> Iterator[Mapping[str, Any]]:
    """All clients of a user pool, described as ListUserPoolClients does. Raises what `call` raises."""
    token: dict[str, str] = {}
    while True:
        page = call(ApiCall("ListUserPoolClients", {"UserPoolId": user_pool_id, "MaxResults": _PAGE, **token}))
        yield from page.get("UserPoolClients", [])
        if not page.get("NextToken"):
            return
        token = {"NextToken": page["NextToken"]}


def _find(call: Call, inputs: Properties) -> str:
    """The id of the one client of the pool with such a name. Raises ProviderError."""
    prefix = re.escape(inputs["namePrefix"]) if "namePrefix" in inputs else ""
    wanted = re.compile(prefix or inputs["namePattern"])
    matches = wanted.match if prefix else wanted.search
    clients = clients_of_pool(call, inputs["userPoolId"])
    found = [client["ClientId"] for client in clients if matches(client["ClientName"])]
    if len(found) != 1:
        how = "no client" if not found else f"{len(found)} clients"
        raise ProviderError(f"user pool {inputs['userPoolId']} has {how} of such a name; it takes exactly one")
    return str(found[0])


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _with_its_name(resource: Resource, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
    """The name is the service's, and goes along as it is."""
    calls = _with_default_units(resource, model, update, main)
    return [ApiCall(call.operation, call.parameters | {"ClientName": update.old["name"]}) for call in calls]


MANAGED_USER_POOL_CLIENT = Resource(
    kind="aws:cognito/managedUserPoolClient:ManagedUserPoolClient",
    label="managed user pool client",
    inputs=(*_SHARED_INPUTS, "namePattern", "namePrefix"),
    outputs=("clientSecret", "name"),
    required=USER_POOL_CLIENT.required,
    secrets=USER_POOL_CLIENT.secrets,
    defaults=USER_POOL_CLIENT.defaults,
    computed=_COMPUTED,
    identity=USER_POOL_CLIENT.identity,
    write_only=frozenset({"namePattern", "namePrefix"}),
    separately=frozenset({"namePattern", "namePrefix"}),
    naming=USER_POOL_CLIENT.naming,
    rules=_one_way_to_find_it,
    create=_UPDATE,
    adopt=_find,
    reads=(_DESCRIBE,),
    update=_UPDATE,
    # It belongs to the service that made it.
    delete=None,
    id_from="ClientId",
    import_names=USER_POOL_CLIENT.import_names,
    create_answers_all=True,
    update_steps=_with_its_name,
    complete=_complete_client,
)
