"""Pulumi's properties as the component's settings: the names in snake_case, the form as the component's keys say."""

from collections.abc import Iterator, Mapping
from typing import Any

from components.checking.keys import Block, Blocks, Integer, Kind
from local.provider.values import is_blank


def camel(key: str) -> str:
    """The property that a setting's key stands for (`from_` is Pulumi's name for `from` in Python)."""
    first, *rest = key.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def settings_of(properties: Mapping[str, Any], block: Block) -> dict[str, Any]:
    """The settings of a block that the properties have a value for."""
    found = {name: _setting(properties.get(camel(name)), key.kind) for name, key in block.keys.items()}
    return {key: value for key, value in found.items() if value is not None}


def without_a_setting(properties: Mapping[str, Any], block: Block, path: str = "") -> Iterator[str]:
    """The paths of the properties, blank ones aside, that the block has no key for."""
    kinds = {camel(name): key.kind for name, key in block.keys.items()}
    for name, value in properties.items():
        if is_blank(value):
            continue
        where, kind = f"{path}{name}", kinds.get(name)
        if kind is None:
            yield where
        elif isinstance(kind, Block):
            yield from without_a_setting(value, kind, f"{where}.")
        elif isinstance(kind, Blocks):
            for index, item in enumerate(value):
                yield from without_a_setting(item, kind.item, f"{where}[{index}].")


def _setting(value: Any, kind: Kind) -> Any:
    if value is None:
        return None
    if isinstance(kind, Block):
        return settings_of(value, kind)
    if isinstance(kind, Blocks):
        return [settings_of(item, kind.item) for item in value]
    return int(value) if isinstance(kind, Integer) else value
