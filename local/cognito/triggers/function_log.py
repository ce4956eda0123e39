"""What a function prints, of which the last lines are kept."""

import json
from collections import deque
from typing import Final

_MAX_LINE_LENGTH: Final = 2_000
_MAX_RAW_LINE_LENGTH: Final = 2 * _MAX_LINE_LENGTH
"""Kept until secrets are masked: one that reaches beyond the longest line is whole in it."""
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
        if len(self._rest) > _MAX_RAW_LINE_LENGTH:
            if not self._cut:
                self._add(self._rest)
            self._rest, self._cut = b"", True

    def _add(self, line: bytes) -> None:
        if self._cut:
            self._cut = False  # the end of a line whose beginning is kept
            return
        self._lines.append(line[:_MAX_RAW_LINE_LENGTH].decode("utf-8", "replace").rstrip("\r"))

    def add(self, line: str) -> None:
        """Add a line of the engine's own."""
        self._lines.append(line)

    def lines(self, secrets: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The last lines, the oldest first, with `secrets` masked."""
        if self._rest:
            self._add(self._rest)
            self._rest = b""
        return tuple(without_secrets(line, secrets)[:_MAX_LINE_LENGTH] for line in self._lines)


def written_forms(secret: str) -> tuple[str, ...]:
    """How functions write a text in their logs: as it is, in JSON, in a Python literal."""
    return secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]


def without_secrets(line: str, secrets: tuple[str, ...]) -> str:
    """`line` with each of `secrets` masked."""
    for secret in secrets:
        line = line.replace(secret, MASK)
    return line
