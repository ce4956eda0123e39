"""A configuration that keeps the rules, in one form."""

from collections.abc import Mapping
from typing import Any

from cognito_model.shapes import limit
from components.checking.keys import Block, Blocks, Integer, Kind, Shape


def plain_form(configuration: Mapping[str, Any], block: Block) -> dict[str, Any]:
    """A copy with only what is said: no key without a value, whole numbers as such, lists and objects its own.

    Args:
        configuration: an object whose values keep the rules; Outputs in it stay.
        block: its keys.

    """
    return {
        name: _plain(value, block.keys[name].kind)
        for name, value in configuration.items()
        if value is not None and name in block.keys
    }


def _plain(value: Any, kind: Kind) -> Any:
    if isinstance(kind, Block) and isinstance(value, Mapping):
        return plain_form(value, kind)
    if isinstance(kind, Blocks) and isinstance(value, list | tuple):
        return [_plain(item, kind.item) for item in value]
    if isinstance(value, float) and _is_number(kind):  # Pulumi's wire format knows no others
        return int(value)
    if isinstance(kind, Shape) and isinstance(value, list | tuple):
        return list(value)
    return dict(value) if isinstance(kind, Shape) and isinstance(value, Mapping) else value


def _is_number(kind: Kind) -> bool:
    return isinstance(kind, Integer) or (isinstance(kind, Shape) and limit(kind.name)["type"] in {"integer", "long"})
