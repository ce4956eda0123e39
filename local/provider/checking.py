"""The check of a resource's inputs: defaults, the automatic name, and what is wrong with them."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.model import ListShape, ServiceModel, Shape, StringShape, StructureShape

from local.provider.instance import Instance
from local.provider.operation import input_shape
from local.provider.resource import Resource
from local.provider.translation import canonical_json, member_shape, nested_names
from local.provider.values import Properties, is_unknown

_NAME_LIMIT = 128
_SUFFIX_DIGITS = 7
_Mistake = tuple[str, str]
"""A property's path and what is wrong with it, as a sentence's two halves."""


def check(instance: Instance, olds: Properties, news: Properties, seed: bytes) -> tuple[Properties, list[str]]:
    """The inputs with name and defaults filled in, and everything that is wrong with them, a sentence each.

    `seed` is the engine's random seed for the resource. No request is made.
    """
    resource, model = instance.resource, instance.model(news)
    inputs = {name: value for name, value in news.items() if name != "region"}
    if resource.autonamed and "name" not in inputs:
        inputs["name"] = automatic_name(instance.name, olds.get("name"), seed)
    failures = [f"{path} {reason}" for path, reason in _all_mistakes(resource, model, inputs)]
    for text in resource.json_texts & inputs.keys():
        inputs[text] = _one_form(inputs[text])
    region = {"region": news["region"]} if "region" in news else {}
    return with_defaults(inputs, resource.defaults) | region, failures


def automatic_name(name: str, old: Any, seed: bytes) -> str:
    """`<name>-<7 hex digits>`, as the official provider names things; an automatic name that is there is kept."""
    if isinstance(old, str) and is_automatic_name(name, old):
        return old
    suffix = hashlib.sha256(seed + name.encode()).hexdigest()[:_SUFFIX_DIGITS]
    return f"{name[: _NAME_LIMIT - _SUFFIX_DIGITS - 1]}-{suffix}"


def is_automatic_name(name: str, value: object) -> bool:
    """Whether `automatic_name` made this name for the resource called `name`."""
    base = re.escape(name[: _NAME_LIMIT - _SUFFIX_DIGITS - 1])
    return isinstance(value, str) and re.fullmatch(f"{base}-[0-9a-f]{{{_SUFFIX_DIGITS}}}", value) is not None


def with_defaults(inputs: Properties, defaults: Mapping[str, Any]) -> Properties:
    """The inputs with a default for each path that they lack; a nested default only where its structure is given."""
    filled = dict(inputs)
    for path, default in defaults.items():
        outer, _, inner = path.partition(".")
        if not inner:
            filled.setdefault(outer, default)
        elif isinstance(filled.get(outer), Mapping):
            filled[outer] = {inner: default, **filled[outer]}
    return filled


def _all_mistakes(resource: Resource, model: ServiceModel, inputs: Properties) -> Iterator[_Mistake]:
    for name in sorted(resource.required - inputs.keys()):
        yield name, f"is missing; a {resource.label} needs it"
    shapes = [input_shape(model, resource.create.name)]
    if resource.update is not None:
        shapes.append(input_shape(model, resource.update.name))
    for name, value in sorted(inputs.items()):
        if name not in resource.inputs:
            yield name, f"is not a property of a {resource.label}"
            continue
        found = next(filter(None, (member_shape(name, shape, resource.naming) for shape in shapes)), None)
        if name in resource.json_texts:
            yield from _json_mistakes(value, name)
        elif found is not None and name not in resource.free_form:
            yield from _mistakes(value, found, name, resource)
    yield from resource.mistakes(inputs)


def _json_mistakes(value: Any, path: str) -> Iterator[_Mistake]:
    if is_unknown(value):
        return
    try:
        json.loads(value)
    except (TypeError, ValueError):
        yield path, "must be a JSON string"


def _one_form(text: Any) -> Any:
    """The same JSON always written the same way; what is no JSON as it is."""
    try:
        return canonical_json(json.loads(text))
    except (TypeError, ValueError):
        return text


def _mistakes(value: Any, shape: Shape, path: str, resource: Resource) -> Iterator[_Mistake]:
    if value is None or (isinstance(value, str) and is_unknown(value)):
        return
    if isinstance(shape, StructureShape):
        yield from _structure_mistakes(value, shape, path, resource)
    elif isinstance(shape, ListShape):
        if not isinstance(value, list):
            yield path, "must be a list"
            return
        for index, item in enumerate(value):
            for inner, reason in _mistakes(item, shape.member, path, resource):
                yield path + f"[{index}]" + inner.removeprefix(path), reason
    elif shape.type_name == "map":
        if not isinstance(value, Mapping):
            yield path, "must be a map"
    else:
        yield from _scalar_mistakes(value, shape, path)


def _structure_mistakes(value: Any, shape: StructureShape, path: str, resource: Resource) -> Iterator[_Mistake]:
    if not isinstance(value, Mapping):
        yield path, "must be an object"
        return
    shapes = nested_names(path, shape, resource.naming)
    for name, item in sorted(value.items()):
        if name in shapes:
            yield from _mistakes(item, shapes[name], f"{path}.{name}", resource)
        else:
            yield f"{path}.{name}", f"is not a property of {path}"


def _scalar_mistakes(value: Any, shape: Shape, path: str) -> Iterator[_Mistake]:
    if isinstance(value, Mapping | list):
        yield path, "must be a single value"
    elif shape.type_name == "boolean":
        if not isinstance(value, bool) and value not in ("true", "false"):
            yield path, "must be true or false"
    elif shape.type_name in ("integer", "long"):
        low, high = shape.metadata.get("min"), shape.metadata.get("max")
        number = _whole(value)
        if number is None:
            yield path, "must be a whole number"
        elif low is not None and high is not None and not low <= number <= high:
            yield path, f"must be between {low} and {high}, is {number}"
    elif shape.type_name == "blob":
        if not _is_base64(str(value)):
            yield path, "must be encoded in base64"
    elif isinstance(shape, StringShape) and shape.enum and value and str(value) not in shape.enum:
        yield path, f"must be one of {', '.join(shape.enum)}, is '{value}'"


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return True


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return int(number) if number.is_integer() else None
