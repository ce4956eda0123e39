"""The rules, for arguments that may be Outputs."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from inspect import isawaitable
from typing import Any, Final, TypeAlias, cast

import pulumi

from components.arguments import CognitoAuthArgs
from components.checking.keys import Block, Blocks
from components.checking.plain import plain_form
from components.schema import AUTH, UNKNOWN, ConfigurationError, Problem, problems_in
from components.schema.auth import FROM_THE_TARGET

_Path: TypeAlias = tuple[str | int, ...]


class InvalidArgumentsError(ConfigurationError, pulumi.RunError):
    """Arguments that break rules; Pulumi shows its text without a stack trace."""


_SCALARS: Final = (str, bool, int, float)
_FROM_THE_TARGET: Final = frozenset(key.name for key in FROM_THE_TARGET)


def checked(args: CognitoAuthArgs, *, name: str) -> CognitoAuthArgs:
    """Check what is known now, and see to it that the rest is checked when it's known.

    Args:
        args: the component's arguments as they were given.
        name: the component's name, for the message.

    Returns:
        the arguments, each Output in them guarded: it fails where its value breaks a rule.

    Raises:
        InvalidArgumentsError: a plain value breaks a rule; nothing has been registered then.

    """
    if not isinstance(args, Mapping):
        raise InvalidArgumentsError([Problem("args", "must be an object with keys of its own")], source=_source(name))
    checkable = {key: value for key, value in args.items() if key not in _FROM_THE_TARGET}
    known = plain(checkable)
    if problems := [*_blocks_that_come_later(known, AUTH, ""), *problems_in(known)]:
        raise InvalidArgumentsError(problems, source=_source(name))
    target = {key: value for key, value in args.items() if key in _FROM_THE_TARGET}
    return cast("CognitoAuthArgs", {**target, **_guarded(plain_form(checkable, AUTH), (), known, _source(name))})


def _blocks_that_come_later(known: Any, block: Block, path: str) -> Iterator[Problem]:
    """An object or a list of them decides on which resources there are, so it can't be an Output; its values can."""
    for key in block.keys.values():
        value, where, inner = known.get(key.name), f"{path}{key.name}", key.kind
        if value is UNKNOWN and isinstance(inner, Block | Blocks):
            yield Problem(where, "can't be an Output; the values inside it can")
        elif isinstance(inner, Block) and isinstance(value, Mapping):
            yield from _blocks_that_come_later(value, inner, f"{where}.")
        elif isinstance(inner, Blocks) and isinstance(value, list):
            for index, item in enumerate(value):
                if item is UNKNOWN:
                    yield Problem(f"{where}[{index}]", "can't be an Output; the values inside it can")
                elif isinstance(item, Mapping):
                    yield from _blocks_that_come_later(item, inner.item, f"{where}[{index}].")


def _source(name: str) -> str:
    return f"CognitoAuth {name}"


def _is_later(value: Any) -> bool:
    return isinstance(value, pulumi.Output) or isawaitable(value)


def plain(value: Any) -> Any:
    """What is known of arguments; `UNKNOWN` in place of each Output."""
    if isinstance(value, _SCALARS):
        return value
    if _is_later(value):
        return UNKNOWN
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(item) for item in value] if _is_list(value) else value


def _guarded(value: Any, path: _Path, known: Any, source: str) -> Any:
    """A copy of the arguments in which every Output passes on only what keeps the rules."""
    if isinstance(value, _SCALARS):
        return value
    if _is_later(value):
        output: pulumi.Output[Any] = pulumi.Output.from_input(value)
        return output.apply(partial(_passed, path=path, known=known, source=source))
    if isinstance(value, Mapping):
        return {key: _guarded(inner, (*path, key), known, source) for key, inner in value.items()}
    if _is_list(value):
        return [_guarded(item, (*path, index), known, source) for index, item in enumerate(value)]
    return value


def _passed(value: Any, *, path: _Path, known: Any, source: str) -> Any:
    """The value of an Output, once it is known and keeps the rules together with the plain values around it."""
    if problems := problems_in(_with(known, path, value)):
        raise InvalidArgumentsError(problems, source=source)
    return value


def _with(known: Any, path: _Path, value: Any) -> Any:
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(known, Mapping):
        return {**known, first: _with(known[first], rest, value)}
    return [_with(item, rest, value) if index == first else item for index, item in enumerate(known)]


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)
