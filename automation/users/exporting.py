"""Every user of a pool with their groups, page by page: ListUsers, and ListUsersInGroup for each group.

Asking for each user's groups would take a request a user; so it is one for every 60 members. Who is in which group
lies in a temporary database on disk meanwhile: memory doesn't grow with the pool.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from automation.errors import DriverError, UsageError, reason
from automation.tokens.discovery import PoolMissingError
from automation.users.calls import Calls
from automation.users.pacing import USER_LIST, USER_POOL_RESOURCE_READ, Category
from automation.users.portable import PortableUser

PAGE: Final = 60
"""Users or groups that Cognito gives at once, at most."""


def export_users(
    calls: Calls, user_pool_id: str, *, groups: Sequence[str] = (), prefix: str = ""
) -> Iterator[PortableUser]:
    """The users, of these groups and with names or e-mail addresses that begin so.

    Raises UsageError at once where the pool has no such group; DriverError, also on the way.
    """
    with _said(user_pool_id):
        known = _groups(calls, user_pool_id)
    if missing := sorted(set(groups) - set(known)):
        raise UsageError(f"The user pool {user_pool_id} has no group {', '.join(missing)}.")
    return _exported(calls, user_pool_id, known, frozenset(groups), prefix)


def _exported(
    calls: Calls, user_pool_id: str, known: Sequence[str], groups: frozenset[str], prefix: str
) -> Iterator[PortableUser]:
    # The database is a file that nobody else can open, and is gone when it is closed.
    with _said(user_pool_id), closing(sqlite3.connect("")) as database:
        database.execute("CREATE TABLE member (username TEXT, name TEXT, PRIMARY KEY (username, name)) WITHOUT ROWID")
        for name in known:
            _note_members(database, calls, user_pool_id, name)
        for page in _pages(calls, USER_LIST, "list_users", user_pool_id, "PaginationToken", "Users"):
            for user in (_user(database, one) for one in page):
                if (not groups or groups & set(user.groups)) and _begins(user, prefix):
                    yield user


@contextmanager
def _said(user_pool_id: str) -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        if isinstance(error, ClientError) and error.response["Error"]["Code"] == "ResourceNotFoundException":
            raise PoolMissingError(
                f"There is no user pool {user_pool_id}. Is its id right, and the --target?"
            ) from error
        raise DriverError(f"The users of the user pool {user_pool_id} can't be listed: {reason(error)}.") from error


def _groups(calls: Calls, user_pool_id: str) -> list[str]:
    pages = _pages(calls, USER_POOL_RESOURCE_READ, "list_groups", user_pool_id, "NextToken", "Groups")
    return [one["GroupName"] for page in pages for one in page]


def _note_members(database: sqlite3.Connection, calls: Calls, user_pool_id: str, group: str) -> None:
    more = {"GroupName": group}
    for page in _pages(calls, USER_LIST, "list_users_in_group", user_pool_id, "NextToken", "Users", more):
        rows = [(one["Username"], group) for one in page]
        database.executemany("INSERT OR IGNORE INTO member VALUES (?, ?)", rows)


def _pages(  # noqa: PLR0913, PLR0917 - a list's operation, and what its members are called
    calls: Calls,
    category: Category,
    operation: str,
    user_pool_id: str,
    token: str,
    member: str,
    more: Mapping[str, str] | None = None,
) -> Iterator[list[dict[str, Any]]]:
    parameters: dict[str, Any] = {"UserPoolId": user_pool_id, "Limit": PAGE, **(more or {})}
    while True:
        answer = calls.call(category, operation, parameters)
        yield answer[member]
        if not answer.get(token):
            return
        parameters[token] = answer[token]


def _user(database: sqlite3.Connection, found: Mapping[str, Any]) -> PortableUser:
    rows = database.execute("SELECT name FROM member WHERE username = ? ORDER BY name", (found["Username"],))
    return PortableUser(
        username=found["Username"],
        status=found["UserStatus"],
        enabled=found["Enabled"],
        groups=tuple(name for (name,) in rows),
        attributes={one["Name"]: one.get("Value", "") for one in found.get("Attributes", ())},
        created=found["UserCreateDate"].isoformat(timespec="seconds"),
    )


def _begins(user: PortableUser, prefix: str) -> bool:
    return any(name.startswith(prefix) for name in (user.username, user.attributes.get("email", "")))
