"""The functions (`aws.get_region()`, `aws.cognito.get_user_pool(...)`, …) of the local target, by Pulumi's token."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cognito_model.regions import partition_of
from local.provider.clients import Api, Settings
from local.provider.errors import ApiError, ProviderError
from local.provider.operation import IDENTITY_SERVICE, SERVICE, ApiCall, Operation, input_shape, output_shape
from local.provider.resources.user_pool_client import UserPoolClient
from local.provider.translation import Naming, from_api
from local.provider.values import Properties

_PAGE = 60
_DESCRIBE_POOL = Operation("DescribeUserPool", result="UserPool")
_DESCRIBE_CLIENT = Operation("DescribeUserPoolClient", result="UserPoolClient")
_POOL_NAMES = (
    "accountRecoverySettings",
    "adminCreateUserConfigs",
    "arn",
    "autoVerifiedAttributes",
    "creationDate",
    "customDomain",
    "deletionProtection",
    "deviceConfigurations",
    "domain",
    "emailConfigurations",
    "estimatedNumberOfUsers",
    "lambdaConfigs",
    "lastModifiedDate",
    "mfaConfiguration",
    "name",
    "schemaAttributes",
    "smsAuthenticationMessage",
    "smsConfigurationFailure",
    "smsVerificationMessage",
    "userPoolAddOns",
    "userPoolTags",
    "usernameAttributes",
)
_POOL_TEXTS = (
    "customDomain",
    "domain",
    "smsAuthenticationMessage",
    "smsConfigurationFailure",
    "smsVerificationMessage",
)
"""Those that are empty where there are none."""
_POOL_NAMING = Naming(
    paths={"name": ("Name",)},
    unexposed=frozenset({"EumsSms", "InboundFederation", "IssuerConfiguration", "KeyConfiguration"}),
    listed=True,
)
_CLIENT_NAMING = Naming(paths={"name": ("ClientName",)}, listed=True)
_CLIENT_NAMES = (
    *(
        name
        for name in UserPoolClient.inputs
        if name not in ("analyticsConfiguration", "generateSecret", "refreshTokenRotation")
    ),
    "analyticsConfigurations",
    "clientId",
    "clientSecret",
    "refreshTokenRotations",
)
_IDENTITY_POOL_NAMES = (
    "allowClassicFlow",
    "allowUnauthenticatedIdentities",
    "cognitoIdentityProviders",
    "developerProviderName",
    "identityPoolName",
    "openidConnectProviderArns",
    "samlProviderArns",
    "supportedLoginProviders",
)
_Result = tuple[Properties, frozenset[str]]
_NO_SECRETS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Caller:
    """Who calls a function: the provider's settings, and the API of a service in its region."""

    settings: Settings
    api: Callable[[str], Api]


def _get_region(caller: Caller, arguments: Properties) -> _Result:
    region = str(arguments.get("name") or caller.settings.region)
    partition = partition_of(region)
    description = partition.regions.get(region, region)
    endpoint = f"ec2.{region}.{partition.dns_suffix}"
    return {
        "description": description,
        "endpoint": endpoint,
        "id": region,
        "name": region,
        "region": region,
    }, _NO_SECRETS


def _get_partition(caller: Caller, _arguments: Properties) -> _Result:
    partition = partition_of(caller.settings.region)
    suffix = partition.dns_suffix
    prefix = ".".join(reversed(suffix.split(".")))
    name = partition.id
    return {"dnsSuffix": suffix, "id": name, "partition": name, "reverseDnsPrefix": prefix}, _NO_SECRETS


def _get_caller_identity(caller: Caller, _arguments: Properties) -> _Result:
    identity = _call(caller, "sts", "GetCallerIdentity", {}, "reading the caller's identity")
    account = identity["Account"]
    return {"accountId": account, "arn": identity["Arn"], "id": account, "userId": identity["UserId"]}, _NO_SECRETS


