"""A pool's users, found in constant time: by name, sub, alias, and by what ListUsers filters on."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from local.cognito.store.users import User

if TYPE_CHECKING:
    from sortedcontainers import SortedList

SEARCHABLE: Final[dict[str, Callable[[User], str]]] = {
    "username": lambda user: user.username,
    "sub": lambda user: user.sub,
    "cognito:user_status": lambda user: user.status,
    "status": lambda user: "Enabled" if user.enabled else "Disabled",
    **{
        name: lambda user, name=name: user.attributes.get(name, "")  # type: ignore[misc] # bound at once
        for name in ("email", "phone_number", "name", "given_name", "family_name", "preferred_username")
    },
}
"""What ListUsers' filter searches, and where a user has it ("Searching for users using the ListUsers API")."""
EXACT_CASE: Final = frozenset({"username", "status"})
"""Searched with regard to case, as Cognito does, in a case-sensitive pool."""


@dataclass(frozen=True)
class Naming:
    """How a pool's users are named."""

    case_sensitive: bool = True
    alias_attributes: tuple[str, ...] = ()
    """AliasAttributes: each is an alias, e-mail and phone number once they are verified."""
    username_attributes: tuple[str, ...] = ()
    """UsernameAttributes: each is what people sign in with."""

    def normal(self, name: str) -> str:
        """A name as it is compared."""
        return name if self.case_sensitive else name.lower()

    def aliases(self, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
        """The attributes and values that stand for a user's name."""
        for name in self.username_attributes:
            if attributes.get(name):
                yield name, self.normal(attributes[name])
        for name in self.alias_attributes:
            verified = name == "preferred_username" or attributes.get(f"{name}_verified") == "true"
            if verified and attributes.get(name):
                yield name, self.normal(attributes[name])


class UserDirectory:
    """A pool's users. Not safe in threads: the pool's lock is held."""

    def __init__(self, naming: Naming) -> None:
        self.naming = naming
        self._by_name: dict[str, User] = {}
        self._by_sub: dict[str, User] = {}
        self._by_alias: dict[tuple[str, str], User] = {}
        self._in_order: list[User] = []
        self._searched: dict[str, SortedList] = {}
        self._next = 1

    def __len__(self) -> int:
        """How many there are."""
        return len(self._in_order)

    def __iter__(self) -> Iterator[User]:
        """All, in the order of their creation."""
        return iter(self._in_order)

    def next_sequence(self) -> int:
        """A number for a new user."""
        return self._next

    def add(self, user: User) -> None:
        """Take a user in."""
        self._next = max(self._next, user.sequence + 1)
        self._by_sub[user.sub] = user
        if not self._in_order or self._in_order[-1].sequence < user.sequence:
            self._in_order.append(user)
        else:
            self._in_order.insert(bisect_left(self._in_order, user.sequence, key=_sequence), user)
        self._index(user)

    def remove(self, user: User) -> None:
        """Let a user go."""
        self._unindex(user)
        self._by_sub.pop(user.sub, None)
        place = bisect_left(self._in_order, user.sequence, key=_sequence)
        if place < len(self._in_order) and self._in_order[place] is user:
            del self._in_order[place]

    @contextmanager
    def changing(self, user: User) -> Iterator[None]:
        """Around every change of a user's name, attributes, status and whether it is enabled."""
        self._unindex(user)
        try:
            yield
        finally:
            self._index(user)

    def by_name(self, username: str) -> User | None:
        """A user by the name that it was made with."""
        return self._by_name.get(self.naming.normal(username))

    def by_sub(self, sub: str) -> User | None:
        """A user by its sub."""
        return self._by_sub.get(sub)

    def by_alias(self, attribute: str, value: str) -> User | None:
        """Who has an alias."""
        return self._by_alias.get((attribute, self.naming.normal(value)))

    def find(self, name: str) -> User | None:
        """A user by name, sub or any alias, as a `Username` may be given."""
        found = self.by_name(name) or self._by_sub.get(name)
        if found is not None:
            return found
        normal = self.naming.normal(name)
        for attribute in (*self.naming.username_attributes, *self.naming.alias_attributes):
            found = self._by_alias.get((attribute, normal))
            if found is not None:
                return found
        return None

    def after(self, sequence: int, count: int) -> list[User]:
        """The `count` users that were made after a sequence number (0: from the beginning)."""
        start = bisect_right(self._in_order, sequence, key=_sequence)
        return self._in_order[start : start + count]

    def having(self, attribute: str, value: str, after: tuple[str, int], count: int) -> list[User]:
        """`count` users whose searchable attribute equals a value, those after (value, sequence)."""
        normal = self.searched(attribute, value)
        if attribute in {"sub", "username"}:  # unlike others, it is one user's only
            by_sub = attribute == "sub"
            only = self._by_sub.get(value) or self._by_sub.get(normal) if by_sub else self._by_name.get(normal)
            return [only] if only is not None and after < (normal, only.sequence) else []
        return self._range(attribute, max(after, (normal, 0)), (normal, _LAST), count)

    def beginning(self, attribute: str, prefix: str, after: tuple[str, int], count: int) -> list[User]:
        """`count` users whose searchable attribute begins with a prefix, those after (value, sequence)."""
        normal = self.searched(attribute, prefix)
        return self._range(attribute, max(after, (normal, 0)), (normal + _HIGHEST, _LAST), count)

    def searched(self, attribute: str, value: str) -> str:
        """A value as it is compared in a search."""
        exact = attribute in EXACT_CASE and (self.naming.case_sensitive or attribute != "username")
        return value if exact else value.lower()

    def position(self, attribute: str, user: User) -> tuple[str, int]:
        """Where a user stands in the order of `having` and `beginning`."""
        return self.searched(attribute, SEARCHABLE[attribute](user)), user.sequence

    def _range(self, attribute: str, first: tuple[str, int], last: tuple[str, int], count: int) -> list[User]:
        found: list[User] = []
        for entry in self._index_of(attribute).irange(first, last, inclusive=(False, True)):
            if len(found) == count:
                break
            place = bisect_left(self._in_order, entry[1], key=_sequence)
            found.append(self._in_order[place])
        return found

    def _index_of(self, attribute: str) -> "SortedList":
        index = self._searched.get(attribute)
        if index is None:
            from sortedcontainers import SortedList

            places = (self.position(attribute, user) for user in self._in_order)
            index = self._searched[attribute] = SortedList(place for place in places if place[0])
        return index

    def _index(self, user: User) -> None:
        self._by_name[self.naming.normal(user.username)] = user
        for alias in self.naming.aliases(user.attributes):
            self._by_alias.setdefault(alias, user)
        for attribute, index in self._searched.items():
            place = self.position(attribute, user)
            if place[0]:
                index.add(place)

    def _unindex(self, user: User) -> None:
        self._by_name.pop(self.naming.normal(user.username), None)
        for alias in self.naming.aliases(user.attributes):
            if self._by_alias.get(alias) is user:
                del self._by_alias[alias]
        for attribute, index in self._searched.items():
            index.discard(self.position(attribute, user))


_LAST: Final = 2**63
_HIGHEST: Final = chr(0x10FFFF)


def _sequence(user: User) -> int:
    return user.sequence
