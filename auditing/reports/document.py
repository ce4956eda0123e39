"""A report of many pools, written pool by pool: what is in memory is one pool's, and what has been written is whole."""

from collections.abc import Iterator
from typing import Protocol

from auditing.audit import Report


class Document(Protocol):
    """One form of a report. `beginning`, then `of` each pool, then `ending`, make a valid document, however many."""

    def beginning(self) -> str:
        """What stands before the first pool."""
        ...

    def of(self, report: Report) -> str:
        """One pool's part."""
        ...

    def ending(self, incomplete: str) -> Iterator[str]:
        """What stands after the last pool; `incomplete`: why there are pools that it lacks, empty where it is whole."""
        ...
