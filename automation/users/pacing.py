"""How fast requests may be sent: below Cognito's quotas per category, and slower where it says so."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from cognito_model.request_quotas import POOL_RATE, RATES

MARGIN = 0.97
"""The share of a quota that is used: clocks differ, and others use the same account."""
SLOWER = 0.85
"""By how much a refusal slows down."""
STEADY_S = 5.0
"""After so long without a refusal, it is tried a little faster again."""


@dataclass(frozen=True)
class Category:
    """A category of the developer guide's "Request rate quotas": per account and region, over all pools."""

    name: str
    quota: float
    """Requests per second, the default."""


USER_CREATION = Category("UserCreation", RATES["UserCreation"])
USER_ACCOUNT_RECOVERY = Category("UserAccountRecovery", RATES["UserAccountRecovery"])
USER_RESOURCE_UPDATE = Category("UserResourceUpdate", RATES["UserResourceUpdate"])
USER_READ = Category("UserRead", RATES["UserRead"])
USER_LIST = Category("UserList", RATES["UserList"])
USER_UPDATE = Category("UserUpdate", RATES["UserUpdate"])
USER_AUTHENTICATION = Category("UserAuthentication", RATES["UserAuthentication"])
USER_POOL_RESOURCE_READ = Category("UserPoolResourceRead", POOL_RATE)
USER_POOL_RESOURCE_UPDATE = Category("UserPoolResourceUpdate", POOL_RATE)
"""What one operation on one pool may do; all of them together may do more."""


class Pacer:
    """Lets the requests of one category through at its rate. Safe to share between threads.

    Without a limit at first, where `unlimited` (an engine may enforce no quotas), until the first refusal.
    """

    def __init__(
        self,
        category: Category,
        *,
        unlimited: bool,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._ceiling = category.quota * MARGIN
        self._rate: float | None = None if unlimited else self._ceiling
        self._now, self._sleep = now, sleep
        self._lock = threading.Lock()
        self._next = self._changed = now()

    @property
    def rate(self) -> float | None:
        """Requests per second at the moment; None without a limit."""
        return self._rate

    def wait(self) -> None:
        """Return when the next request may be sent."""
        with self._lock:
            now = self._now()
            if self._rate is None:
                return
            if self._rate < self._ceiling and now - self._changed > STEADY_S:
                self._rate, self._changed = min(self._ceiling, self._rate * 1.1), now
            at = max(self._next, now)
            self._next = at + 1 / self._rate
        if at > now:
            self._sleep(at - now)

    def refused(self) -> None:
        """Cognito answered TooManyRequestsException: slow down, once for all requests that were under way."""
        with self._lock:
            now = self._now()
            if self._rate is None:
                self._rate = self._ceiling
            elif now - self._changed > 1.0:
                self._rate *= SLOWER
            else:
                return
            self._changed = now
            # What the quota's second has left is used up.
            self._next = max(self._next, now + 1 / self._rate)
