"""Who is half-way through signing in or up, between two pages."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from local.cognito.json_types import JsonObject
from local.cognito.pages.authorization import Authorization, known_client
from local.cognito.pages.errors import session_expired
from local.cognito.pages.visit import Visit

LIFETIME_S: Final = 900
"""As long as a challenge session of Cognito can be made to last; its own, shorter one is asked for each answer."""
MAX_STEPS: Final = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """Where somebody is. It belongs to one browser."""

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

    def call(self, visit: Visit, operation: str, **parameters: Any) -> JsonObject:
        """An operation about the step's user, as a page calls it. Raises CognitoError."""
        return call(visit, self.request, operation, Username=self.username, **parameters)


class Steps:
    """The steps of this process; a restart forgets them, and whoever was in one begins anew. Safe in threads."""

    def __init__(self) -> None:
        self._steps: OrderedDict[str, tuple[float, Step]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, visit: Visit, step: Step) -> str:
        """Keep a step; the key that its page carries."""
        key = secrets.token_urlsafe(24)
        with self._lock:
            self._steps[key] = (visit.engine.clock.now() + LIFETIME_S, step)
            while len(self._steps) > MAX_STEPS:
                self._steps.popitem(last=False)
        return key

    def find(self, visit: Visit, key: str) -> Step:
        """The step of a page. Raises PageError where it is over, or another browser's."""
        with self._lock:
            expires, step = self._steps.get(key, (0.0, None))
        if step is None or expires < visit.engine.clock.now():
            raise session_expired()
        if not secrets.compare_digest(step.browser.encode(), visit.csrf.encode()):
            raise session_expired()
        # What it holds may have been changed or deleted meanwhile.
        asking = known_client(visit, step.request.client.id)
        return replace(step, request=replace(step.request, asking=asking))

    def end(self, key: str) -> None:
        """Forget a step: it is done."""
        with self._lock:
            self._steps.pop(key, None)


def call(visit: Visit, request: Authorization, operation: str, **parameters: Any) -> JsonObject:
    """An operation for a request's app client, as a page calls it: without a secret hash. Raises CognitoError."""
    pool = request.pool
    by_admin = {"UserPoolId": pool.id} if operation.startswith("Admin") else {}
    given = {**by_admin, "ClientId": request.asking.app_client_id, **parameters}
    return visit.engine.call(operation, given, region=pool.region, from_pages=True, context=visit.context)
