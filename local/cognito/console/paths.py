"""Which paths are the console's."""

from typing import Final

CONSOLE: Final = "/_console"
INBOX: Final = "/inbox"
INBOX_JSON: Final = "/inbox.json"


def is_console(path: str) -> bool:
    """Whether a path is the console's or the inbox's."""
    return path in {INBOX, INBOX_JSON}
