"""The arguments that Pulumi's analyzer reads are those of the table; and the table's shapes are the API's."""

import types
from collections.abc import Awaitable, Iterator, Mapping
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints, is_typeddict

import pulumi
import pytest

from cognito_model.shapes import limit, shape_within
from components.arguments import CognitoAuthArgs
from components.checking.keys import (
    Block,
    Blocks,
    Choice,
    Exceptions,
    FullDomain,
    Integer,
    JsonObject,
    Kind,
    Lifetime,
    Shape,
)
from components.schema.auth import AUTH, FROM_THE_TARGET

PathAndKind: TypeAlias = tuple[str, tuple[str, bool]]
"""A key's path; its kind (`block`, `string`, `list`, …) and whether it is required."""
ONLY_ARGUMENTS = {key.name for key in FROM_THE_TARGET}


def of_table(block: Block, path: str = "") -> Iterator[PathAndKind]:
    for name, key in block.keys.items():
        yield path + name, (kind_in_the_table(key.kind), name in block.required)
        if isinstance(key.kind, Block):
            yield from of_table(key.kind, f"{path}{name}.")
        if isinstance(key.kind, Blocks):
            yield from of_table(key.kind.item, f"{path}{name}[].")


def kind_in_the_table(kind: Kind) -> str:
    match kind:
        case Block():
            return "block"
        case Blocks():
            return "blocks"
        case Lifetime() | Choice() | FullDomain():
            return "string"
        case Integer():
            return "integer"
        case JsonObject() | Exceptions():
            return "map"
        case Shape():
            return str(limit(kind.name)["type"]).replace("long", "integer").replace("blob", "string")


def of_types(block: type, path: str = "") -> Iterator[PathAndKind]:
    """The keys of a TypedDict."""
    required = block.__required_keys__  # type: ignore[attr-defined] # is_typeddict narrows nothing
    for name, annotation in get_type_hints(block, localns={"Output": pulumi.Output, "T": Any}).items():
        if name in ONLY_ARGUMENTS:
            continue
        kind, inner = kind_of_type(annotation)
        yield path + name, (kind, name in required)
        if inner is not None:
            yield from of_types(inner, f"{path}{name}." if kind == "block" else f"{path}{name}[].")


def kind_of_type(annotation: Any) -> tuple[str, type | None]:
    """What an annotation boils down to, once Input, Output and None are taken away."""
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
    elif annotation is not type(None) and origin not in {Awaitable, pulumi.Output}:
        yield annotation


def is_block(annotation: Any) -> bool:
    return is_typeddict(annotation)


def shapes(kind: Kind) -> Iterator[str]:
    match kind:
        case Shape():
            yield from shapes_within(kind.name)
        case Block():
            for key in kind.keys.values():
                yield from shapes(key.kind)
        case Blocks():
            yield from shapes(kind.item)


def shapes_within(name: str) -> Iterator[str]:
    yield name
    description = limit(name)
    for member in ("member", "key", "value"):
        if member in description:
            yield from shapes_within(shape_within(name, member))


ALL_SHAPES = sorted(set(shapes(AUTH)))


def test_the_arguments_have_the_keys_of_the_table() -> None:
    assert dict(of_types(CognitoAuthArgs)) == dict(of_table(AUTH))


@pytest.mark.parametrize("shape", ALL_SHAPES)
def test_botocores_model_has_every_shape(shape: str) -> None:
    assert limit(shape)["type"] in {"string", "integer", "long", "boolean", "list", "map", "blob"}


def test_lists_of_the_api_are_lists_of_texts() -> None:
    members = {limit(shape_within(s, "member"))["type"] for s in ALL_SHAPES if limit(s)["type"] == "list"}
    assert members == {"string"}


def test_a_list_has_unique_keys_that_it_has() -> None:
    lists = [key.kind for block in blocks_within(AUTH) for key in block.keys.values() if isinstance(key.kind, Blocks)]

    assert [kind.item.name for kind in lists if not set(kind.unique) <= kind.item.keys.keys()] == []


def blocks_within(block: Block) -> Iterator[Block]:
    yield block
    for key in block.keys.values():
        inner = key.kind.item if isinstance(key.kind, Blocks) else key.kind
        if isinstance(inner, Block):
            yield from blocks_within(inner)


def test_every_key_says_what_holds_without_it() -> None:
    keys = [(block.name, key) for block in blocks_within(AUTH) for key in block.keys.values()]

    silent = [f"{name}.{key.name}" for name, key in keys if key.default is key.otherwise is None and not key.words]
    assert silent == [f"{name}.{key.name}" for name, key in keys if key.required]
