"""What Cognito says of a resource and Pulumi's provider has no property for: named, not lost in silence.

Members that not even the service model has are `raw_answers`' affair.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from botocore.model import ListShape, ServiceModel, Shape, StructureShape

from automation.adoption.reading import Part
from local.provider.operation import Operation, output_shape
from local.provider.resource import Resource
from local.provider.translation import find_member
from local.provider.values import is_blank

_Path: TypeAlias = tuple[str, ...]

_DATES: Final = frozenset({"CreationDate", "LastModifiedDate"})
TOLD: Final[Mapping[str, frozenset[str]]] = {
    "DescribeIdentityProvider": _DATES,
    "DescribeManagedLoginBranding": _DATES | {"ManagedLoginBrandingId", "UserPoolId"},
    "DescribeRiskConfiguration": _DATES,
    "DescribeUserPool": _DATES | {"EmailConfigurationFailure", "Id", "SmsConfigurationFailure", "Status"},
    "DescribeUserPoolClient": _DATES | {"ClientId", "ClientType"},
    "DescribeUserPoolDomain": frozenset({"Status"}),
    "GetGroup": _DATES,
    "GetUICustomization": _DATES,
}
"""Members that nobody sets and that no property tells, by operation."""
NAMED: Final = frozenset({("CustomDomainConfig", "SecurityPolicy")})
"""What `reading` names as left alone."""
_DEFAULT_DAYS: Final = 7


def unexpressed(part: Part, model: ServiceModel) -> Iterator[str]:
    """The paths of the members that the resource has no property for."""
    for operation, answer in part.answers:
        yield from _Answer(part.resource, operation, model).without_a_property(_without_heirs(answer))


class _Answer:
    """What one operation answers of a resource."""

    def __init__(self, resource: Resource, operation: Operation, model: ServiceModel) -> None:
        self._shape = output_shape(model, operation)
        self._told = TOLD.get(operation.name, frozenset())
        self._unexposed = resource.naming.unexposed
        places = (find_member(name, self._shape, resource.naming) for name in resource.properties)
        self._places = frozenset(place for place in places if place)

    def without_a_property(self, answer: Mapping[str, Any]) -> Iterator[str]:
        return self._within(answer, self._shape, ())

    def _within(self, structure: Mapping[str, Any], shape: StructureShape, path: _Path) -> Iterator[str]:
        for name, value in structure.items():
            where, inner = (*path, name), shape.members.get(name)
            if inner is None or where in NAMED:
                continue
            if name in self._unexposed:
                yield from _chosen(where, value)
            elif where in self._places:
                yield from _unexposed(where, value, inner, self._unexposed)
            elif any(place[: len(where)] == where for place in self._places) and isinstance(inner, StructureShape):
                yield from self._within(value, inner, where)
            elif path or name not in self._told:
                yield from _chosen(where, value)


def _without_heirs(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without how long temporary passwords work by its deprecated name: that has no effect once the policy says it.

    Source: AdminCreateUserConfigType. Where the policy doesn't say it, seven days are the default.
    """
    old, heir = "UnusedAccountValidityDays", "TemporaryPasswordValidityDays"
    creation = answer.get("AdminCreateUserConfig") or {}
    policy = (answer.get("Policies") or {}).get("PasswordPolicy") or {}
    if heir not in policy and creation.get(old) != _DEFAULT_DAYS:
        return answer
    return {**answer, "AdminCreateUserConfig": {name: value for name, value in creation.items() if name != old}}


def _chosen(path: _Path, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _chosen((*path, name), inner)
    elif not is_blank(value):
        yield ".".join(path)


def _unexposed(path: _Path, value: Any, shape: Shape, unexposed: frozenset[str]) -> Iterator[str]:
    """Of what a property tells as a whole, the members that it leaves out."""
    if isinstance(shape, ListShape) and isinstance(value, list):
        for item in value:
            yield from _unexposed((*path[:-1], f"{path[-1]}[]"), item, shape.member, unexposed)
    elif isinstance(shape, StructureShape) and isinstance(value, Mapping) and not shape.is_document_type:
        for name, inner in value.items():
            if name in unexposed:
                yield from _chosen((*path, name), inner)
            elif member := shape.members.get(name):
                yield from _unexposed((*path, name), inner, member, unexposed)
