"""What a page of the console shows: tables, which become cards on a narrow screen."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """One value."""

    text: str = ""
    note: str = ""
    """What stands smaller below it."""
    href: str = ""
    moment: float | None = None
    """Seconds since the epoch, in place of a text."""
    is_code: bool = False
    is_bad: bool = False
    lines: tuple[str, ...] = ()
    """What is shown when somebody asks for it."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.text and self.moment is None


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a title."""

    title: str
    head: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    more: int = 0
    """How many rows aren't shown."""
    empty: str = "None yet."
    """What is said where there are no rows."""


def cell(value: object) -> Cell:
    """A value as text; empty where it is None."""
    return Cell("" if value is None else str(value))


def code(value: str) -> Cell:
    """An id, an ARN."""
    return Cell(value, is_code=True)
