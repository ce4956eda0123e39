"""Writes components/arguments.py out of the table in components/schema/, for Pulumi's analyzer, which reads source."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Any, Final

from cognito_model.shapes import limit, shape_within
from components.checking.keys import (
    Block,
    Blocks,
    Choice,
    Exceptions,
    FullDomain,
    Integer,
    JsonObject,
    Key,
    Kind,
    Lifetime,
    Shape,
)
from components.schema.auth import AUTH, FROM_THE_TARGET

_OPENING: Final = '''"""The component's arguments: Cognito's own settings under Cognito's own names, in snake_case.

Generated from `components/schema/` by tools/generate_reference.py; `make docs` regenerates it. Every key says its
default. The limits of the values are Cognito's; `components.schema` checks them.
"""

from typing import Any, NotRequired, TypedDict

import pulumi
'''
_WIDTH: Final = 120
_TYPES: Final = {"string": "str", "blob": "str", "integer": "int", "long": "int", "boolean": "bool"}


def documentation(key: Key) -> str:
    """What a key is, and what holds without it."""
    if key.required:
        return f"{key.doc} Required."
    return f"{key.doc} Default: {key.words or in_words(key.otherwise if key.default is None else key.default)}."


def in_words(default: Any) -> str:
    """A default in a sentence."""
    return str(default).lower() if isinstance(default, bool) else str(default)


def arguments_source() -> str:
    """The whole module."""
    return "\n\n".join([_OPENING, *(_class(block) for block in _inner_first(AUTH, set()))])


def _inner_first(block: Block, seen: set[str]) -> Iterator[Block]:
    """Every block once, after those that it refers to."""
    for key in block.keys.values():
        inner = key.kind.item if isinstance(key.kind, Blocks) else key.kind
        if isinstance(inner, Block) and inner.name not in seen:
            yield from _inner_first(inner, seen)
    seen.add(block.name)
    yield block


def _class(block: Block) -> str:
    keys = [*block.keys.values(), *(FROM_THE_TARGET if block is AUTH else ())]
    lines = [f"class {block.name}(TypedDict):", *_docstring(block.doc), ""]
    for key in sorted(keys, key=lambda one: one.name):
        hint = type_of(key)
        lines.append(f"    {key.name}: {hint if key.required else f'NotRequired[{hint}]'}")
        lines.append(f'    """{documentation(key)}"""')
    return "\n".join(lines) + "\n"


def _docstring(text: str) -> list[str]:
    if len(text) + len('    """"""') <= _WIDTH:
        return [f'    """{text}"""']
    first, _, rest = text.partition(". ")
    return [f'    """{first}.', "", *(f"    {line}" for line in wrap(rest, _WIDTH - 4)), '    """']


def type_of(key: Key) -> str:
    """The annotation of a key's value; one that can be an Output is an Input."""
    hint = _plain_type(key.kind)
    is_input = isinstance(key.kind, Shape | Lifetime | Integer | FullDomain) and not key.plain
    return f"pulumi.Input[{hint}]" if is_input else hint


def _plain_type(kind: Kind) -> str:  # noqa: PLR0911 - one for each kind
    match kind:
        case Block():
            return kind.name
        case Blocks():
            return f"list[{kind.item.name}]"
        case Shape():
            return _shape_type(kind.name)
        case Integer():
            return "int"
        case JsonObject():
            return "dict[str, Any]"
        case Exceptions():
            return "dict[str, str]"
        case Lifetime() | Choice() | FullDomain():
            return "str"


def _shape_type(name: str) -> str:
    match limit(name)["type"]:
        case "list":
            return f"list[pulumi.Input[{_shape_type(shape_within(name, 'member'))}]]"
        case "map":
            return f"dict[str, pulumi.Input[{_shape_type(shape_within(name, 'value'))}]]"
    return _TYPES[limit(name)["type"]]
