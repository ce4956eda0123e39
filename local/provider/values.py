"""Pulumi's property values as plain Python and back.

Inside the provider a resource is a dictionary of plain values (`str`, `int`, `float`, `bool`, `list`, `dict`), with
`UNKNOWN` where a preview doesn't know the value yet. Which of its properties are secret travels beside it, as a set of
top-level names: a secret inside a structure makes the whole property secret.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import struct_pb2
from pulumi.provider.experimental.property_value import Computed, PropertyValue
from pulumi.runtime import rpc

Properties = dict[str, Any]
"""The properties of one resource: plain values by Pulumi's (camelCase) names."""

UNKNOWN: str = rpc.UNKNOWN
"""Pulumi's own sentinel for a value that a preview doesn't know yet."""


class Opaque(str):
    """What a translation hands on as it is, whatever it stands in for: a text, a number, a whole structure."""

    __slots__ = ()


def is_unknown(value: object) -> bool:
    """Whether the value, or anything within it, is unknown."""
    if isinstance(value, Mapping):
        return any(is_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(is_unknown(item) for item in value)
    return isinstance(value, str) and value == UNKNOWN


def is_blank(value: object) -> bool:
    """Whether a value means the same as leaving it out: null, empty, false or zero, all the way down."""
    if isinstance(value, Mapping):
        return all(is_blank(item) for item in value.values())
    return not value


def to_python(values: Mapping[str, PropertyValue]) -> tuple[Properties, frozenset[str]]:
    """Plain values (nulls and Pulumi's internal `__` keys left out) and the names of the secret ones.

    Raises TypeError for assets, archives and resource references: no Cognito property takes one.
    """
    present = {name: value for name, value in values.items() if not name.startswith("__") and value.value is not None}
    secrets = frozenset(name for name, value in present.items() if value.contains_secret())
    return {name: _plain(name, value) for name, value in present.items()}, secrets


def from_python(properties: Mapping[str, Any], secrets: Iterable[str] = ()) -> dict[str, PropertyValue]:
    """The property values of a resource; those named in `secrets` are marked secret."""
    hidden = frozenset(secrets)
    return {name: _wrapped(value).with_secret(name in hidden) for name, value in properties.items()}


def unmarshal(struct: struct_pb2.Struct) -> tuple[Properties, frozenset[str]]:
    """`to_python` of a protobuf struct."""
    return to_python(PropertyValue.unmarshal_map(struct))


def marshal(properties: Mapping[str, Any], secrets: Iterable[str] = ()) -> struct_pb2.Struct:
    """`from_python` as a protobuf struct."""
    return PropertyValue.marshal_map(from_python(properties, secrets))


def _plain(name: str, value: PropertyValue) -> Any:
    inner = value.value
    if isinstance(inner, Computed):
        return UNKNOWN
    if isinstance(inner, float):
        return int(inner) if inner.is_integer() else inner
    if inner is None or isinstance(inner, bool | str):
        return inner
    if isinstance(inner, Mapping):
        return {key: _plain(name, item) for key, item in inner.items() if item.value is not None}
    if isinstance(inner, tuple):
        return [_plain(name, item) for item in inner]
    raise TypeError(f"{name}: an asset, archive or resource was given where a plain value is needed")


def _wrapped(value: Any) -> PropertyValue:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return PropertyValue(value)
    if isinstance(value, int | float):
        return PropertyValue(float(value))
    if isinstance(value, Mapping):
        return PropertyValue({str(key): _wrapped(item) for key, item in value.items()})
    return PropertyValue([_wrapped(item) for item in value])
