"""Each value by itself: known key, right type, and the lengths, ranges, patterns and enums of its shape."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from cognito_model.patterns import matcher
from cognito_model.shapes import limit, most, shape_within
from components.checking.duration import DURATION_RULE, parse_duration
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
from components.checking.problems import UNKNOWN, Problem
from components.checking.values import broken_rules, checked_shape, clamped, is_encrypted, is_list, is_whole, passing

_LABEL: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_FULL_DOMAIN: Final = rf"{_LABEL}(?:\.{_LABEL})+"
_MIN_REASON_LENGTH: Final = 10


def checked_block(value: Any, block: Block, path: str) -> tuple[Any, list[Problem]]:
    """Check an object's keys and, in turn, their values.

    Returns:
        the object with `UNKNOWN` in the place of what is wrong, and what is wrong.

    """
    if not isinstance(value, Mapping):
        rule = "must be an object with keys of its own"
        return UNKNOWN, [Problem(path or "the configuration", rule, value, example_of(block))]
    sound: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, inner in value.items():
        where = f"{path}.{key}" if path else str(key)
        if key not in block.keys:
            problems.append(_unknown_key(key, block, where))
        elif inner is not None:  # an empty value in YAML, None in Python: as if the key weren't there
            sound[key], found = _checked(inner, block.keys[key].kind, where)
            problems.extend(found)
    for key in block.required:
        if value.get(key) is None:
            where = f"{path}.{key}" if path else key
            problems.append(Problem(where, "is required", suggestion=example_of(block.keys[key].kind, where)))
            sound[key] = UNKNOWN
    return sound, problems


def _unknown_key(key: Any, block: Block, path: str) -> Problem:
    # The value isn't shown: under a misspelt key it may be a secret.
    near = get_close_matches(str(key), block.keys, n=1)
    if near:
        return Problem(path, "is not a known key", suggestion=near[0])
    return Problem(path, f"is not a known key; known keys: {', '.join(block.keys)}")


def _checked(value: Any, kind: Kind, path: str) -> tuple[Any, list[Problem]]:
    if value is UNKNOWN or (is_encrypted(value) and _is_text(kind)):
        return UNKNOWN, []
    return _CHECKS[type(kind)](value, kind, path)


def _is_text(kind: Kind) -> bool:
    return isinstance(kind, Shape) and limit(kind.name)["type"] == "string"


def _checked_blocks(value: Any, blocks: Blocks, path: str) -> tuple[Any, list[Problem]]:
    if not is_list(value):
        return UNKNOWN, [Problem(path, "must be a list of objects", value, example_of(blocks))]
    sound: list[Any] = []
    problems: list[Problem] = []
    for index, item in enumerate(value):
        block, found = (UNKNOWN, []) if item is UNKNOWN else checked_block(item, blocks.item, f"{path}[{index}]")
        sound.append(block)
        problems.extend(found)
    for key in blocks.unique:
        values = [b.get(key) if b is not UNKNOWN else None for b in sound]
        problems.extend(_repeated(values, path, key, blocks.item.keys[key].kind))
    return sound, problems


def _repeated(values: Sequence[Any], path: str, key: str, kind: Kind) -> Iterable[Problem]:
    seen: set[Any] = set()
    for index, value in enumerate(values):
        if value is None or value is UNKNOWN:
            continue
        if value in seen:
            numbers = range(1, len(values) + 2)
            others = numbers if isinstance(value, int) else (f"{value}-{n}" for n in numbers[1:])
            free: Any = next(other for other in others if other not in values)
            if isinstance(kind, Shape) and broken_rules(free, kind.name):
                free = UNKNOWN  # one of a few words
            yield Problem(f"{path}[{index}].{key}", f"must be unique among {path}", value, free)
        seen.add(value)


def _checked_lifetime(value: Any, _: Lifetime, path: str) -> tuple[Any, list[Problem]]:
    try:
        return parse_duration(value if isinstance(value, str) else ""), []
    except ValueError:
        return UNKNOWN, [Problem(path, DURATION_RULE, value, "60 minutes")]


def _checked_integer(value: Any, key: Integer, path: str) -> tuple[Any, list[Problem]]:
    low, high = key.low, key.high
    if is_whole(value) and (low is None or value >= low) and (high is None or value <= high):
        return int(value), []
    limits = "" if low is None else f" from {low} to {high}"
    return UNKNOWN, [
        Problem(
            path,
            f"must be a whole number{limits}",
            value,
            clamped(int(value), low, high) if is_whole(value) else low or 0,
        )
    ]


def _checked_choice(value: Any, key: Choice, path: str) -> tuple[Any, list[Problem]]:
    if value in key.words:
        return value, []
    near = get_close_matches(str(value), key.words, n=1, cutoff=0.3)
    return UNKNOWN, [Problem(path, f"must be one of {', '.join(key.words)}", value, near[0] if near else key.words[0])]


def _checked_domain(value: Any, _: FullDomain, path: str) -> tuple[Any, list[Problem]]:
    longest = most("DomainType")

    def is_one(text: str) -> bool:
        return len(text) <= longest and matcher(_FULL_DOMAIN)(text)

    if isinstance(value, str) and is_one(value):
        return value, []
    candidate = str(value).lower().removeprefix("https://").strip("/.")
    rule = f"must be a full domain name in lower case, of at most {longest} characters"
    return UNKNOWN, [Problem(path, rule, value, candidate if is_one(candidate) else "auth.example.com")]


def _checked_object(value: Any, _: JsonObject, path: str) -> tuple[Any, list[Problem]]:
    if isinstance(value, Mapping):
        return value, []
    return UNKNOWN, [Problem(path, "must be an object", value, {})]


def _checked_exceptions(value: Any, _: Exceptions, path: str) -> tuple[Any, list[Problem]]:
    if not isinstance(value, Mapping):
        return UNKNOWN, [Problem(path, "must be an object of names, each with a reason", value)]
    problems = [
        Problem(f"{path}.{name}", "must be a reason, written out", reason, "only until the SES identity is verified")
        for name, reason in value.items()
        if not isinstance(reason, str) or len(reason.strip()) < _MIN_REASON_LENGTH
    ]
    return dict(value), problems


def _checked_value(value: Any, key: Shape, path: str) -> tuple[Any, list[Problem]]:
    return checked_shape(value, key.name, path, secret=key.secret)


_CHECKS: Final[Mapping[type, Callable[[Any, Any, str], tuple[Any, list[Problem]]]]] = MappingProxyType(
    {
        Block: checked_block,
        Blocks: _checked_blocks,
        Choice: _checked_choice,
        JsonObject: _checked_object,
        FullDomain: _checked_domain,
        Lifetime: _checked_lifetime,
        Exceptions: _checked_exceptions,
        Shape: _checked_value,
        Integer: _checked_integer,
    },
)


def example_of(kind: Kind, path: str = "") -> Any:
    """A value for a key, where one can be guessed; an object has what it requires."""
    match kind:
        case Block():
            return {name: example_of(kind.keys[name].kind, f"{path}.{name}") for name in kind.required}
        case Blocks():
            return [example_of(kind.item, f"{path}[0]")]
        case Shape():
            return _example_of_shape(kind.name, path)
    return UNKNOWN


def _example_of_shape(shape: str, path: str) -> Any:
    match limit(shape)["type"]:
        case "string":
            return passing("", shape, path)
        case "integer" | "long":
            return limit(shape).get("min", 0)
        case "boolean":
            return True
        case "list":
            return [_example_of_shape(shape_within(shape, "member"), path)]
    return UNKNOWN
