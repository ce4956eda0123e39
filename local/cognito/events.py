"""The latest calls of operations: who asked what, and what came of it. Names only: no secret, no answer."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from local.cognito.json_types import JsonObject

KEPT: Final = 1000
LONGEST_NAME: Final = 128


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One call of an operation."""

    number: int
    """Counts the engine's events from 1 on."""
    at: float
    """Seconds since the epoch, by the engine's clock, when it ended."""
    operation: str
    user_pool_id: str
    client_id: str
    username: str
    """As it was given; empty where the request has none."""
    error: str
    """Cognito's error code; empty where it succeeded."""
    duration_s: float

    def to_json(self) -> JsonObject:
        """The event as the control interface tells it."""
        return {
            "kind": "call",
            "number": self.number,
            "at": self.at,
            "operation": self.operation,
            "user_pool_id": self.user_pool_id,
            "client_id": self.client_id,
            "username": self.username,
            "error": self.error,
            "duration_ms": round(self.duration_s * 1000, 2),
        }


class Events:
    """The latest events, in memory; a restart forgets them. Safe in threads. Noting one takes about a microsecond."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.latest_number = 0
        """That of the latest event; 0 where there is none yet."""
        self._calls: deque[tuple[Any, ...]] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def note_call(self, at: float, operation: str, parameters: Any, error: str, duration_s: float) -> None:
        """Note a call that has ended. `parameters` may be of any form."""
        if type(parameters) is dict:
            given = parameters.get
            pool_id, client_id, username = _text(given("UserPoolId")), _text(given("ClientId")), _username(given)
        else:
            pool_id = client_id = username = ""
        with self._lock:
            self.latest_number = next(self._numbers)
            self._calls.append((self.latest_number, at, operation, pool_id, client_id, username, error, duration_s))

    def calls(self, after: int = 0) -> list[CallEvent]:
        """The calls that are kept, those after a number, newest first."""
        with self._lock:
            kept = list(self._calls)
        return [CallEvent(*event) for event in reversed(kept) if event[0] > after]


def _username(given: Callable[[str], Any]) -> str:
    for name, within in (("Username", None), ("AuthParameters", "USERNAME"), ("ChallengeResponses", "USERNAME")):
        found = given(name)
        if found is not None:
            return _text(found if within is None else found.get(within) if type(found) is dict else None)
    return ""


def _text(value: Any) -> str:
    """A name as it is kept: requests hold what isn't text, and texts of megabytes."""
    if type(value) is not str:
        return ""
    return value if len(value) <= LONGEST_NAME else value[:LONGEST_NAME]
