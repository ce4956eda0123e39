"""Lengths, ranges, patterns and enums of the API's shapes.

botocore ships them with the service models and applies next to nothing of them.
"""

from functools import cache
from typing import Final

from cognito_model.model import IDENTITY_POOLS, USER_POOLS, Shape, service_model

_SERVICES: Final = {service.name: service for service in (USER_POOLS, IDENTITY_POOLS)}


@cache
def limit(shape: str) -> Shape:
    """The model's description of a shape, e.g. `limit("PasswordPolicyMinLengthType")["min"]`.

    A shape of another service than cognito-idp is named with it: `cognito-identity:IdentityPoolName`. Raises KeyError
    for a shape that the model doesn't have.
    """
    service, _, name = shape.rpartition(":")
    return service_model(_SERVICES[service or USER_POOLS.name]).shapes[name]


def shape_within(shape: str, part: str) -> str:
    """The shape of a list's `member`, or of a map's `key` or `value`, in the same service."""
    service, separator, _ = shape.rpartition(":")
    return f"{service}{separator}{limit(shape)[part]['shape']}"


def most(shape: str) -> int:
    """The largest number, length or count that a shape takes; raises KeyError where it has no such limit."""
    return int(limit(shape)["max"])
