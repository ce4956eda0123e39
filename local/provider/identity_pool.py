"""Identity pools, the roles that their identities get, and the session tags that their claims become."""

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.model import ServiceModel

from local.provider.partitions import partition_of
from local.provider.resource import IDENTITY_SERVICE, ApiCall, Around, Call, Operation, Resource, Update
from local.provider.translation import Naming
from local.provider.updates import tag_calls, tags, with_nothing
from local.provider.values import Properties, is_unknown

_COLLECTIONS = (
    "cognitoIdentityProviders",
    "openidConnectProviderArns",
    "samlProviderArns",
    "supportedLoginProviders",
)
_POOL_KEYS = {"IdentityPoolId": "id"}
_ROLE_KEYS = {"IdentityPoolId": "identityPoolId"}
_TAG_KEYS = {"IdentityPoolId": "identityPoolId", "IdentityProviderName": "identityProviderName"}
_ROLES = frozenset({"authenticated", "unauthenticated"})


def _with_token_check(properties: Properties) -> Properties:
    """The official provider always says whether a token is checked."""
    providers = properties.get("cognitoIdentityProviders")
    if not isinstance(providers, list):
        return properties
    return {**properties, "cognitoIdentityProviders": [{"serverSideTokenCheck": False, **p} for p in providers]}


