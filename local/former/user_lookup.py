"""Users found by sub or alias, however many a pool has.

Ministack looks at every attribute of every user, twice, for each call. Here it is asked about those alone who have the
value at all, by an index of them. Whoever changes a user's attributes puts a new list in the place of the old one,
which is how the index knows that it is out of date.
"""

import threading
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, Final

from local.former.state import Pool, User

Users = Mapping[str, User]
Lookup = Callable[[Pool, Any], tuple[User | None, Any]]
"""Ministack's own: a user, or the error's response."""

FEW: Final = 100
"""Of so many users ministack finds one in no time."""
MOST_INDEXES: Final = 100
attributes_of = itemgetter("Attributes")


class UserIndex:
    """Which users of a pool have a value among their attributes."""

    def __init__(self) -> None:
        self._seen: list[Any] = []
        self._names: dict[str, list[str]] = {}

    def who_had(self, value: str, users: Users) -> dict[str, User]:
        """Those who had it when the index was brought up to date."""
        return {name: users[name] for name in self._names.get(value, ()) if name in users}

    def update(self, users: Users) -> None:
        """Bring it up to date: what is new at the end is added, and any other change begins it anew."""
        names, lists = list(users), list(map(attributes_of, users.values()))
        known = len(self._seen)
        if lists[:known] != self._seen:  # by identity, and so in no time, where nothing has changed
            self._names.clear()
            known = 0
        for name, attributes in zip(names[known:], lists[known:], strict=True):
            for attribute in attributes:
                self._names.setdefault(str(attribute.get("Value")), []).append(name)
        self._seen = lists


def quick(ministack: Lookup) -> Lookup:
    """The same lookup with the same answers."""
    indexes: dict[str, UserIndex] = {}
    one_at_a_time = threading.Lock()

    def look_up(pool: Pool, username: Any) -> tuple[User | None, Any]:
        users: Users = pool["_users"]
        if not isinstance(username, str) or username in users or len(users) < FEW:
            return ministack(pool, username)
        with one_at_a_time:
            if len(indexes) > MOST_INDEXES:
                indexes.clear()
            index = indexes.setdefault(str(pool["Id"]), UserIndex())
            found = ministack({**pool, "_users": index.who_had(username, users)}, username)
            if found[0] is None:
                index.update(users)
                found = ministack({**pool, "_users": index.who_had(username, users)}, username)
        return found

    return look_up
