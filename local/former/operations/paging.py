"""Lists that are given page by page."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from local.former.errors import CognitoError
from local.former.operations.lookup import invalid
from local.former.operations.types import Amendment, Handler, Parameters, Result

MOST: Final = 60
"""How many of a list a page has at most, and by default."""


def page(
    items: Sequence[Any], parameters: Parameters, result: str, *, limit: str = "Limit", following: str = "NextToken"
) -> Result:
    """One page of `items` as the member `result`, with a token where there are more. Raises CognitoError."""
    size = parameters.get(limit) or MOST
    start = _start(parameters.get(following))
    more = {following: str(start + size)} if start + size < len(items) else {}
    return {result: list(items[start : start + size]), **more}


def with_checked_token(parameters: Parameters, ministack: Handler) -> Result:
    """An amendment for ministack's lists: they stumble over a token that isn't theirs."""
    _start(parameters.get("NextToken"))
    return ministack(parameters)


def _start(token: str | None) -> int:
    if token is None:
        return 0
    if not token.isascii() or not token.isdigit():
        raise invalid_token()
    return int(token)


def invalid_token() -> CognitoError:
    """The error for a token that no page has given."""
    return invalid("Invalid pagination token.")


AMENDED: Final[Mapping[str, Amendment]] = dict.fromkeys(
    ("ListUserPoolClients", "ListResourceServers", "ListGroups", "ListIdentityProviders"), with_checked_token
)
