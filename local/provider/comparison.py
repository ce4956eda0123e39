"""What differs between the properties a program asks for and those Cognito has. Pure functions over plain values."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from local.provider.values import Properties, is_blank, is_unknown


class Change(Enum):
    """What happens to one property."""

    ADD = "add"
    DELETE = "delete"
    UPDATE = "update"


def changes(
    wanted: Mapping[str, Any], actual: Mapping[str, Any], computed: frozenset[str], prefix: str = ""
) -> Iterator[tuple[str, Change]]:
    """The paths of the properties that differ, with what happens to each.

    LogOut a property out is the same as giving it its zero value, except for the paths in `computed`: those keep
    whatever Cognito chose. Lists are sets: their order means nothing.
    """
    for name in sorted(wanted.keys() | actual.keys()):
        path = f"{prefix}{name}"
        new, old = wanted.get(name), actual.get(name)
        if new is None and path in computed:
            continue
        if isinstance(new, Mapping) and isinstance(old, Mapping) and new and old:
            yield from changes(new, old, computed, f"{path}.")
        elif not equal(new, old, computed, path):
            yield path, _kind(new, old)


def equal(new: Any, old: Any, computed: frozenset[str] = frozenset(), path: str = "") -> bool:
    """Whether a wanted value is what Cognito has. An unknown value never is."""
    if is_unknown(new):
        return False
    if is_blank(new) and is_blank(old):
        return True
    if isinstance(new, Mapping) and isinstance(old, Mapping):
        return not any(changes(new, old, computed, f"{path}."))
    if isinstance(new, list) and isinstance(old, list):
        return _same_members(new, old, computed, path)
    if type(new) is type(old) or new is None or old is None:
        return bool(new == old)
    return _text(new) == _text(old)


def merged(wanted: Properties, actual: Mapping[str, Any], computed: frozenset[str], prefix: str = "") -> Properties:
    """What the program asks for, filled up with what Cognito chose where the program says nothing.

    An update sends these: Cognito resets what an update leaves out.
    """
    filled = dict(wanted)
    for name, old in actual.items():
        path = f"{prefix}{name}"
        new = wanted.get(name)
        if new is None and path in computed:
            filled[name] = old
        elif isinstance(new, Mapping) and isinstance(old, Mapping):
            filled[name] = merged(dict(new), old, computed, f"{path}.")
    return filled


def _same_members(new: list[Any], old: list[Any], computed: frozenset[str], path: str) -> bool:
    if len(new) != len(old):
        return False
    rest = list(old)
    for item in new:
        match = next((index for index, other in enumerate(rest) if equal(item, other, computed, path)), None)
        if match is None:
            return False
        del rest[match]
    return True


def _kind(new: Any, old: Any) -> Change:
    if is_blank(old) and not isinstance(old, bool | int):
        return Change.ADD
    return Change.DELETE if new is None else Change.UPDATE


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
