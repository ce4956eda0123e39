"""ListUsers ("Searching for users using the ListUsers API")."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from local.cognito.accounts.attributes import schema_of
from local.cognito.accounts.described import user_type
from local.cognito.api import paging
from local.cognito.call import Call, Handler
from local.cognito.errors import invalid
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool
from local.cognito.store.user_directory import SEARCHABLE, UserDirectory
from local.cognito.store.users import User

FILTER: Final = re.compile(r'\s*"?(?P<attribute>[\w:]+)"?\s*(?P<operator>\^?=)\s*"(?P<value>(?:[^"\\]|\\.)*)"\s*')
ESCAPED: Final = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Filter:
    """What is searched for."""

    attribute: str
    value: str
    is_prefix: bool

    def page(self, users: UserDirectory, after: tuple[str, int], count: int) -> list[User]:
        """`count` of those who match, in the order of the attribute's values."""
        if self.is_prefix:
            return users.beginning(self.attribute, self.value, after, count)
        return users.having(self.attribute, self.value, after, count)


def list_users(call: Call) -> JsonObject:
    """ListUsers: in the order of their creation, or of the attribute that is searched.

    A page begins after the last user of the one before, whoever has come and gone meanwhile.
    """
    pool, wanted = call.pool, call.get("AttributesToGet")
    _check_attributes(pool, wanted)
    words = call.get("Filter", "")
    searched = _filter(words)
    size = call.get("Limit") or paging.MAX_COUNT
    place = paging.place_of(call.get("PaginationToken"), words)
    found = _matching(pool, searched, place, size + 1)
    shown = found[:size]
    following = {"PaginationToken": paging.token(_place(pool, searched, shown[-1]), words)} if found[size:] else {}
    return {"Users": [user_type(user, wanted) for user in shown], **following}


def _check_attributes(pool: UserPool, wanted: list[str] | None) -> None:
    if wanted and not schema_of(pool).keys() >= set(wanted):
        raise invalid("One or more requested attributes do not exist in user pool.")


def _filter(words: str) -> Filter | None:
    """What a Filter says; None for an empty one. Raises CognitoError."""
    if not words.strip():
        return None
    match = FILTER.fullmatch(words)
    if match is None:
        raise invalid("Error while parsing filter")
    attribute = match["attribute"]
    if attribute not in SEARCHABLE:
        raise invalid(f"Invalid search attribute: {attribute}")
    return Filter(attribute, ESCAPED.sub(r"\1", match["value"]), match["operator"] == "^=")


def _matching(pool: UserPool, searched: Filter | None, place: Any, count: int) -> list[User]:
    if searched is None:
        if not isinstance(place, int | None):
            raise paging.invalid_token()
        return pool.users.after(place or 0, count)
    match place:
        case None:
            return searched.page(pool.users, ("", 0), count)
        case [str(value), int(sequence)]:
            return searched.page(pool.users, (value, sequence), count)
        case _:
            raise paging.invalid_token()


def _place(pool: UserPool, searched: Filter | None, user: User) -> Any:
    """Where a user stands in the list."""
    return user.sequence if searched is None else pool.users.position(searched.attribute, user)


OPERATIONS: Final[Mapping[str, Handler]] = {"ListUsers": list_users}
