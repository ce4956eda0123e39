"""The one reader and writer of `Pulumi.<stack>.yaml`: YAML as Pulumi's CLI reads it.

The CLI reads with go-yaml version 3, whose plain scalars are those of YAML 1.2's core schema with a few additions:
`OFF`, `yes` and `1:30` are texts, `0o17`, `017`, `0b1` and `1_000` are numbers, and a key can't stand twice in a
mapping. PyYAML alone follows YAML 1.1. A date is left as the text that it is.
"""

import math
import re
import stat
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

SECURE: Final = "secure"
"""The only key of a mapping that stands for an encrypted value."""
_TAG: Final = "tag:yaml.org,2002:"
_BOOLEANS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER: Final = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]+|0|[1-9][0-9_]*)")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)")
_NOT_A_NUMBER: Final = frozenset({".nan", ".NaN", ".NAN"})
_UNSIGNED_64: Final = 2**64
_Resolvers: TypeAlias = dict[str | None, list[tuple[str, re.Pattern[str]]]]


class StackFileError(ValueError):
    """The file can't be read; the text says why, as a predicate such as `isn't YAML in line 1, column 2: …`."""


def read_stack_file(path: Path) -> Any:
    """The content of a stack's file, whatever it is; usually a mapping with the key `config`.

    Raises StackFileError, FileNotFoundError.
    """
    return parse(read_text(path))


def read_text(path: Path) -> str:
    """The text of a stack's file. Raises StackFileError, FileNotFoundError."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
            raise StackFileError("is no file")
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise
    except UnicodeDecodeError:
        raise StackFileError("must be text in UTF-8") from None
    except OSError as error:
        raise StackFileError(f"can't be opened ({error.strerror})") from None


def parse(text: str) -> Any:
    """The content of a stack's file from its text. Raises StackFileError."""
    try:
        content = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
        _check_aliases(content, set(), set())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise StackFileError(f"isn't YAML{place}: {error.problem}") from None
    except yaml.YAMLError as error:
        raise StackFileError(f"isn't YAML: {getattr(error, 'reason', 'it cannot be read')}") from None
    except RecursionError:
        raise StackFileError("is nested too deeply") from None
    return content


def _check_aliases(content: object, around: set[int], seen: set[int]) -> None:
    """Raise StackFileError where an alias stands inside of what it stands for."""
    if not isinstance(content, dict | list) or id(content) in seen:
        return
    if id(content) in around:
        raise StackFileError("has an alias (*) inside of what it stands for")
    for value in content.values() if isinstance(content, dict) else content:
        _check_aliases(value, around | {id(content)}, seen)
    seen.add(id(content))


def dump(content: Any) -> str:
    """YAML that Pulumi's CLI and this module read as the same values."""
    return yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def holds_encrypted_values(config: object) -> bool:
    """Whether a `secure:` value, which only its own stack can decrypt, stands anywhere in a configuration."""
    if isinstance(config, dict):
        return set(config) == {SECURE} or any(map(holds_encrypted_values, config.values()))
    return isinstance(config, list) and any(map(holds_encrypted_values, config))


class _Loader(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the base class's signature
        seen = set()
        for key, _ in node.value:
            if key.tag != f"{_TAG}merge" and isinstance(key.value, str):
                if key.value in seen:
                    problem = f"the key {key.value} is repeated here"
                    raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)

    def text(self, node: yaml.ScalarNode) -> str:
        """As it is written."""
        return str(self.construct_scalar(node))

    def boolean(self, node: yaml.ScalarNode) -> bool:
        """`true` and `false` alone."""
        text = str(self.construct_scalar(node))
        if text not in _BOOLEANS:  # an explicit !!bool
            raise yaml.constructor.ConstructorError(None, None, f"{text} isn't a boolean", node.start_mark)
        return _BOOLEANS[text]

    def integer(self, node: yaml.ScalarNode) -> int | float:
        """Go's integers, of 64 bits; beyond them a float."""
        text = str(self.construct_scalar(node)).replace("_", "")
        digits = text.lstrip("+-")
        if len(digits) > 1 and digits[0] == "0" and digits[1].isdecimal():
            text = text.replace("0", "0o", 1)  # Go's octal
        try:
            number = int(text, 0)
        except ValueError:
            raise yaml.constructor.ConstructorError(None, None, f"{text} isn't an integer", node.start_mark) from None
        return number if -_UNSIGNED_64 // 2 <= number < _UNSIGNED_64 else float(number)

    def number(self, node: yaml.ScalarNode) -> float:
        """Go's floats."""
        text = str(self.construct_scalar(node)).replace("_", "")
        if text in _NOT_A_NUMBER:
            return math.nan
        try:
            return float(text.replace(".inf", "inf").replace(".Inf", "inf").replace(".INF", "inf"))
        except ValueError:
            raise yaml.constructor.ConstructorError(None, None, f"{text} isn't a number", node.start_mark) from None


class _Dumper(yaml.SafeDumper):
    """Quotes what either version of YAML would take for something else than a text."""


def _resolvers() -> _Resolvers:
    """By first character, as PyYAML keeps them; the first that matches decides."""
    found: _Resolvers = {}
    forms = (
        ("bool", "tTfF", re.compile("|".join(_BOOLEANS))),
        ("int", "-+0123456789", _INTEGER),
        (
            "float",
            "-+.0123456789",
            re.compile(f"(?:{_FLOAT.pattern})|{'|'.join(map(re.escape, sorted(_NOT_A_NUMBER)))}"),
        ),
        ("null", "~nN", re.compile(r"~|null|Null|NULL")),
        ("merge", "<", re.compile(r"<<")),
    )
    for name, characters, form in forms:
        for character in characters:
            found.setdefault(character, []).append((f"{_TAG}{name}", re.compile(rf"(?:{form.pattern})\Z")))
    found[""] = [(f"{_TAG}null", re.compile(r"\Z"))]
    return found


_Loader.yaml_implicit_resolvers = _resolvers()
_Loader.add_constructor(f"{_TAG}merge", _Loader.text)
_Loader.add_constructor(f"{_TAG}bool", _Loader.boolean)
_Loader.add_constructor(f"{_TAG}int", _Loader.integer)
_Loader.add_constructor(f"{_TAG}float", _Loader.number)
_Dumper.yaml_implicit_resolvers = {
    first: [*yaml.SafeDumper.yaml_implicit_resolvers.get(first, []), *_resolvers().get(first, [])]
    for first in {*yaml.SafeDumper.yaml_implicit_resolvers, *_resolvers()}
}
