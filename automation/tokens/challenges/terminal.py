"""Asks questions in the terminal, if there is one."""

from collections.abc import Callable
from typing import TextIO

from automation.errors import DriverError

Ask = Callable[[str, bool], str]
"""Asks for one line; the flag says that it is a secret, not to be shown while it is typed."""


def asker(stdin: TextIO, stderr: TextIO) -> Ask | None:
    """A function that asks on stderr and reads from stdin; None if stdin isn't a terminal."""
    if not stdin.isatty():
        return None

    def ask(question: str, secret: bool) -> str:  # noqa: FBT001 - as Ask says
        if secret:
            import getpass

            line = getpass.getpass(f"{question}: ", stderr)
        else:
            stderr.write(f"{question}: ")
            stderr.flush()
            line = stdin.readline()
        answer = line.strip()
        if not answer:
            raise DriverError(f"Nothing was entered for: {question}.")
        return answer

    return ask
