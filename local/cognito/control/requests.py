"""A request of the control interface, and what handles one."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from local.cognito.engine import Engine
from local.cognito.errors import invalid
from local.cognito.json_types import JsonObject


@dataclass(frozen=True, slots=True)
class ControlRequest:
    """A request that the engine's own key has signed."""

    engine: Engine = field(repr=False)
    query: Mapping[str, str] = field(default_factory=dict)
    body: JsonObject = field(default_factory=dict, repr=False)
    name: str = ""
    """What the path names: a snapshot."""

    def number(self, name: str, default: float, most: float) -> float:
        """A number of the query, not below 0. Raises CognitoError."""
        try:
            found = float(self.query.get(name) or default)
        except ValueError:
            found = -1
        if not 0 <= found <= most:
            raise invalid(f"{name} must be a number from 0 to {most:g}.")
        return found


Handler: TypeAlias = Callable[[ControlRequest], JsonObject]
"""Answers a request with JSON. Raises CognitoError."""
WaitingHandler: TypeAlias = Callable[[ControlRequest], Awaitable[JsonObject]]
"""Likewise, while others are answered."""
