"""What a function prints, of which the last lines are kept."""

from collections import deque
from typing import Final

_LONGEST_LINE: Final = 2_000
MASK: Final = "***"


class FunctionLog:
    """The log of one call, however much a function prints."""

    def __init__(self, lines: int) -> None:
        self._lines: deque[str] = deque(maxlen=lines)
        self._rest = b""
        self._cut = False

    def feed(self, data: bytes) -> None:
        """Take what the function has written so far."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        for line in whole:
            self._add(line)
        if len(self._rest) > _LONGEST_LINE:
            if not self._cut:
                self._add(self._rest)
            self._rest, self._cut = b"", True

    def _add(self, line: bytes) -> None:
        if self._cut:
            self._cut = False  # the end of a line whose beginning is kept
            return
        self._lines.append(line[:_LONGEST_LINE].decode("utf-8", "replace").rstrip("\r"))

    def add(self, line: str) -> None:
        """Add a line of the engine's own."""
        self._lines.append(line)

    def lines(self, secrets: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The last lines, the oldest first, with `secrets` masked."""
        if self._rest:
            self._add(self._rest)
            self._rest = b""
        return tuple(without_secrets(line, secrets) for line in self._lines)


def without_secrets(line: str, secrets: tuple[str, ...]) -> str:
    """`line` with each of `secrets` masked."""
    for secret in secrets:
        line = line.replace(secret, MASK)
    return line
