"""AWS operations that read, below their quotas."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from automation.errors import DriverError
from automation.users.calls import Calls
from automation.users.pacing import Category, Pacer
from cognito_model.request_quotas import PER_POOL, POOL_RATE, RATES, category_of
from local.provider.clients import Api
from local.provider.operation import ApiCall

IDENTITY_POOLS: Final = Category("identity pools", 10)
"""No page says how often they may be read: as fast as they come, and after a refusal so often."""
WEB_ACLS: Final = Category("web ACLs", 1)
"""GetWebACLForResource, by AWS WAF's page of quotas."""


class EndedError(DriverError):
    """Nothing is read any more: whoever asked is leaving."""


class PacedApi(Api):
    """The operations of one service. One that is throttled, or that stumbles, is tried again. Safe between threads."""

    def __init__(
        self,
        client: Any,
        category: Category | None = None,
        *,
        unlimited: bool,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        """`category`: of all operations; None for Cognito's, which differ. `is_over`: nothing is sent from then on.

        `unlimited`: as fast as they come, until one is refused.
        """
        super().__init__(client)
        self._category = category
        self._calls = Calls(client, unlimited=unlimited)
        self._is_over = is_over
        self._pools: dict[tuple[str, str], Pacer] = {}

    def pacer(self, operation: str) -> Pacer:
        """The pacer of an operation's category."""
        return self._calls.pacer(self._category_of(operation))

    def forget(self, pool_id: str) -> None:
        """No more is read of a user pool."""
        for key in [key for key in list(self._pools) if key[1] == pool_id]:
            self._pools.pop(key, None)

    def _send(self, call: ApiCall) -> dict[str, Any]:
        """Raises EndedError."""

        def send() -> dict[str, Any]:
            if self._is_over():
                raise EndedError("Interrupted before everything was read.")
            return super(PacedApi, self)._send(call)

        self._wait_for_pool(call.operation, call.parameters)
        return self._calls.paced(self._category_of(call.operation), send)

    def _wait_for_pool(self, operation: str, parameters: Mapping[str, Any]) -> None:
        """A pool has a quota of its own for each operation, which matters where there is one at all."""
        pool_id = parameters.get("UserPoolId", "")
        category = self._category_of(operation)
        if category.name in PER_POOL and self._calls.pacer(category).rate is not None:
            own = Pacer(Category(operation, POOL_RATE), unlimited=False)
            self._pools.setdefault((operation, pool_id), own).wait()

    def _category_of(self, operation: str) -> Category:
        if self._category is not None:
            return self._category
        name = category_of(operation)
        return Category(name, RATES[name])
