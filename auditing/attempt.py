"""What came of trying what a check claims."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether the weakness that a check looks for is there."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try, at one place."""

    check: str
    """The check's id."""
    where: str
    """As findings call the place."""
    verdict: Verdict
    text: str
    """A whole sentence: what was done and what happened, or why it wasn't done. No secret stands in it."""

    def __str__(self) -> str:
        """In one line."""
        return f"{self.verdict.value}: {self.text}"
