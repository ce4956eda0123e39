"""Token lifetimes the way people say them: `15 minutes`, `30 days`.

Cognito takes a number and, elsewhere, its unit (`AccessTokenValidity` and `TokenValidityUnits`), with hours as one
default and days as another; here a lifetime is one value with its unit in it.
"""

import re
from dataclasses import dataclass
from typing import Final

from cognito_model.token_validity import UNIT_S

_FORM: Final = re.compile(r"\s*([0-9]{1,9})\s+(second|minute|hour|day)s?\s*", re.ASCII)

DURATION_RULE: Final = "must be a whole number with a unit (seconds, minutes, hours or days)"


@dataclass(frozen=True)
class Duration:
    """A lifetime as Cognito takes it: an amount and the unit it is counted in."""

    amount: int
    unit: str
    """`seconds`, `minutes`, `hours` or `days`, Cognito's TimeUnitsType."""

    @property
    def seconds(self) -> int:
        """The whole of it, in seconds."""
        return self.amount * UNIT_S[self.unit]

    def __str__(self) -> str:
        """The form that `parse_duration` reads."""
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit.removesuffix('s')}"


def parse_duration(text: str) -> Duration:
    """Read `15 minutes`.

    Raises:
        ValueError: the text isn't a whole number and a unit.

    """
    found = _FORM.fullmatch(text)
    if not found:
        raise ValueError(DURATION_RULE)
    return Duration(int(found[1]), f"{found[2]}s")


def in_words(seconds: int) -> Duration:
    """`seconds` in the largest unit that divides it."""
    for unit, size in reversed(list(UNIT_S.items())):
        if seconds % size == 0 and seconds >= size:
            return Duration(seconds // size, unit)
    return Duration(seconds, "seconds")
