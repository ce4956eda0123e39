"""The latest calls of operations and of triggers' functions: who asked what, and what came of it."""

import threading
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from local.cognito import ids
from local.cognito.json_types import JsonObject

if TYPE_CHECKING:
    from local.cognito.triggers.calls import TriggerCall

KEPT_CALLS: Final = 1000
KEPT_TRIGGERS: Final = 200
KEPT_VISITS: Final = 500
KEPT_MESSAGES: Final = 200
MAX_NAME_LENGTH: Final = 128
MAX_TOKEN_LENGTH: Final = 4096
DIGITS: Final = 16
REQUEST: Final[ContextVar[int]] = ContextVar("request", default=0)
"""The number of the HTTP request that this thread answers; 0 for none."""
REQUESTS: Final = count(1)


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
    request: int = 0
    """The HTTP request that it was made in: what has the same number belongs together."""
    challenge: str = ""
    """ChallengeName of the answer."""
    session_in: str = field(default="", repr=False)
    """The beginning of the digest of the Session that was sent; empty without one."""
    session_out: str = field(default="", repr=False)
    """Likewise of the one that was answered: whoever sends it goes on with this sign-in."""

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
    request: int = 0
    """As that of a call."""

    @property
    def at(self) -> float:
        """Seconds since the epoch, by the engine's clock, when it began."""
        return self.call.at

    def to_json(self) -> JsonObject:
        """The event as the control interface tells it."""
        return {**self.call.to_json(), "number": self.number}


@dataclass(frozen=True, slots=True)
class VisitEvent:
    """One request to a hosted page or an OAuth endpoint: no parameters but what ties requests together."""

    number: int
    at: float
    """Seconds since the epoch, by the engine's clock, when it ended."""
    request: int
    """As that of a call."""
    method: str
    path: str
    status: int
    client_id: str = ""
    """As the request names it."""
    browser: str = field(default="", repr=False)
    """The beginning of the digest of what tells a browser from others; empty for an endpoint."""
    leads_to: str = ""
    """The page that the browser is sent on to, without its parameters."""
    error: str = ""
    """What was refused, as OAuth names it."""
    code: str = field(default="", repr=False)
    """The beginning of the digest of the authorization code that was given out, or handed in."""


@dataclass(frozen=True, slots=True)
class MessageEvent:
    """One message that was sent."""

    number: int
    at: float
    request: int
    """As that of a call."""
    message_id: str


class Events:
    """The latest events, in memory; a restart forgets them. Safe in threads.

    Noting a call takes 1.5 µs, one with a Session 3 µs.
    """

    def __init__(self) -> None:
        self.latest_number = 0
        """That of the latest event; 0 where there is none yet."""
        self._numbers = count(1)
        self._calls: deque[tuple[Any, ...]] = deque(maxlen=KEPT_CALLS)
        self._triggers: deque[TriggerEvent] = deque(maxlen=KEPT_TRIGGERS)
        self._visits: deque[VisitEvent] = deque(maxlen=KEPT_VISITS)
        self._messages: deque[MessageEvent] = deque(maxlen=KEPT_MESSAGES)
        self._lock = threading.Lock()

    def enter(self) -> bool:
        """Begin what belongs to one HTTP request, in this thread; whether it is to be left: not where it was begun."""
        if REQUEST.get():
            return False
        REQUEST.set(next(REQUESTS))
        return True

    @staticmethod
    def leave() -> None:
        """End what `enter` began."""
        REQUEST.set(0)

    def note_call(  # noqa: PLR0913, PLR0917 - what a call is
        self, at: float, operation: str, parameters: Any, error: str, duration_s: float, answer: Any = None
    ) -> None:
        """Note a call that has ended. `parameters` may be of any form."""
        session_in = session_out = challenge = ""
        if type(parameters) is dict:
            given = parameters.get
            pool_id, client_id, username = _text(given("UserPoolId")), _text(given("ClientId")), _username(given)
            session_in = short_digest(given("Session"))
        else:
            pool_id = client_id = username = ""
        if answer:
            session_out, challenge = short_digest(answer.get("Session")), answer.get("ChallengeName", "")
        noted = (at, operation, pool_id, client_id, username, error, duration_s, REQUEST.get(), challenge)
        with self._lock:
            number = self.latest_number = next(self._numbers)
            self._calls.append((number, *noted, session_in, session_out))

    def note_trigger(self, call: "TriggerCall") -> None:
        """Note a call of a function that has ended."""
        with self._lock:
            number = self.latest_number = next(self._numbers)
            self._triggers.append(TriggerEvent(number, call, REQUEST.get()))

    def note_visit(self, at: float, method: str, path: str, status: int, **more: str) -> None:
        """Note a request to a page or an endpoint that has been answered; `more` are VisitEvent's further members."""
        told = {name: _text(value) for name, value in more.items()}
        with self._lock:
            self._visits.append(VisitEvent(next(self._numbers), at, REQUEST.get(), method, path, status, **told))

    def note_message(self, at: float, message_id: str) -> None:
        """Note a message that was sent."""
        with self._lock:
            self._messages.append(MessageEvent(next(self._numbers), at, REQUEST.get(), message_id))

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

    def visits(self) -> list[VisitEvent]:
        """The requests to pages and endpoints that are kept, oldest first."""
        with self._lock:
            return list(self._visits)

    def messages(self) -> list[MessageEvent]:
        """The messages that were sent while the engine ran, those that are kept, oldest first."""
        with self._lock:
            return list(self._messages)


def short_digest(token: Any) -> str:
    """Enough of a token's digest to know it again; empty for what is no text."""
    return ids.digest(token)[:DIGITS] if type(token) is str and 0 < len(token) <= MAX_TOKEN_LENGTH else ""


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
    return value if len(value) <= MAX_NAME_LENGTH else value[:MAX_NAME_LENGTH]
