"""Options that take a secret: the value itself, `-` for stdin, `@FILE` for a file's first line."""

from pathlib import Path
from typing import TextIO

from automation.errors import UsageError


def read_secret(text: str, option: str, stdin: TextIO) -> str:
    """The secret that an option names. Raises UsageError where there is none; never repeats the value."""
    if text == "-":
        secret = stdin.readline().strip()
        where = "stdin"
    elif text.startswith("@"):
        where = text[1:]
        try:
            secret = Path(where).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it isn't UTF-8 text"
            raise UsageError(f"{option} @{where} can't be read: {reason}.") from None
    else:
        return text
    if not secret:
        raise UsageError(f"{option} is empty: {where} has no content.")
    return secret
