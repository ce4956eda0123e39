"""What a run says on stderr while it works. stdout belongs to the answer."""

import os
import sys
from typing import TextIO


class Console:
    """Progress, notes and warnings on stderr; silent with `--quiet` but for warnings and errors."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self.quiet = quiet
        self.verbose = verbose
        self._colour = self._stream.isatty() and not os.environ.get("NO_COLOR")

    def say(self, text: str) -> None:
        """One line of progress."""
        if not self.quiet:
            self._write(text)

    def done(self, text: str) -> None:
        """One line of progress for something that came about."""
        if not self.quiet:
            self._write(f"\033[32m✓\033[0m {text}" if self._colour else f"✓ {text}")

    def ask_to_open(self, text: str, url: str) -> None:
        """An address that somebody must open: shown always, on a line of its own."""
        self._write(f"{text}\n  {url}")

    def detail(self, text: str) -> None:
        """Shown with `--verbose` only."""
        if self.verbose:
            self._write(text)

    def warn(self, text: str) -> None:
        """Shown always."""
        self._write(f"\033[33mwarning:\033[0m {text}" if self._colour else f"warning: {text}")

    def error(self, text: str) -> None:
        """Shown always."""
        self._write(f"\033[31merror:\033[0m {text}" if self._colour else f"error: {text}")

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text + "\n")
            self._stream.flush()
        except (BrokenPipeError, ValueError):  # nobody reads any more: not a reason to leave an environment behind
            pass
