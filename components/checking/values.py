"""Values of the API against their shapes: type, length, range, pattern and enum."""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from cognito_model.patterns import matcher
from cognito_model.shapes import limit, shape_within
from components.checking.examples import EXAMPLES, example_for
from components.checking.problems import UNKNOWN, Problem

_TYPES: Final = {
    "string": "must be text",
    "blob": "must be base64 text",
    "integer": "must be a whole number",
    "long": "must be a whole number",
    "boolean": "must be true or false",
    "list": "must be a list",
    "map": "must be an object",
}
_ENCRYPTED: Final = {"secure"}


def is_encrypted(value: Any) -> bool:
    """Whether a value is `secure: …`, as Pulumi writes a secret into a stack's configuration."""
    return isinstance(value, Mapping) and set(value) == _ENCRYPTED and isinstance(value["secure"], str)


def checked_shape(value: Any, shape: str, path: str, *, secret: bool = False) -> tuple[Any, list[Problem]]:
    """Check a value against a shape of botocore's model."""
    description = limit(shape)
    kind = description["type"]
    if not _is_a(kind, value):
        return UNKNOWN, [Problem(path, _TYPES[kind], value, _of_type(kind, value, shape, path), secret=secret)]
    if kind == "list":
        return _checked_list(value, shape, path)
    if kind == "map":
        return _checked_map(value, shape, path, secret=secret)
    if broken := broken_rules(value, shape):
        shown = UNKNOWN if kind == "blob" else value  # nobody reads an image in a message
        return UNKNOWN, [Problem(path, " and ".join(broken), shown, passing(value, shape, path), secret=secret)]
    return int(value) if isinstance(value, float) else value, []


def _checked_list(value: Sequence[Any], shape: str, path: str) -> tuple[Any, list[Problem]]:
    description = limit(shape)
    sound: list[Any] = []
    problems: list[Problem] = []
    if rule := _size_rule(len(value), description, "item", "items"):
        problems.append(Problem(path, f"{rule}, not {len(value)}"))
    for index, item in enumerate(value):
        if item is UNKNOWN or is_encrypted(item):  # every list of the API is one of texts
            sound.append(UNKNOWN)
            continue
        inner, found = checked_shape(item, shape_within(shape, "member"), f"{path}[{index}]")
        sound.append(inner)
        problems.extend(found)
    return sound, problems


def _checked_map(value: Mapping[Any, Any], shape: str, path: str, *, secret: bool) -> tuple[Any, list[Problem]]:
    description = limit(shape)
    sound: dict[Any, Any] = {}
    problems: list[Problem] = []
    if rule := _size_rule(len(value), description, "entry", "entries"):
        problems.append(Problem(path, f"{rule}, not {len(value)}"))
    for key, item in value.items():
        where = f"{path}[{key!r}]"
        good_key, found = checked_shape(key, shape_within(shape, "key"), f"{where} (the key)")
        problems.extend(found)
        if item is UNKNOWN or is_encrypted(item):
            good_item: Any = UNKNOWN
        else:
            good_item, found = checked_shape(item, shape_within(shape, "value"), where, secret=secret)
            problems.extend(found)
        if good_key is not UNKNOWN:
            sound[good_key] = good_item
    return sound, problems


def broken_rules(value: Any, shape: str) -> list[str]:
    """The rules of a text's or a number's shape that the value breaks."""
    description = limit(shape)
    if description["type"] == "string":
        return list(_text_rules(value, shape))
    if description["type"] == "blob":
        return list(_blob_rules(value, description))
    low, high = description.get("min"), description.get("max")
    if description["type"] == "boolean" or not _outside(value, low, high):
        return []
    if high is None:
        return [f"must be at least {low}"]
    return [f"must be {low} to {high}"] if low is not None else [f"must be at most {high}"]


def _text_rules(value: str, shape: str) -> Iterable[str]:
    description = limit(shape)
    if "enum" in description:
        if value not in description["enum"]:
            yield f"must be one of {', '.join(description['enum'])}"
        return
    size_rule = _size_rule(len(value), description, "character", "characters")
    if size_rule:
        yield size_rule
    said = size_rule and not value  # that it mustn't be empty is enough
    if "pattern" in description and not said and not matcher(description["pattern"])(value):
        yield f"must match {description['pattern']}"


def _blob_rules(value: str, description: Mapping[str, Any]) -> Iterable[str]:
    try:
        size = len(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError):
        yield "must be base64"
        return
    if rule := _size_rule(size, description, "byte", "bytes"):
        yield f"{rule}, not {size}"


def _size_rule(size: int, description: Mapping[str, Any], one: str, many: str) -> str:
    low, high = description.get("min"), description.get("max")
    if not _outside(size, low, high):
        return ""
    if low and high is not None:
        return f"must have {low} to {high} {many}"
    return f"must have at most {high} {many}" if high is not None else f"must have at least {low} {one}"


def _outside(number: float, low: int | None, high: int | None) -> bool:
    return (low is not None and number < low) or (high is not None and number > high)


def passing(value: Any, shape: str, path: str = "") -> Any:
    """A value that the shape takes at a path, as near to the given one as can be made."""
    description = limit(shape)
    if description["type"] == "string":
        return next((text for text in _repaired(str(value), shape, path) if not broken_rules(text, shape)), UNKNOWN)
    if description["type"] == "blob":
        return UNKNOWN
    return clamped(value, description.get("min"), description.get("max"))


def clamped(number: Any, low: int | None, high: int | None) -> Any:
    """The number, or the limit that it is beyond."""
    if low is not None and number < low:
        return low
    return high if high is not None and number > high else number


def _repaired(value: str, shape: str, path: str) -> Iterable[str]:
    description = limit(shape)
    if "enum" in description:
        same = {name.casefold(): name for name in description["enum"]}
        yield from (same[near] for near in get_close_matches(value.casefold(), same, n=1))
        yield EXAMPLES.get(shape, description["enum"][0])
        return
    high = description.get("max", len(value))
    yield value.lower()
    yield value[:high]
    if "pattern" in description:
        allowed = matcher(description["pattern"])
        for text in (value, value.lower()):
            yield "".join(character for character in text if allowed(character))[:high]
    yield example_for(path)
    yield EXAMPLES.get(shape, "")
    yield "a" * max(description.get("min", 1), 1)


def _is_a(kind: str, value: Any) -> bool:
    match kind:
        case "string" | "blob":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer" | "long":
            return is_whole(value)
        case "list":
            return is_list(value)
    return isinstance(value, Mapping)


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number; Pulumi's wire format knows floats only, so 8 may arrive as 8.0."""
    return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def is_list(value: Any) -> bool:
    """Whether a value is a list rather than a text."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _of_type(kind: str, value: Any, shape: str, path: str) -> Any:
    """What was probably meant by a value of the wrong type."""
    match kind:
        case "string":
            return passing("" if isinstance(value, Mapping | Sequence) else str(value), shape, path)
        case "boolean":
            return str(value).casefold() in {"true", "yes", "on", "1"}
        case "integer" | "long":
            try:
                return passing(int(value), shape, path)
            except (TypeError, ValueError):
                return limit(shape).get("min", 0)
        case "list" if not isinstance(value, Mapping):
            sound, problems = checked_shape([value], shape, "")
            return UNKNOWN if problems else sound
    return UNKNOWN
