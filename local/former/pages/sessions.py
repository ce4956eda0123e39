"""Who is signed in on the hosted pages in which browser, and who is half-way through signing in."""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from local.former import state
from local.former.pages.authorization import Authorization, PageError

SESSION_LIFETIME_S: Final = 3600
"""An hour, as on AWS, and not to be changed there either."""
STEP_LIFETIME_S: Final = 900
"""As long as a Cognito challenge session can be made to last; Cognito's own, shorter one is asked for each answer."""
KEPT_STEPS: Final = 1000
SESSIONS: Final = "_BrowserSessions"
"""Where a pool's dict has them: kept, and deleted, with the pool."""


def cookie_name(pool: state.Pool) -> str:
    """All pools' pages have one host here, and a cookie doesn't know ports: each pool's has a name of its own."""
    return f"cognito-{pool['Id']}"


def start_session(pool: state.Pool, username: str) -> str:
    """Remember that a browser's user is signed in; the cookie's value."""
    token, now = secrets.token_urlsafe(32), time.time()
    left = {key: one for key, one in pool.get(SESSIONS, {}).items() if one["Expires"] > now}
    pool[SESSIONS] = {**left, _digest(token): {"Username": username, "Expires": now + SESSION_LIFETIME_S}}
    return token


def session_user(pool: state.Pool, token: str | None) -> state.User | None:
    """The enabled user whose session a cookie is; None where there is none any more."""
    session = pool.get(SESSIONS, {}).get(_digest(token or ""))
    if session is None or session["Expires"] <= time.time():
        return None
    user: state.User | None = pool["_users"].get(session["Username"])
    return user if user and user.get("Enabled", True) else None


def end_session(pool: state.Pool, token: str | None) -> None:
    """Forget a session."""
    pool[SESSIONS] = {key: one for key, one in pool.get(SESSIONS, {}).items() if key != _digest(token or "")}


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Step:
    """Where somebody is between two pages. It belongs to one browser."""

    request: Authorization
    browser: str = field(repr=False)
    """The browser's CSRF token."""
    username: str
    password: str = field(default="", repr=False)
    """Kept where a confirmed sign-up goes on to sign in."""
    challenge: str = ""
    """Cognito's challenge; empty for the confirmation of an account and for a new password."""
    session: str = field(default="", repr=False)
    """Cognito's Session."""
    parameters: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Cognito's ChallengeParameters, or what a page has to show."""


class Steps:
    """The steps of this process; a restart forgets them, and whoever was in one begins anew. Safe in threads."""

    def __init__(self) -> None:
        self._steps: OrderedDict[str, tuple[float, Step]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, step: Step) -> str:
        """Keep a step; the key that its page carries."""
        key = secrets.token_urlsafe(24)
        with self._lock:
            self._steps[key] = (time.monotonic() + STEP_LIFETIME_S, step)
            while len(self._steps) > KEPT_STEPS:
                self._steps.popitem(last=False)
        return key

    def find(self, key: str, browser: str) -> Step:
        """The step of a page, in the account and region of its pool. Raises PageError where it is over."""
        with self._lock:
            expires, step = self._steps.get(key, (0.0, None))
        if step is None or expires < time.monotonic() or not secrets.compare_digest(step.browser, browser):
            raise PageError(
                "session_expired", "Your session has expired. Go back to the application and sign in again."
            )
        # What it holds may have been changed or deleted meanwhile.
        found = state.enter_client(step.request.client["ClientId"])
        if found is None:
            raise PageError("invalid_client", "The app client has been deleted meanwhile.")
        return replace(step, request=replace(step.request, pool=found[0], client=found[1]))

    def end(self, key: str) -> None:
        """Forget a step: it is done."""
        with self._lock:
            self._steps.pop(key, None)
