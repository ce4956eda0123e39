"""The roles that an identity pool's identities get."""

from collections.abc import Iterator, Mapping
from typing import Any

from local.provider.operation import IDENTITY_SERVICE, Operation
from local.provider.resource import Identity, Import, OutputContext, Resource
from local.provider.values import Properties, is_unknown

_KEYS = {"IdentityPoolId": "identityPoolId"}
_ROLES = frozenset({"authenticated", "unauthenticated"})
_AS_THEY_ARE = ("ambiguousRoleResolution", "type")


class IdentityPoolRoleAttachment(Resource):
    """A pool's one set of roles: deleting the old one would empty what the new one has set."""

    kind = "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment"
    label = "identity pool role attachment"
    service = IDENTITY_SERVICE
    inputs = ("identityPoolId", "roleMappings", "roles")
    required = frozenset({"identityPoolId", "roles"})
    free_form = frozenset({"roleMappings"})
    replacing = frozenset({"roles"})
    identity = Identity(
        frozenset({"identityPoolId"}), template="{identityPoolId}", imported=Import(("identityPoolId",))
    )
    create = Operation("SetIdentityPoolRoles")
    reads = (Operation("GetIdentityPoolRoles", keys=_KEYS),)
    update = Operation("SetIdentityPoolRoles", keys=_KEYS)
    delete = Operation("SetIdentityPoolRoles", keys=_KEYS, fixed={"Roles": {}, "RoleMappings": {}})
    delete_before_replace = True

    def mistakes(self, inputs: Properties) -> Iterator[tuple[str, str]]:
        """The rules of the official provider between the members of a role mapping."""
        roles, mappings = inputs.get("roles"), inputs.get("roleMappings")
        if isinstance(roles, Mapping):
            for name in sorted(roles.keys() - _ROLES):
                yield f"roles.{name}", "must be authenticated or unauthenticated"
        for index, mapping in enumerate(mappings if isinstance(mappings, list) else []):
            if isinstance(mapping, Mapping) and not is_unknown(mapping):
                yield from _mapping_mistakes(mapping, f"roleMappings[{index}]")

    def exists(self, answer: Mapping[str, Any], properties: Properties) -> bool:
        """Whether there are roles."""
        del properties
        return bool(answer.get("Roles") or answer.get("RoleMappings"))

    def prepared(self, properties: Properties) -> Properties:
        """Pulumi's list of mappings as the API's map by identity provider."""
        mappings = properties.get("roleMappings")
        if not isinstance(mappings, list):
            return properties
        by_provider = {}
        for mapping in mappings:
            told = {name: mapping[name] for name in _AS_THEY_ARE if name in mapping}
            rules = {"rulesConfiguration": {"rules": mapping["mappingRules"]}} if mapping.get("mappingRules") else {}
            by_provider[mapping["identityProvider"]] = told | rules
        return {**properties, "roleMappings": by_provider}

    def completed(self, properties: Properties, around: OutputContext) -> Properties:
        """The API's map of mappings as Pulumi's list."""
        del around
        found = properties.get("roleMappings")
        if not isinstance(found, Mapping):
            return properties
        mappings = []
        for provider, mapping in sorted(found.items()):
            told = {name: mapping[name] for name in _AS_THEY_ARE if name in mapping}
            rules = mapping.get("rulesConfiguration", {}).get("rules")
            mappings.append({"identityProvider": provider, **told, **({"mappingRules": rules} if rules else {})})
        return {**properties, "roleMappings": mappings}


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
