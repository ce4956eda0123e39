"""How the rules between arguments look at a configuration that may be known in part."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from components.checking.problems import UNKNOWN

Known: TypeAlias = Mapping[str, Any]
"""An object whose values are sound by themselves; `UNKNOWN` where one isn't known yet."""


def block(parent: Known, key: str) -> Known:
    """The object under a key; empty where there is none or it isn't known."""
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def blocks(parent: Known, key: str) -> Iterator[tuple[str, Known]]:
    """The objects of a list with their paths, e.g. `clients[0]`."""
    value = parent.get(key)
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield f"{key}[{index}]", item


def items(parent: Known, key: str, path: str) -> Iterator[tuple[str, Any]]:
    """The known items of a list of plain values with their paths, e.g. `clients[0].callback_urls[1]`."""
    value = parent.get(key)
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if item is not UNKNOWN:
            yield f"{path}.{key}[{index}]" if path else f"{key}[{index}]", item


def listed(parent: Known, key: str, default: Sequence[str] = ()) -> list[Any]:
    """The known items of a list; the default where the list isn't there, nothing where it isn't known."""
    value = parent.get(key, list(default))
    return [item for item in value if item is not UNKNOWN] if isinstance(value, list) else []


def is_known(parent: Known, *keys: str) -> bool:
    """Whether nothing about these keys has to wait: each is absent or known throughout."""
    values = [parent.get(key) for key in keys]
    return not any(value is UNKNOWN or (isinstance(value, list) and UNKNOWN in value) for value in values)
