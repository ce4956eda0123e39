"""What a profile asks of a key's value, beyond what Cognito does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a value must be, and what is said where it isn't."""

    name: str
    """The name that an exception gives."""
    rule: str
    """As in `Problem.rule`."""
    passes: Callable[[Any], bool]
    """Asked of the value; of what holds without it where it isn't said, and of None where nothing does."""
    instead: Any
    """A value that passes; or a function of the one that doesn't."""
    each: bool = False
    """Whether it is asked of each item of a list."""

    def instead_of(self, value: Any) -> Any:
        """A value that passes."""
        return self.instead(value) if callable(self.instead) else self.instead
