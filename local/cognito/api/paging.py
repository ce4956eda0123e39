"""Lists that are given page by page.

A token says where the next page begins; it holds for the list that it came from, told by `of`.
"""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from local.cognito.call import Call
from local.cognito.errors import CognitoError, invalid
from local.cognito.json_types import JsonObject

MAX_COUNT: Final = 60
"""How many of a list a page has at most, and where no number or 0 is asked for."""


def token(place: Any, of: str = "") -> str:
    """What stands for a place: a JSON value."""
    return base64.urlsafe_b64encode(json.dumps([of, place]).encode()).decode()


def place_of(given: str | None, of: str = "", default: Any = None) -> Any:
    """The place that a token stands for; the default without one. Raises CognitoError for one of another list."""
    if given is None:
        return default
    try:
        list_of, place = json.loads(base64.urlsafe_b64decode(given.encode()))
    except (ValueError, TypeError, RecursionError):
        raise invalid_token() from None
    if list_of != of:
        raise invalid_token()
    return place


def page(items: Sequence[Any], given: str | None, size: int | None, of: str = "") -> tuple[Sequence[Any], str | None]:
    """One page of a list that is at hand, and the token of the next one. Raises CognitoError."""
    start = place_of(given, of, 0)
    if not isinstance(start, int) or start < 0:
        raise invalid_token()
    end = start + (size or MAX_COUNT)
    return items[start:end], token(end, of) if end < len(items) else None


def answer(
    call: Call, items: Sequence[Any], member: str, described: Callable[[Any], Any] = lambda item: item
) -> JsonObject:
    """One page of a list that is at hand as an operation answers it: `member`, and NextToken where there are more.

    Only what is on the page is `described`. Raises CognitoError for a token of another operation, or of another pool.
    """
    of = f"{call.operation} {call.get('UserPoolId') or call.get('IdentityPoolId') or call.region}"
    found, following = page(items, call.get("NextToken"), call.get("MaxResults"), of)
    return {member: [described(one) for one in found], **({"NextToken": following} if following else {})}


def invalid_token() -> CognitoError:
    """The error for a token that no page has given."""
    return invalid("Invalid pagination token.")
