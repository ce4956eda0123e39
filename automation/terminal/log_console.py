"""What a run says, where a program uses this one as a library: records of Python's logging, and nothing on stderr."""

import logging
from typing import Final

from automation.terminal.console import Console

LOGGER: Final = "cognito_access_token"


class LogConsole(Console):
    """Progress as INFO, details as DEBUG, warnings and errors as such, all of the logger `cognito_access_token`."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self._logger = logging.getLogger(LOGGER)

    def say(self, text: str) -> None:
        """One line of progress."""
        self._logger.info(text)

    def done(self, text: str) -> None:
        """One line of progress for something that came about."""
        self._logger.info(text)

    def ask_to_open(self, text: str, url: str) -> None:
        """An address that somebody must open."""
        self._logger.warning("%s %s", text, url)

    def detail(self, text: str) -> None:
        """What `--verbose` would show."""
        self._logger.debug(text)

    def warn(self, text: str) -> None:
        """A warning."""
        self._logger.warning(text)

    def error(self, text: str) -> None:
        """What is left behind, or another failure that ends nothing."""
        self._logger.error(text)
