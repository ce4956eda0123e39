"""Pulumi's properties as the component's settings: the names in snake_case, the form as the component's keys say."""

from collections.abc import Iterator, Mapping
from typing import Any

from components.rules.keys import Block, Blocks, Key, Whole
from local.provider.values import is_blank


def camel(key: str) -> str:
    """The property that a setting's key stands for (`from_` is Pulumi's name for `from` in Python)."""
    first, *rest = key.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def settings_of(properties: Mapping[str, Any], block: Block) -> dict[str, Any]:
    """The settings of a block that the properties have a value for."""
    found = {key: _setting(properties.get(camel(key)), inner) for key, inner in block.keys.items()}
    return {key: value for key, value in found.items() if value is not None}


def without_a_setting(properties: Mapping[str, Any], block: Block, path: str = "") -> Iterator[str]:
    """The paths of the properties, blank ones aside, that the block has no key for."""
    keys = {camel(key): inner for key, inner in block.keys.items()}
    for name, value in properties.items():
        if is_blank(value):
            continue
        where, key = f"{path}{name}", keys.get(name)
        if key is None:
            yield where
        elif isinstance(key, Block):
            yield from without_a_setting(value, key, f"{where}.")
        elif isinstance(key, Blocks):
            for index, item in enumerate(value):
                yield from without_a_setting(item, key.item, f"{where}[{index}].")


def _setting(value: Any, key: Key) -> Any:
    if value is None:
        return None
    if isinstance(key, Block):
        return settings_of(value, key)
    if isinstance(key, Blocks):
        return [settings_of(item, key.item) for item in value]
    return int(value) if isinstance(key, Whole) else value
