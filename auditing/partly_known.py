"""Words of the API of which a part isn't known yet, as in a preview: whoever reaches for such a value is stopped."""

from collections.abc import Iterator, Mapping
from typing import Any

from auditing.pool import Words


class UnknownValueError(Exception):
    """A value that isn't known yet was reached for."""

    def __init__(self, element: Words, text: str) -> None:
        super().__init__(text)
        self.element = element
        """What was guarded: the client, group, … that has the value."""


def guarded(words: Words, owner: str, unknown: object) -> Words:
    """The words, raising UnknownValueError where `unknown` itself stands; as they are where everything is known.

    `owner`: what an error calls them, `app client NAME`.
    """
    return _PartlyKnown(words, owner, unknown) if _has(words, unknown) else words


class _PartlyKnown(Mapping[str, Any]):
    """A structure whose unknown members can be counted, and not read."""

    def __init__(
        self, words: Words, owner: str, unknown: object, path: str = "", root: "_PartlyKnown | None" = None
    ) -> None:
        self._words = words
        self._owner = owner
        self._unknown = unknown
        self._path = path
        self._root = root or self

    def __getitem__(self, name: str) -> Any:
        path = f"{self._path}.{name}" if self._path else name
        return self._reached(self._words[name], path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def _reached(self, value: Any, path: str) -> Any:
        if value is self._unknown:
            raise UnknownValueError(self._root, f"{path} of {self._owner} isn't known yet.")
        if isinstance(value, Mapping):
            return _PartlyKnown(value, self._owner, self._unknown, path, self._root)
        return [self._reached(item, path) for item in value] if isinstance(value, list) else value


def _has(value: Any, unknown: object) -> bool:
    if isinstance(value, Mapping):
        return any(_has(item, unknown) for item in value.values())
    return any(_has(item, unknown) for item in value) if isinstance(value, list) else value is unknown
