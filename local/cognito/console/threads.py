"""Sign-ins, each as one thread: the pages, API calls, trigger calls and messages that belong together.

What happened within one HTTP request belongs together; so do requests of one browser from an authorization request on,
a call that sends the Session which another one answered, and the exchange of a code that a page gave out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, TypeAlias

from local.cognito.events import CallEvent, Events, MessageEvent, TriggerEvent, VisitEvent
from local.cognito.oauth.paths import TOKEN
from local.cognito.pages.paths import AUTHORIZE

Event: TypeAlias = CallEvent | TriggerEvent | VisitEvent | MessageEvent
BEGINNING: Final = frozenset({"InitiateAuth", "AdminInitiateAuth", "SignUp", "ForgotPassword", "GetClientToken"})
"""Operations with which something begins, where they don't go on with a session."""
ANSWERING: Final = frozenset({"RespondToAuthChallenge", "AdminRespondToAuthChallenge"})
SIGNING_IN: Final = frozenset({"InitiateAuth", "AdminInitiateAuth", *ANSWERING})


@dataclass(slots=True)
class Thread:
    """One sign-in."""

    events: list[Event] = field(default_factory=list)
    """In the order of their beginning, as far as it is known."""

    @property
    def number(self) -> int:
        """That of its first event, by which it is known."""
        return self.events[0].number

    @property
    def username(self) -> str:
        """Whom a request or a trigger names, the latest."""
        named = [_username(one) for one in self.events]
        return next((name for name in reversed(named) if name), "")

    @property
    def client_id(self) -> str:
        """The app client."""
        return next(
            (one.client_id for one in self.events if isinstance(one, CallEvent | VisitEvent) and one.client_id), ""
        )

    @property
    def user_pool_id(self) -> str:
        """The user pool, where an event names it."""
        calls = [one.user_pool_id for one in self.events if isinstance(one, CallEvent)]
        triggers = [one.call.user_pool_id for one in self.events if isinstance(one, TriggerEvent)]
        return next(filter(None, [*calls, *triggers]), "")

    @property
    def error(self) -> str:
        """What was refused last; empty where it went on afterwards."""
        last = next(
            (one for one in reversed(self.events) if isinstance(one, CallEvent | VisitEvent) and _says(one)), None
        )
        return last.error if last is not None else ""

    @property
    def outcome(self) -> str:
        """How it stands: refused, signed in, or what it waits for."""
        if self.error:
            return self.error
        if any(isinstance(one, VisitEvent) and one.path == TOKEN for one in self.events):
            return "tokens issued"
        calls = [one for one in self.events if isinstance(one, CallEvent) and one.operation in SIGNING_IN]
        if not calls:
            return ""
        return f"waiting for {calls[-1].challenge}" if calls[-1].challenge else "signed in"


def threads(events: Events) -> list[Thread]:
    """The sign-ins that are remembered, the latest first."""
    found: list[Thread] = []
    by_browser: dict[str, Thread] = {}
    by_session: dict[str, Thread] = {}
    by_code: dict[str, Thread] = {}
    for request in _requests(events):
        visit = next((one for one in request if isinstance(one, VisitEvent)), None)
        calls = [one for one in request if isinstance(one, CallEvent)]
        thread = _known(visit, calls, by_browser, by_session, by_code)
        if thread is None:
            if not _begins(visit, calls):
                continue
            thread = Thread()
            found.append(thread)
        thread.events += request
        for call in calls:
            if call.session_out:
                by_session[call.session_out] = thread
        if visit is not None and visit.browser:
            by_browser[visit.browser] = thread
            if visit.code:
                by_code[visit.code] = thread
    return found[::-1]


def _requests(events: Events) -> Iterable[list[Event]]:
    """The events of each HTTP request; requests in the order in which they were noted."""
    everything: list[Event] = [*events.calls(), *events.triggers(), *events.visits(), *events.messages()]
    # A visit is noted when it has been answered, and caused what was noted before it.
    everything.sort(key=lambda one: (one.request, not isinstance(one, VisitEvent), one.number))
    numbered = [one for one in everything if one.request]
    groups = [list(group) for _, group in groupby(numbered, key=lambda one: one.request)]
    return sorted(groups, key=lambda group: min(one.number for one in group))


def _known(
    visit: VisitEvent | None,
    calls: list[CallEvent],
    by_browser: dict[str, Thread],
    by_session: dict[str, Thread],
    by_code: dict[str, Thread],
) -> Thread | None:
    """The thread that a request goes on with."""
    if visit is None:
        return next((by_session[one.session_in] for one in calls if one.session_in in by_session), None)
    if not visit.browser:
        return by_code.get(visit.code)
    return None if visit.path == AUTHORIZE else by_browser.get(visit.browser)


def _begins(visit: VisitEvent | None, calls: list[CallEvent]) -> bool:
    """Whether a request that belongs to none is the first of a sign-in."""
    if visit is not None:
        return bool(visit.browser) or visit.path == TOKEN
    return any(one.operation in BEGINNING for one in calls)


def _says(event: CallEvent | VisitEvent) -> bool:
    """Whether an event says how a sign-in stands: showing a page doesn't."""
    return isinstance(event, CallEvent) or bool(event.error or event.code)


def _username(event: Event) -> str:
    if isinstance(event, CallEvent):
        return event.username
    return event.call.user_name if isinstance(event, TriggerEvent) else ""