def _get_user_pool(caller: Caller, arguments: Properties) -> _Result:
    pool_id = _needed(arguments, "userPoolId")
    response = _call(caller, SERVICE, _DESCRIBE_POOL.name, {"UserPoolId": pool_id}, f"reading user pool '{pool_id}'")
    shape = output_shape(caller.api(SERVICE).model, _DESCRIBE_POOL)
    found = from_api(response["UserPool"], shape, _POOL_NAMING, _POOL_NAMES)
    empty: Properties = {name: [] for name in _POOL_NAMES if name.endswith("s") and name != "userPoolTags"}
    texts = dict.fromkeys(_POOL_TEXTS, "")
    tags = found.get("userPoolTags", {})
    known = {"id": pool_id, "region": caller.settings.region, "userPoolId": pool_id, "tags": tags, "userPoolTags": tags}
    return {**empty, **texts, **found, **known}, _NO_SECRETS


def _get_user_pools(caller: Caller, arguments: Properties) -> _Result:
    name = _needed(arguments, "name")
    doing = f"looking for user pools called '{name}'"
    ids = [pool["Id"] for pool in _pages(caller, "ListUserPools", "UserPools", {}, doing) if pool["Name"] == name]
    arns = [
        _call(caller, SERVICE, _DESCRIBE_POOL.name, {"UserPoolId": pool_id}, doing)["UserPool"]["Arn"]
        for pool_id in ids
    ]
    return {"arns": arns, "id": name, "ids": ids, "name": name, "region": caller.settings.region}, _NO_SECRETS


def _get_user_pool_client(caller: Caller, arguments: Properties) -> _Result:
    pool_id, client_id = _needed(arguments, "userPoolId"), _needed(arguments, "clientId")
    parameters = {"ClientId": client_id, "UserPoolId": pool_id}
    response = _call(caller, SERVICE, _DESCRIBE_CLIENT.name, parameters, f"reading user pool client '{client_id}'")
    shape = output_shape(caller.api(SERVICE).model, _DESCRIBE_CLIENT)
    client = response["UserPoolClient"]
    found = from_api(client, shape, _CLIENT_NAMING, _CLIENT_NAMES)
    known = {"generateSecret": bool(client.get("ClientSecret")), "id": client_id, "region": caller.settings.region}
    return {**found, **known}, frozenset({"clientSecret"})


def _get_user_pool_clients(caller: Caller, arguments: Properties) -> _Result:
    pool_id = _needed(arguments, "userPoolId")
    doing = f"listing the clients of user pool '{pool_id}'"
    clients = list(_pages(caller, "ListUserPoolClients", "UserPoolClients", {"UserPoolId": pool_id}, doing))
    return {
        "clientIds": [client["ClientId"] for client in clients],
        "clientNames": [client["ClientName"] for client in clients],
        "id": pool_id,
        "region": caller.settings.region,
        "userPoolId": pool_id,
    }, _NO_SECRETS


def _get_user_pool_signing_certificate(caller: Caller, arguments: Properties) -> _Result:
    pool_id = _needed(arguments, "userPoolId")
    doing = f"reading the signing certificate of user pool '{pool_id}'"
    response = _call(caller, SERVICE, "GetSigningCertificate", {"UserPoolId": pool_id}, doing)
    known = {"id": pool_id, "region": caller.settings.region, "userPoolId": pool_id}
    return {"certificate": response["Certificate"], **known}, _NO_SECRETS


def _get_user_group(caller: Caller, arguments: Properties) -> _Result:
    pool_id, name = _needed(arguments, "userPoolId"), _needed(arguments, "name")
    parameters = {"GroupName": name, "UserPoolId": pool_id}
    group = _call(caller, SERVICE, "GetGroup", parameters, f"reading user group '{name}'")["Group"]
    known = {"id": f"{pool_id},{name}", "name": name, "region": caller.settings.region, "userPoolId": pool_id}
    return {**_described_group(group), **known}, _NO_SECRETS


def _get_user_groups(caller: Caller, arguments: Properties) -> _Result:
    pool_id = _needed(arguments, "userPoolId")
    doing = f"listing the groups of user pool '{pool_id}'"
    groups = [
        {"groupName": group["GroupName"], **_described_group(group)}
        for group in _pages(caller, "ListGroups", "Groups", {"UserPoolId": pool_id}, doing, limit="Limit")
    ]
    return {"groups": groups, "id": pool_id, "region": caller.settings.region, "userPoolId": pool_id}, _NO_SECRETS


