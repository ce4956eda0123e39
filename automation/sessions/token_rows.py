"""Signs many users in: a row of tokens for each, as k6, Locust and spreadsheets read them."""

from collections.abc import Callable, Iterable, Iterator

from automation.tokens.token_set import TokenSet
from automation.users.calls import Calls
from automation.users.pacing import USER_AUTHENTICATION
from automation.users.test_user import TestUser
from automation.users.workers import spread


def row_of(user: TestUser, tokens: TokenSet) -> dict[str, str]:
    """A user's row. Secret."""
    return {
        "username": user.username,
        "password": user.password,
        "access_token": tokens.access_token,
        "id_token": tokens.id_token or "",
        "refresh_token": tokens.refresh_token or "",
        "expires_in": str(tokens.expires_in),
    }


def token_rows(
    calls: Calls,
    users: Iterable[TestUser],
    sign_in: Callable[[TestUser], TokenSet],
    known: Callable[[TestUser], TokenSet | None] = lambda _user: None,
) -> Iterator[dict[str, str]]:
    """Names, passwords and tokens, as they come. Raises what `sign_in` raises. Secret.

    Whoever has tokens that are `known` isn't signed in.
    """

    def row(user: TestUser) -> dict[str, str]:
        return row_of(user, known(user) or calls.paced(USER_AUTHENTICATION, lambda: sign_in(user)))

    yield from spread(row, users)
