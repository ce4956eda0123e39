"""AWS operations that read, below the quotas of their categories."""

from typing import Any, Final

from automation.users.pacing import Category, Pacer
from cognito_model.request_quotas import CATEGORIES, RATES
from local.provider.clients import Api
from local.provider.errors import ApiError
from local.provider.operation import ApiCall

_READS: Final = ("UserPoolRead", "UserPoolClientRead", "UserPoolResourceRead")
_OTHERS: Final = "UserPoolResourceRead"
_THROTTLED: Final = frozenset({"TooManyRequestsException", "ThrottlingException", "LimitExceededException"})
_TRIES: Final = 6


class Pacers:
    """One for each category of reads, of an account in a region."""

    def __init__(self, *, unlimited: bool) -> None:
        self._pacers = {name: Pacer(Category(name, RATES[name]), unlimited=unlimited) for name in _READS}

    def of(self, operation: str) -> Pacer:
        """The pacer of an operation's category."""
        return self._pacers[CATEGORIES.get(operation, _OTHERS)]


class PacedApi(Api):
    """The operations of one service; where no pacers are given, as fast as they come."""

    def __init__(self, client: Any, pacers: Pacers | None = None) -> None:
        super().__init__(client)
        self._pacers = pacers

    def call(self, call: ApiCall) -> dict[str, Any]:
        """The operation's response. One that is throttled is tried again, more slowly. Raises ApiError."""
        if self._pacers is None:
            return super().call(call)
        pacer = self._pacers.of(call.operation)
        for remaining in reversed(range(_TRIES)):
            pacer.wait()
            try:
                return super().call(call)
            except ApiError as error:
                if error.code not in _THROTTLED or not remaining:
                    raise
                pacer.refused()
        raise AssertionError("the last try returns or raises")
