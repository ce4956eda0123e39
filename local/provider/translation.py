"""Pulumi properties to AWS API structures and back, by walking botocore's shapes.

A Pulumi property belongs to the member of the same name, whatever its case and plural (`allowedOauthFlows` is
`AllowedOAuthFlows`); `Naming` holds the few that differ. Pure functions: no network, no Pulumi types.

What is sent and what is left out follows the official provider, whose AWS SDK for Go has no null for some scalars:
their `false` and `0` are sent as absence and read from absence. Lists of strings are sets everywhere in Cognito and are
sent sorted.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from local.provider.values import UNKNOWN, Opaque, Properties

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+")
_UNBOXED_SHAPES = frozenset(
    {
        "BooleanType",
        "ForceAliasCreation",
        "GenerateSecret",
        "RefreshTokenValidityType",
        "TemporaryPasswordValidityDaysType",
    }
)
# These two structures box the booleans that are plain elsewhere ("box" in the service model, which botocore drops).
_BOXED_IN = frozenset({"SchemaAttributeType", "UserPoolClientType"})
_OMIT: Any = object()


@dataclass(frozen=True)
class Naming:
    """How one resource's properties are called in the API.

    `paths`: property path to the API's member path(s), `emailConfiguration.fromEmailAddress` to `("From",)`; nested
    ones relative to their structure. Where operations differ, the first one that a shape has counts.
    `unexposed`: API members that the official provider has no property for.
    `empty_lists`: whether an empty list is sent, or left out.
    `listed`: nested structures are lists of one, in the plural, as the official provider's functions give them.
    """

    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unexposed: frozenset[str] = frozenset()
    empty_lists: bool = False
    listed: bool = False


def property_name(member: str) -> str:
    """The Pulumi name of an API member that has no name of its own: `KMSKeyID` is `kmsKeyId`."""
    first, *rest = _WORD.findall(member)
    return str(first).lower() + "".join(word.capitalize() for word in rest)


def find_member(path: str, shape: StructureShape, naming: Naming) -> tuple[str, ...] | None:
    """Where in `shape` the property with this (dotted) path belongs: member names, outermost first. None: nowhere."""
    if path in naming.paths:
        candidates = (tuple(candidate.split(".")) for candidate in naming.paths[path])
        return next((candidate for candidate in candidates if _member_shape(shape, candidate) is not None), None)
    wanted = path.rpartition(".")[2].casefold()
    members = {member.casefold(): member for member in shape.members if member not in naming.unexposed}
    found = members.get(wanted) or members.get(wanted.removesuffix("s")) or members.get(f"{wanted}s")
    return (found,) if found else None


def to_api(properties: Mapping[str, Any], shape: StructureShape, naming: Naming) -> dict[str, Any]:
    """The members of `shape` for those of the properties that it has.

    Raises ValueError with the property's path where a value can't be what the shape says.
    """
    structure: dict[str, Any] = {}
    for name, value in properties.items():
        members = find_member(name, shape, naming)
        if members is None:
            continue
        *outer, last = members
        owner: Shape = shape
        for member in outer:
            owner = _struct(owner).members[member]
        converted = _member_to_api(value, _struct(owner), last, name, naming)
        if converted is _OMIT:
            continue
        target = structure
        for member in outer:
            target = target.setdefault(member, {})
        target[last] = converted
    return structure


def from_api(structure: Mapping[str, Any], shape: StructureShape, naming: Naming, names: Iterable[str]) -> Properties:
    """The properties called `names` that `structure`, an API answer, has a value for."""
    properties: Properties = {}
    for name in names:
        members = find_member(name, shape, naming)
        if members is None:
            continue
        *outer, last = members
        holder: Any = structure
        owner: Shape = shape
        for member in outer:
            holder = (holder or {}).get(member)
            owner = _struct(owner).members[member]
        value = _member_from_api((holder or {}).get(last), _struct(owner), last, name, naming)
        if value is not None:
            properties[name] = value
    return properties


def has_member(name: str, shape: StructureShape, naming: Naming) -> bool:
    """Whether the operation's shape knows the property."""
    return find_member(name, shape, naming) is not None


def property_path(member_path: str, names: Iterable[str], shape: StructureShape, naming: Naming) -> str | None:
    """The property that an API member path of an error message (`policies.passwordPolicy.minimumLength`) stands for."""
    wanted = [part.casefold() for part in member_path.split(".")]
    for name in names:
        members = find_member(name, shape, naming)
        if members is None or [member.casefold() for member in members] != wanted[: len(members)]:
            continue
        return ".".join([name, *member_path.split(".")[len(members) :]])
    return None


def member_shape(name: str, shape: StructureShape, naming: Naming) -> Shape | None:
    """The shape of the member that the property belongs to; None where there is none."""
    members = find_member(name, shape, naming)
    return _member_shape(shape, members) if members else None


def nested_names(path: str, shape: StructureShape, naming: Naming) -> dict[str, Shape]:
    """The Pulumi properties within a structure, with their shapes; `path` is the structure's own property path."""
    return {name: shape.members[member] for name, member in _nested_members(path, shape, naming).items()}


