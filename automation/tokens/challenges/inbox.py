"""Reads the codes that Cognito sent by e-mail or SMS from the local engine's inbox."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import requests

TIMEOUT_S = 10
CLOCK_TOLERANCE_S = 0.01


@dataclass(frozen=True)
class Delivery:
    """A code that Cognito has sent."""

    user_pool_id: str
    names: Collection[str]
    """Names of the user it is for: what was signed in with, and Cognito's own."""
    destination: str
    """CODE_DELIVERY_DESTINATION: the address or number, most of it replaced by `*`; empty where it isn't said."""
    since: float
    """It was sent after this moment, in seconds since the epoch."""


class Inbox(Protocol):
    """Where codes arrive."""

    def wait_for_code(self, delivery: Delivery) -> str | None:
        """The code of the newest matching message; None if none arrived."""


class LocalInbox:
    """The local engine's inbox, `GET /inbox.json`."""

    def __init__(
        self,
        endpoint_url: str,
        http: "requests.Session",
        *,
        patience_s: float = 5.0,
        pause_s: float = 0.2,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = f"{endpoint_url}/inbox.json"
        self._http = http
        self._attempts = max(1, int(patience_s / pause_s))
        self._pause_s = pause_s
        self._sleep = sleep

    def wait_for_code(self, delivery: Delivery) -> str | None:
        """Look for it repeatedly, for some seconds."""
        for attempt in range(self._attempts):
            if attempt:
                self._sleep(self._pause_s)
            code = next((str(one["code"]) for one in self._messages() if _fits(one, delivery)), None)
            if code is not None:
                return code
        return None

    def _messages(self) -> list[dict[str, Any]]:
        """All messages, newest first; none if the inbox doesn't respond."""
        import requests

        try:
            answer = self._http.get(self._url, timeout=TIMEOUT_S)
            answer.raise_for_status()
            found: list[dict[str, Any]] = answer.json()["messages"]
        except (requests.RequestException, ValueError, KeyError, TypeError, RecursionError):
            return []
        return found


def _fits(message: dict[str, Any], delivery: Delivery) -> bool:
    to = {str(message.get("username")), str(message.get("destination"))}
    named = bool(to & set(delivery.names))
    masked = "*" in delivery.destination and fnmatchcase(str(message.get("destination")), delivery.destination)
    return (
        bool(message.get("code"))
        and message.get("user_pool_id") == delivery.user_pool_id
        and float(message.get("at") or 0) >= delivery.since - CLOCK_TOLERANCE_S
        and (named or masked)
    )
