"""The configuration's keys stand in three places: rules, settings and arguments. They are the same."""

import types
from collections.abc import Awaitable, Iterator, Mapping
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints, is_typeddict

import pulumi
import pytest
from pydantic import BaseModel

from cognito_model.shapes import limit, shape_within
from components.arguments import CognitoAuthArgs
from components.models import Encrypted, Settings
from components.rules.keys import (
    AUTH,
    Block,
    Blocks,
    Choice,
    Document,
    FullDomain,
    Key,
    Lifetime,
    Reasons,
    Shape,
    Whole,
)

PathAndKind: TypeAlias = tuple[str, tuple[str, bool]]
"""A key's path; its kind (`block`, `string`, `list`, …) and whether it is required."""
ONLY_ARGUMENTS = {"endpoint_url", "endpoint_is_issuer"}


def of_rules(block: Block, path: str = "") -> Iterator[PathAndKind]:
    for name, key in block.keys.items():
        yield path + name, (kind_of_rule(key), name in block.required)
        if isinstance(key, Block):
            yield from of_rules(key, f"{path}{name}.")
        if isinstance(key, Blocks):
            yield from of_rules(key.item, f"{path}{name}[].")


def kind_of_rule(key: Key) -> str:
    match key:
        case Block():
            return "block"
        case Blocks():
            return "blocks"
        case Lifetime() | Choice() | FullDomain():
            return "string"
        case Whole():
            return "integer"
        case Document() | Reasons():
            return "map"
        case Shape():
            return str(limit(key.name)["type"]).replace("long", "integer").replace("blob", "string")


def of_types(block: type, path: str = "") -> Iterator[PathAndKind]:
    """The keys of a TypedDict or a pydantic model."""
    required = block.__required_keys__ if is_typeddict(block) else _required_fields(block)  # type: ignore[attr-defined] # is_typeddict narrows nothing
    for name, annotation in get_type_hints(block, localns={"Output": pulumi.Output, "T": Any}).items():
        if name in ONLY_ARGUMENTS or name == "model_config":
            continue
        kind, inner = kind_of_type(annotation)
        yield path + name, (kind, name in required)
        if inner is not None:
            yield from of_types(inner, f"{path}{name}." if kind == "block" else f"{path}{name}[].")


def _required_fields(model: type[BaseModel]) -> set[str]:
    return {name for name, field in model.model_fields.items() if field.is_required()}


def kind_of_type(annotation: Any) -> tuple[str, type | None]:
    """What an annotation boils down to, once Input, Output, None and Encrypted are taken away."""
    parts = list(plain_types(annotation))
    assert len(parts) == 1, f"{annotation} means {parts}"
    (one,) = parts
    if is_block(one):
        return "block", one
    if get_origin(one) is list:
        (item,) = plain_types(get_args(one)[0])
        return ("blocks", item) if is_block(item) else ("list", None)
    if get_origin(one) in {dict, Mapping}:
        return "map", None
    return {str: "string", int: "integer", bool: "boolean"}[one], None


def plain_types(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin in {Union, types.UnionType}:
        for part in get_args(annotation):
            yield from plain_types(part)
    elif annotation not in {type(None), Encrypted} and origin not in {Awaitable, pulumi.Output}:
        yield annotation


def is_block(annotation: Any) -> bool:
    return is_typeddict(annotation) or (isinstance(annotation, type) and issubclass(annotation, BaseModel))


def shapes(key: Key) -> Iterator[str]:
    match key:
        case Shape():
            yield from shapes_within(key.name)
        case Block():
            for inner in key.keys.values():
                yield from shapes(inner)
        case Blocks():
            yield from shapes(key.item)


def shapes_within(name: str) -> Iterator[str]:
    yield name
    description = limit(name)
    for member in ("member", "key", "value"):
        if member in description:
            yield from shapes_within(shape_within(name, member))


ALL_SHAPES = sorted(set(shapes(AUTH)))


def test_the_settings_have_the_keys_of_the_rules() -> None:
    assert dict(of_types(Settings)) == dict(of_rules(AUTH))


def test_the_arguments_have_the_keys_of_the_rules() -> None:
    assert dict(of_types(CognitoAuthArgs)) == dict(of_rules(AUTH))


@pytest.mark.parametrize("shape", ALL_SHAPES)
def test_botocores_model_has_every_shape(shape: str) -> None:
    assert limit(shape)["type"] in {"string", "integer", "long", "boolean", "list", "map", "blob"}


def test_lists_of_the_api_are_lists_of_texts() -> None:
    members = {limit(shape_within(s, "member"))["type"] for s in ALL_SHAPES if limit(s)["type"] == "list"}
    assert members == {"string"}
