"""What rules are made of."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from local.former.errors import CognitoError

Parameters: TypeAlias = Mapping[str, Any]
Rule: TypeAlias = Callable[[Parameters], None]
Table: TypeAlias = Mapping[str, tuple[Rule, ...]]


def invalid(message: str) -> CognitoError:
    """The error of most rules."""
    return CognitoError("InvalidParameterException", message)


def part(parameters: Parameters, *names: str) -> Mapping[str, Any]:
    """A structure inside others; empty where it or one around it is missing."""
    for name in names:
        parameters = parameters.get(name) or {}
    return parameters
