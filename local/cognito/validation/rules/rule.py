"""What rules are made of."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from local.cognito.call import Call
from local.cognito.store.pools import AppClient, UserPool

Rule: TypeAlias = Callable[[Call], None]
Table: TypeAlias = Mapping[str, tuple[Rule, ...]]


def part(parameters: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """A structure inside others; empty where it or one around it is missing."""
    for name in names:
        parameters = parameters.get(name) or {}
    return parameters


def pool_of(call: Call) -> UserPool | None:
    """The pool that `UserPoolId` names; None where there is none, which the operation says itself."""
    pool = call.engine.store.pools.get(call.get("UserPoolId", ""))
    return pool if pool is not None and pool.region == call.region else None


def client_of(call: Call) -> AppClient | None:
    """The app client that `ClientId` names, in the pool that `UserPoolId` does; None where there is none."""
    pool = pool_of(call)
    return pool.clients.get(call.get("ClientId", "")) if pool else None
