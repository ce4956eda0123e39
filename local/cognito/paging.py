"""Lists that are given page by page."""

from collections.abc import Sequence
from typing import Any, Final

from local.cognito.call import Call
from local.cognito.errors import CognitoError, invalid
from local.cognito.json_types import JsonObject

MOST: Final = 60
"""How many of a list a page has at most, and by default."""


def page(
    items: Sequence[Any], call: Call, result: str, *, limit: str = "MaxResults", following: str = "NextToken"
) -> JsonObject:
    """One page of `items` as the member `result`, with a token where there are more. Raises CognitoError."""
    size = call.get(limit) or MOST
    start = _start(call.get(following))
    more = {following: str(start + size)} if start + size < len(items) else {}
    return {result: list(items[start : start + size]), **more}


def invalid_token() -> CognitoError:
    """The error for a token that no page has given."""
    return invalid("Invalid pagination token.")


def _start(token: str | None) -> int:
    if token is None:
        return 0
    if not token.isascii() or not token.isdigit() or len(token) > 12:  # noqa: PLR2004 - more than any list has
        raise invalid_token()
    return int(token)