def canonical_json(value: Any) -> str:
    """The one text that stands for this value, however it was written before."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _member_to_api(value: Any, owner: StructureShape, member: str, path: str, naming: Naming) -> Any:
    shape = owner.members[member]
    if value is None:
        return _OMIT
    converted = _to_api(value, shape, path, naming)
    if not converted and (
        isinstance(shape, StringShape)
        or (_is_unboxed(owner, shape))
        or (isinstance(shape, ListShape) and not naming.empty_lists)
    ):
        return _OMIT
    return converted


def _to_api(value: Any, shape: Shape, path: str, naming: Naming) -> Any:
    if isinstance(value, Opaque):
        return value
    if value == UNKNOWN:
        raise ValueError(f"{path} is not known yet")
    if _is_document(shape):
        return _document(value, path)
    if isinstance(shape, StructureShape):
        return _structure_to_api(_mapping(value, path), shape, path, naming)
    if isinstance(shape, ListShape):
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise _mistaken(path, "a list")
        items = [_to_api(item, shape.member, path, naming) for item in value]
        return sorted(items) if isinstance(shape.member, StringShape) else items
    if isinstance(shape, MapShape):
        entries = _mapping(value, path).items()
        return {key: _to_api(item, shape.value, f"{path}.{key}", naming) for key, item in entries}
    return _scalar_to_api(value, shape, path)


def _scalar_to_api(value: Any, shape: Shape, path: str) -> Any:
    if shape.type_name == "boolean":
        return _boolean(value, path)
    if shape.type_name in ("integer", "long"):
        return _integer(value, path)
    if shape.type_name == "blob":
        return _bytes(value, path)
    return _string(value, path)


def _structure_to_api(value: Mapping[str, Any], shape: StructureShape, path: str, naming: Naming) -> dict[str, Any]:
    names = _nested_members(path, shape, naming)
    converted = {
        names[name]: _member_to_api(item, shape, names[name], f"{path}.{name}", naming)
        for name, item in value.items()
        if name in names
    }
    return {member: item for member, item in converted.items() if item is not _OMIT}


def _member_from_api(value: Any, owner: StructureShape, member: str, path: str, naming: Naming) -> Any:
    shape = owner.members[member]
    if value is None:
        if not _is_unboxed(owner, shape):
            return None
        value = False if shape.type_name == "boolean" else 0
    return _from_api(value, shape, path, naming)


def _from_api(value: Any, shape: Shape, path: str, naming: Naming) -> Any:
    if _is_document(shape):
        return canonical_json(value)
    if isinstance(shape, StructureShape):
        present = {}
        for name, member in _nested_members(path, shape, naming).items():
            item = _member_from_api(value.get(member), shape, member, f"{path}.{name}", naming)
            if item is not None:
                present[name] = item
        if naming.listed:
            return [present] if present else []
        return present or None
    if isinstance(shape, ListShape):
        items = [_from_api(item, shape.member, path, naming) for item in value]
        # A structure in a list stands for itself even where a lone one is wrapped into a list of one.
        return [item[0] if naming.listed and isinstance(item, list) and item else item for item in items]
    if isinstance(shape, MapShape):
        return {key: _from_api(item, shape.value, f"{path}.{key}", naming) for key, item in value.items()}
    return _scalar_from_api(value)


def _scalar_from_api(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value


def _nested_members(path: str, shape: StructureShape, naming: Naming) -> dict[str, str]:
    """The properties within a structure and the members that they stand for."""
    return {
        _nested_name(path, member, naming, inner): member
        for member, inner in shape.members.items()
        if member not in naming.unexposed
    }


def _nested_name(path: str, member: str, naming: Naming, shape: Shape) -> str:
    for renamed, members in naming.paths.items():
        if members == (member,) and renamed.rpartition(".")[0] == path:
            return renamed.rpartition(".")[2]
    name = property_name(member)
    plural = naming.listed and isinstance(shape, StructureShape) and not name.endswith("s")
    return f"{name}s" if plural else name


def _is_unboxed(owner: StructureShape, shape: Shape) -> bool:
    return shape.name in _UNBOXED_SHAPES and owner.name not in _BOXED_IN


def _member_shape(shape: Shape, members: Sequence[str]) -> Shape | None:
    for member in members:
        inner = shape.members.get(member) if isinstance(shape, StructureShape) else None
        if inner is None:
            return None
        shape = inner
    return shape


def _struct(shape: Shape) -> StructureShape:
    if not isinstance(shape, StructureShape):
        raise TypeError(f"{shape.name} is no structure")
    return shape


def _is_document(shape: Shape) -> bool:
    return isinstance(shape, StructureShape) and bool(shape.is_document_type)


def _document(value: Any, path: str) -> Any:
    try:
        return json.loads(_string(value, path))
    except ValueError:
        raise _mistaken(path, "a JSON text") from None


def _bytes(value: Any, path: str) -> bytes:
    try:
        return base64.b64decode(_string(value, path), validate=True)
    except ValueError:
        raise _mistaken(path, "encoded in base64") from None


def _mapping(value: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _mistaken(path, "an object")
    return value


def _string(value: Any, path: str) -> str:
    if isinstance(value, Mapping | list):
        raise _mistaken(path, "a string")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _boolean(value: Any, path: str) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise _mistaken(path, "true or false")


def _integer(value: Any, path: str) -> int:
    if not isinstance(value, bool):
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise _mistaken(path, "a whole number") from None
        if number.is_integer():
            return int(number)
    raise _mistaken(path, "a whole number")


def _mistaken(path: str, what: str) -> ValueError:
    return ValueError(f"{path} must be {what}")
