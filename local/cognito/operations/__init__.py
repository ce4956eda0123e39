"""The `cognito-idp` operations that differ from ministack's, one module per subject.

A module exports `ADDED`, operations that ministack lacks, and `AMENDED`, operations of ministack's that are not right;
an amendment gets ministack's own handler and may call it. Adding an operation adds an entry to its module's table.
"""

from collections.abc import Callable, Mapping
from typing import Any

Parameters = dict[str, Any]
Result = dict[str, Any]
Handler = Callable[[Parameters], Result]
"""Takes an operation's request members and gives its response members. Raises CognitoError."""
Amendment = Callable[[Parameters, Handler], Result]

from local.cognito.operations import authentication  # noqa: E402 - its modules want the names above

ADDED: Mapping[str, Handler] = {
    **authentication.ADDED,
}
AMENDED: Mapping[str, Amendment] = {
    **authentication.AMENDED,
}
