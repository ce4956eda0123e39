"""What a broken rule looks like to the one who broke it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cognito_model.errors import UserFacingError

MASKED: Final = "[secret]"
_MAX_SHOWN_LENGTH: Final = 80


class _Unknown:
    """The type of `UNKNOWN`."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __reduce__(self) -> str:
        """Let copies and pickles of it be itself."""
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()
"""Stands for a value that isn't known yet (a Pulumi Output, an encrypted value); no rule looks at it."""


@dataclass(frozen=True)
class Problem:
    """One value that Cognito, or this component, would refuse."""

    path: str
    """The argument's full path, e.g. `clients[0].callback_urls[1]`."""
    rule: str
    """The rule as a phrase that follows the path, e.g. `must be one of code, implicit`."""
    value: Any = field(default=UNKNOWN, repr=False)
    """The offending value; `UNKNOWN` where there is none to show (the key is missing)."""
    suggestion: Any = UNKNOWN
    """A value for `path` that keeps the rule; `UNKNOWN` where the remedy isn't a value of this key."""
    secret: bool = False
    """Whether `value` must not be shown."""

    def __str__(self) -> str:
        """The problem as one line for people."""
        text = f"{self.path}: {self.rule}"
        if self.value is not UNKNOWN:
            text += f"; it is {MASKED if self.secret else shown(self.value)}"
        if self.suggestion is not UNKNOWN:
            text += f"{';' if self.value is UNKNOWN else ','} {shown(self.suggestion)} would pass"
        return text


class ConfigurationError(UserFacingError):
    """A configuration that breaks rules; its text lists every one of them, a line each."""

    exit_code = 2
    code = "invalid_configuration"

    def __init__(self, problems: Sequence[Problem], *, source: str = "The configuration") -> None:
        self.problems = tuple(problems)
        self.source = source
        count = "a rule" if len(self.problems) == 1 else f"{len(self.problems)} rules"
        lines = [f"{source} breaks {count}:", *(f"  {problem}" for problem in self.problems)]
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error be copied and pickled, which exceptions with other arguments than their text can't be."""
        return _rebuild, (type(self), self.problems, self.source)


def _rebuild(kind: type[ConfigurationError], problems: Sequence[Problem], source: str) -> ConfigurationError:
    return kind(problems, source=source)


def shown(value: Any) -> str:
    """`value` as it would be written in YAML, on one line and not endlessly long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _MAX_SHOWN_LENGTH else f"{text[: _MAX_SHOWN_LENGTH - 2]}…{text[-1]}"
