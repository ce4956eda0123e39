"""What a run works with, whoever asked for it: the command line, or a program that uses this one as a library."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from automation.terminal.console import Console
from automation.terminal.signals import Signals


@dataclass(frozen=True)
class Runtime:
    """A run's surroundings."""

    root: Path
    """The project's folder, which in a checkout is the checkout."""
    console: Console
    signals: Signals
    variables: Mapping[str, str]
    """The process's own."""