def _update_and_tags(resource: Resource, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
    """UpdateIdentityPool says it of each collection where nothing is left; tags go their own way."""
    calls = [with_nothing(call, resource, model, _COLLECTIONS) for call in main]
    if update.changed & {"tags", "tagsAll"}:
        calls.extend(tag_calls(update))
    return calls


def _arn(call: Call, known: Properties, region: str) -> Properties:
    """The ARN, which no operation of the service tells: the account is the caller's."""
    if known.get("arn"):
        return {"arn": known["arn"]}
    account = call(ApiCall("GetCallerIdentity", {}, "sts"))["Account"]
    partition = partition_of(region)["id"]
    return {"arn": f"arn:{partition}:cognito-identity:{region}:{account}:identitypool/{known['id']}"}


def _complete_pool(properties: Properties, _answer: Mapping[str, Any], around: Around) -> Properties:
    return properties | tags(properties, around)


IDENTITY_POOL = Resource(
    kind="aws:cognito/identityPool:IdentityPool",
    label="identity pool",
    service=IDENTITY_SERVICE,
    inputs=(
        "allowClassicFlow",
        "allowUnauthenticatedIdentities",
        *_COLLECTIONS,
        "developerProviderName",
        "identityPoolName",
        "tags",
    ),
    outputs=("arn", "tagsAll"),
    required=frozenset({"identityPoolName"}),
    defaults={"allowClassicFlow": False, "allowUnauthenticatedIdentities": False},
    identity=frozenset({"developerProviderName", "identityPoolName"}),
    separately=frozenset({"tags"}),
    naming=Naming(paths={"tags": ("IdentityPoolTags",)}),
    create=Operation("CreateIdentityPool"),
    reads=(Operation("DescribeIdentityPool", keys=_POOL_KEYS),),
    update=Operation("UpdateIdentityPool", keys=_POOL_KEYS, omit=frozenset({"developerProviderName", "tags"})),
    delete=Operation("DeleteIdentityPool", keys=_POOL_KEYS),
    id_from="IdentityPoolId",
    prepare=_with_token_check,
    update_steps=_update_and_tags,
    complete=_complete_pool,
    find_out=_arn,
)


def _role_mistakes(inputs: Properties) -> Iterator[tuple[str, str]]:
    """The rules of the official provider between the members of a role mapping."""
    roles, mappings = inputs.get("roles"), inputs.get("roleMappings")
    if isinstance(roles, Mapping):
        for name in sorted(roles.keys() - _ROLES):
            yield f"roles.{name}", "is none of the two roles, authenticated and unauthenticated"
    for index, mapping in enumerate(mappings if isinstance(mappings, list) else []):
        if isinstance(mapping, Mapping) and not is_unknown(mapping):
            yield from _mapping_mistakes(mapping, f"roleMappings[{index}]")


def _mapping_mistakes(mapping: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for name in ("identityProvider", "type"):
        if not mapping.get(name):
            yield f"{path}.{name}", "is missing"
    if not mapping.get("ambiguousRoleResolution"):
        yield f"{path}.ambiguousRoleResolution", "is missing; both types need it"
    if mapping.get("type") == "Rules" and not mapping.get("mappingRules"):
        yield f"{path}.mappingRules", "is missing; the type Rules needs it"
    if mapping.get("type") == "Token" and mapping.get("mappingRules"):
        yield f"{path}.mappingRules", "must be left out with the type Token"


def _mappings_to_api(properties: Properties) -> Properties:
    """Pulumi's list of mappings as the API's map by identity provider."""
    mappings = properties.get("roleMappings")
    if not isinstance(mappings, list):
        return properties
    by_provider = {}
    for mapping in mappings:
        told = {name: mapping[name] for name in ("ambiguousRoleResolution", "type") if name in mapping}
        rules = {"rulesConfiguration": {"rules": mapping["mappingRules"]}} if mapping.get("mappingRules") else {}
        by_provider[mapping["identityProvider"]] = told | rules
    return {**properties, "roleMappings": by_provider}


def _mappings_from_api(properties: Properties, _answer: Mapping[str, Any], _around: Around) -> Properties:
    found = properties.get("roleMappings")
    if not isinstance(found, Mapping):
        return properties
    mappings = []
    for provider, mapping in sorted(found.items()):
        told = {name: mapping[name] for name in ("ambiguousRoleResolution", "type") if name in mapping}
        rules = mapping.get("rulesConfiguration", {}).get("rules")
        mappings.append({"identityProvider": provider, **told, **({"mappingRules": rules} if rules else {})})
    return {**properties, "roleMappings": mappings}


IDENTITY_POOL_ROLE_ATTACHMENT = Resource(
    kind="aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
    label="identity pool role attachment",
    service=IDENTITY_SERVICE,
    inputs=("identityPoolId", "roleMappings", "roles"),
    outputs=(),
    required=frozenset({"identityPoolId", "roles"}),
    identity=frozenset({"identityPoolId"}),
    free_form=frozenset({"roleMappings"}),
    rules=_role_mistakes,
    create=Operation("SetIdentityPoolRoles"),
    reads=(Operation("GetIdentityPoolRoles", keys=_ROLE_KEYS),),
    update=Operation("SetIdentityPoolRoles", keys=_ROLE_KEYS),
    delete=Operation("SetIdentityPoolRoles", keys=_ROLE_KEYS, fixed={"Roles": {}, "RoleMappings": {}}),
    id_from="{identityPoolId}",
    import_names=("identityPoolId",),
    exists=lambda answer, _known: bool(answer.get("Roles") or answer.get("RoleMappings")),
    # Deleting the old one empties what the new one has set: a pool has one set of roles.
    delete_before_replace=True,
    needs_replacement=lambda _wanted, _actual: frozenset({"roles"}),
    prepare=_mappings_to_api,
    complete=_mappings_from_api,
)


def _without_no(properties: Properties) -> Properties:
    """A "no" goes without saying; only an update says it (`_all_of_it`)."""
    return {name: value for name, value in properties.items() if name != "useDefaults" or value}


def _all_of_it(resource: Resource, model: ServiceModel, _update: Update, main: list[ApiCall]) -> list[ApiCall]:
    return [with_nothing(call, resource, model, ["principalTags", "useDefaults"]) for call in main]


IDENTITY_POOL_PROVIDER_PRINCIPAL_TAG = Resource(
    kind="aws:cognito/identityPoolProviderPrincipalTag:IdentityPoolProviderPrincipalTag",
    label="identity pool provider principal tag",
    service=IDENTITY_SERVICE,
    inputs=("identityPoolId", "identityProviderName", "principalTags", "useDefaults"),
    outputs=(),
    required=frozenset({"identityPoolId", "identityProviderName"}),
    defaults={"useDefaults": True},
    identity=frozenset({"identityPoolId", "identityProviderName"}),
    create=Operation("SetPrincipalTagAttributeMap"),
    reads=(Operation("GetPrincipalTagAttributeMap", keys=_TAG_KEYS),),
    update=Operation("SetPrincipalTagAttributeMap", keys=_TAG_KEYS),
    delete=Operation("SetPrincipalTagAttributeMap", keys=_TAG_KEYS, fixed={"UseDefaults": True, "PrincipalTags": {}}),
    id_from="{identityPoolId}:{identityProviderName}",
    import_names=("identityPoolId", "identityProviderName"),
    import_separator=":",
    prepare=_without_no,
    update_steps=_all_of_it,
    import_pattern=r"(?P<identityPoolId>[\w-]+:[0-9a-f-]+):(?P<identityProviderName>\S+)",
)
