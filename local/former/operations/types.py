"""What an operation is to our modules."""

from collections.abc import Callable
from typing import Any, TypeAlias

Parameters: TypeAlias = dict[str, Any]
Result: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Parameters], Result]
"""Takes an operation's request members and gives its response members. Raises CognitoError."""
Amendment: TypeAlias = Callable[[Parameters, Handler], Result]
"""Takes the request members and ministack's own handler, which it may call."""
