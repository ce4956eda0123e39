"""Other values for the keys of a configuration, each of which it could have instead, as far as its shape says."""

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from cognito_model.shapes import limit, shape_within
from components.checking.duration import parse_duration
from components.checking.keys import Block, Blocks, Choice, Integer, JsonObject, Kind, Lifetime, Shape


def keys_in(settings: Mapping[str, Any], block: Block, path: str = "") -> Iterator[tuple[str, str, Any, Kind]]:
    """Each key of a configuration that has no others in it: where it is, its path in the table, its value, its kind."""
    for name, value in settings.items():
        kind, where = block.keys[name].kind, f"{path}{name}"
        if isinstance(kind, Block) and value:
            yield from ((f"{where}.{at}", *rest) for at, *rest in _within(value, kind, name))
        elif isinstance(kind, Blocks):
            for index, item in enumerate(value):
                yield from ((f"{where}[{index}].{at}", *rest) for at, *rest in _within(item, kind.item, f"{name}[]"))
        else:
            yield where, where, value, kind


def _within(value: Mapping[str, Any], block: Block, of: str) -> Iterator[tuple[str, str, Any, Kind]]:
    return ((at, f"{of}.{own}", inner, kind) for at, own, inner, kind in keys_in(value, block))


def blocks_in(settings: Mapping[str, Any], block: Block) -> Iterator[tuple[str, str]]:
    """Each key that has others in it, at the top and within the clients: where it is, and its path in the table."""
    for name in settings:
        if isinstance(block.keys[name].kind, Block):
            yield name, name
    clients = block.keys.get("clients")
    if clients and isinstance(clients.kind, Blocks):
        for index, client in enumerate(settings["clients"]):
            for at, key in blocks_in(client, clients.kind.item):
                yield f"clients[{index}].{at}", f"clients[].{key}"


def others(value: Any, kind: Kind) -> Iterator[Any]:
    """Values that differ, the nearest first."""
    match kind:
        case Lifetime():
            found = parse_duration(value)
            yield from (f"{amount} {found.unit}" for amount in (found.amount + 1, found.amount - 1))
        case Integer():
            yield from (value + 1, value - 1)
        case Choice():
            yield from (word for word in kind.words if word != value)
        case Shape():
            yield from (other for other in _of_shape(value, kind.name) if other != value)
        case JsonObject():
            yield {**value, "other": "value"}
        case _:
            yield f"2{value}"


def _of_shape(value: Any, name: str) -> Iterator[Any]:
    description = limit(name)
    match description["type"]:
        case "boolean":
            yield not value
        case "integer" | "long":
            yield from (value + 1, value - 1)
        case "string" if "enum" in description:
            yield from description["enum"]
        case "blob":
            yield base64.b64encode(base64.b64decode(value) + b" ").decode()
        case "list":
            yield from _lists(value, shape_within(name, "member"))
        case "map":
            for key, inner in value.items():
                yield from ({**value, key: other} for other in _texts(inner))
            yield from ({k: v for k, v in value.items() if k != key} for key in value)
        case _:
            yield from _texts(value)


def _lists(value: list[Any], item: str) -> Iterator[list[Any]]:
    members = limit(item).get("enum") or [other for one in value for other in _texts(one)]
    yield from ([*value, other] for other in members if other not in value)
    yield from (value[:index] + value[index + 1 :] for index in range(len(value)) if len(value) > 1)
    yield from ([*value[:-1], other] for other in members if value and other not in value)


def _texts(value: Any) -> Iterator[str]:
    text = str(value)
    yield from (f"{text}2", f"{text}/2", f"2{text}", text[:-1])
    yield from {"true": ["false"], "false": ["true"]}.get(text, [])
    yield from ("us-west-2" if "eu-" in text else text, text.replace(".com", ".net"))