def _described_group(group: Mapping[str, Any]) -> Properties:
    nothing = {"description": "", "precedence": 0, "roleArn": ""}
    names = {"description": "Description", "precedence": "Precedence", "roleArn": "RoleArn"}
    return {name: group.get(member, nothing[name]) for name, member in names.items()}


def _get_identity_pool(caller: Caller, arguments: Properties) -> _Result:
    name = _needed(arguments, "identityPoolName")
    doing = f"looking for identity pools called '{name}'"
    listed = _pages(caller, "ListIdentityPools", "IdentityPools", {}, doing, service=IDENTITY_SERVICE)
    ids = [pool["IdentityPoolId"] for pool in listed if pool["IdentityPoolName"] == name]
    if len(ids) != 1:
        raise ProviderError(f"{doing}: found {len(ids) or 'none'}; exactly one is needed")
    describe = Operation("DescribeIdentityPool")
    pool = _call(caller, IDENTITY_SERVICE, describe.name, {"IdentityPoolId": ids[0]}, doing)
    shape = output_shape(caller.api(IDENTITY_SERVICE).model, describe)
    empty: Properties = {
        "cognitoIdentityProviders": [],
        "developerProviderName": "",
        "openidConnectProviderArns": [],
        "samlProviderArns": [],
        "supportedLoginProviders": {},
    }
    found = from_api(pool, shape, Naming(), _IDENTITY_POOL_NAMES)
    region = caller.settings.region
    account = _call(caller, "sts", "GetCallerIdentity", {}, doing)["Account"]
    arn = f"arn:{partition_of(region).id}:cognito-identity:{region}:{account}:identitypool/{ids[0]}"
    tags = pool.get("IdentityPoolTags", {})
    return {**empty, **found, "arn": arn, "id": ids[0], "region": region, "tags": tags}, _NO_SECRETS


FUNCTIONS: Mapping[str, Callable[[Caller, Properties], _Result]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _get_caller_identity,
    "aws:index/getPartition:getPartition": _get_partition,
    "aws:index/getRegion:getRegion": _get_region,
    "aws:cognito/getIdentityPool:getIdentityPool": _get_identity_pool,
    "aws:cognito/getUserGroup:getUserGroup": _get_user_group,
    "aws:cognito/getUserGroups:getUserGroups": _get_user_groups,
    "aws:cognito/getUserPool:getUserPool": _get_user_pool,
    "aws:cognito/getUserPoolClient:getUserPoolClient": _get_user_pool_client,
    "aws:cognito/getUserPoolClients:getUserPoolClients": _get_user_pool_clients,
    "aws:cognito/getUserPoolSigningCertificate:getUserPoolSigningCertificate": _get_user_pool_signing_certificate,
    "aws:cognito/getUserPools:getUserPools": _get_user_pools,
}
"""Each takes the caller and the arguments, and gives the result with the names of its secret members."""


def _needed(arguments: Properties, name: str) -> str:
    value = arguments.get(name)
    if not isinstance(value, str) or not value:
        raise ProviderError(f"missing required argument '{name}'")
    return value


def _call(caller: Caller, service: str, operation: str, parameters: dict[str, Any], doing: str) -> dict[str, Any]:
    try:
        return caller.api(service).call(ApiCall(operation, parameters))
    except ApiError as error:
        raise ProviderError(f"{doing}: {error.code}: {error.message} ({operation})") from None


def _pages(  # noqa: PLR0913 - what a paged call consists of
    caller: Caller,
    operation: str,
    member: str,
    parameters: dict[str, Any],
    doing: str,
    *,
    service: str = SERVICE,
    limit: str = "MaxResults",
) -> Iterator[Mapping[str, Any]]:
    # Cognito's list operations limit a page by MaxResults, or Limit, and go on by NextToken.
    assert limit in input_shape(caller.api(service).model, operation).members
    token: dict[str, str] = {}
    while True:
        page = _call(caller, service, operation, {**parameters, limit: _PAGE, **token}, doing)
        yield from page.get(member, [])
        if not page.get("NextToken"):
            return
        token = {"NextToken": page["NextToken"]}
