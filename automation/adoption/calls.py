"""Calls that read a pool: what isn't there, or isn't known to an endpoint, is nothing; lists as a whole."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from automation.users.workers import spread
from local.provider.clients import Api
from local.provider.errors import NOT_FOUND, ApiError
from local.provider.operation import ApiCall, input_shape

_Item = TypeVar("_Item")
_Found = TypeVar("_Found")
NOT_THERE = NOT_FOUND | {"UserPoolAddOnNotEnabledException"}
UNKNOWN_OPERATION = frozenset(
    {"UnknownOperationException", "InvalidAction", "NotImplemented", "501", "404", "OperationNotEnabledException"}
)
"""An endpoint that stands in for AWS may lack a newer operation; what it can't hold, it doesn't have."""


def each(work: Callable[[_Item], _Found], items: Iterable[_Item]) -> list[_Found]:
    """What is found of each, in their order; a few at a time."""
    numbered = list(enumerate(items))
    found = dict(spread(lambda one: (one[0], work(one[1])), numbered))
    return [found[number] for number, _ in numbered]


def tried(api: Api, call: ApiCall) -> dict[str, Any]:
    """An operation's answer; empty where there is nothing, or no such operation. Raises ApiError."""
    try:
        return api.call(call)
    except ApiError as error:
        if error.code in NOT_THERE | UNKNOWN_OPERATION:
            return {}
        raise


def listed(api: Api, call: ApiCall, result: str) -> Iterator[Mapping[str, Any]]:
    """All that an operation lists, page by page; `result` is the answer's member. Raises ApiError."""
    members = input_shape(api.model, call.operation).members
    limit: dict[str, Any] = {name: _page(members[name]) for name in ("MaxResults", "Limit") if name in members}
    token: dict[str, str] = {}
    while True:
        page = api.call(ApiCall(call.operation, {**call.parameters, **limit, **token}))
        yield from page.get(result, [])
        if not page.get("NextToken"):
            return
        token = {"NextToken": page["NextToken"]}


def _page(shape: Any) -> int:
    """As many at once as an operation gives."""
    return int(shape.metadata.get("max", 60))
