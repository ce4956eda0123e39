"""Which paths are the console's."""

from typing import Final
from urllib.parse import quote

CONSOLE: Final = "/_console"
POOLS: Final = f"{CONSOLE}/pools/"
TOKEN: Final = f"{CONSOLE}/token"
SIGN_INS: Final = f"{CONSOLE}/sign-ins"
CLOCK: Final = f"{CONSOLE}/clock"
INBOX: Final = "/inbox"
INBOX_JSON: Final = "/inbox.json"


def is_console(path: str) -> bool:
    """Whether a path is the console's or the inbox's. A person who opens the engine's address comes to the console."""
    return path in {"/", CONSOLE, INBOX, INBOX_JSON} or path.startswith(f"{CONSOLE}/")


def pool_path(pool_id: str, *below: str) -> str:
    """A pool's page, or one below it."""
    return POOLS + "/".join(quote(part, safe="") for part in (pool_id, *below))


def user_path(pool_id: str, sub: str, *below: str) -> str:
    """A user's page, or what does something to the user."""
    return pool_path(pool_id, "users", sub, *below)


def message_path(destination: str) -> str:
    """The messages to an address or number."""
    return f"{INBOX}?to={quote(destination, safe='')}"
