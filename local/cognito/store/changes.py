"""What one request changes."""

from collections.abc import Iterable

from local.cognito.store.record import Record

Key = tuple[str, tuple[str, ...]]


class Changes:
    """The records that a request has made, changed or deleted, until they are written."""

    __slots__ = ("_pending",)

    def __init__(self) -> None:
        self._pending: dict[Key, Record | None] = {}

    def save(self, *records: Record) -> None:
        """Note records that are new or changed."""
        for record in records:
            self._pending[record.KIND, record.key] = record

    def delete(self, *records: Record) -> None:
        """Note records that are gone."""
        for record in records:
            self._pending[record.KIND, record.key] = None

    def take(self) -> Iterable[tuple[Key, Record | None]]:
        """What is noted, None for what is gone; then nothing is."""
        taken, self._pending = self._pending, {}
        return taken.items()

    def __bool__(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._pending)
