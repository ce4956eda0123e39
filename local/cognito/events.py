"""The latest calls of operations and of triggers' functions: who asked what, and what came of it."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from local.cognito.json_types import JsonObject

if TYPE_CHECKING:
    from local.cognito.triggers.calls import TriggerCall

KEPT_CALLS: Final = 1000
KEPT_TRIGGERS: Final = 200
LONGEST_NAME: Final = 128


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One call of an operation: names only, no secret and no answer."""

    number: int
    """Counts the engine's events from 1 on."""
    at: float
    """Seconds since the epoch, by the engine's clock, when it ended."""
    operation: str
    user_pool_id: str
    """As the request names it."""
    client_id: str
    username: str
    """As the request names it; empty where it doesn't."""
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


@dataclass(frozen=True, slots=True)
class TriggerEvent:
    """One call of a trigger's function."""

    number: int
    call: "TriggerCall" = field(repr=False)
    """Its secrets are masked already."""

    @property
    def at(self) -> float:
        """Seconds since the epoch, by the engine's clock, when it began."""
        return self.call.at

    def to_json(self) -> JsonObject:
        """The event as the control interface tells it."""
        return {**self.call.to_json(), "number": self.number}


class Events:
    """The latest events, in memory; a restart forgets them. Safe in threads. Noting a call takes about 1.5 µs."""

    def __init__(self) -> None:
        self.latest_number = 0
        """That of the latest event; 0 where there is none yet."""
        self._numbers = count(1)
        self._calls: deque[tuple[Any, ...]] = deque(maxlen=KEPT_CALLS)
        self._triggers: deque[TriggerEvent] = deque(maxlen=KEPT_TRIGGERS)
        self._lock = threading.Lock()

    def note_call(self, at: float, operation: str, parameters: Any, error: str, duration_s: float) -> None:
        """Note a call that has ended. `parameters` may be of any form."""
        if type(parameters) is dict:
            given = parameters.get
            pool_id, client_id, username = _text(given("UserPoolId")), _text(given("ClientId")), _username(given)
        else:
            pool_id = client_id = username = ""
        with self._lock:
            number = self.latest_number = next(self._numbers)
            self._calls.append((number, at, operation, pool_id, client_id, username, error, duration_s))

    def note_trigger(self, call: "TriggerCall") -> None:
        """Note a call of a function that has ended."""
        with self._lock:
            number = self.latest_number = next(self._numbers)
            self._triggers.append(TriggerEvent(number, call))

    def calls(self, after: int = 0) -> list[CallEvent]:
        """The calls of operations that are kept, those after a number, newest first."""
        with self._lock:
            kept = list(self._calls)
        return [CallEvent(*event) for event in reversed(kept) if event[0] > after]

    def triggers(self, after: int = 0) -> list[TriggerEvent]:
        """The calls of functions that are kept, those after a number, newest first."""
        with self._lock:
            kept = list(self._triggers)
        return [event for event in reversed(kept) if event.number > after]


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
