"""What probing creates, and its end: each thing is noted before it is there, and all are removed, whatever happens."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from automation.errors import DriverError
from automation.terminal.signals import Signals
from automation.users.test_user import delete_user

if TYPE_CHECKING:
    from automation.terminal.console import Console

PREFIX: Final = "audit-probe-"
"""Of the e-mail addresses of all users that probing makes, by which those of a killed run are found."""
_LOST_AFTER: Final = timedelta(hours=1)


class Created:
    """Users and identities, and how each is removed."""

    def __init__(self, cognito: Any, pool_id: str) -> None:
        self._cognito = cognito
        self._pool_id = pool_id
        self._removals: list[tuple[str, Callable[[], object]]] = []

    def note_user(self, username: str) -> None:
        """A user is about to be there."""
        remove = lambda: delete_user(self._cognito, self._pool_id, username)  # noqa: E731 - with its user
        self._removals.append((f"the user {username}", remove))

    def note_identity(self, identity: Any, identity_id: str) -> None:
        """An identity of an identity pool is there. `identity`: a client of the service."""
        remove = lambda: identity.delete_identities(IdentityIdsToDelete=[identity_id])  # noqa: E731 - with its identity
        self._removals.append((f"the identity {identity_id}", remove))

    @property
    def names(self) -> list[str]:
        """What there is, in words."""
        return [name for name, _ in self._removals]

    def remove_lost(self, now: datetime) -> None:
        """Users that a killed run left behind. Raises what the client does."""
        asked = f'email ^= "{PREFIX}"'
        pages = self._cognito.get_paginator("list_users").paginate(UserPoolId=self._pool_id, Filter=asked)
        for user in [user for page in pages for user in page["Users"]]:
            if now - user["UserCreateDate"] > _LOST_AFTER:
                self.note_user(user["Username"])

    def remove(self) -> None:
        """Everything, even where some of it fails. Raises DriverError, naming what is left."""
        left = []
        while self._removals:
            name, remove = self._removals.pop()
            try:
                remove()
            except Exception as error:  # noqa: BLE001 - the others are removed all the same
                left.append(f"{name} ({error})")
        if left:
            raise DriverError(
                f"These couldn't be removed after probing the user pool {self._pool_id}: {'; '.join(left)}. Delete "
                "them by hand."
            )


@contextmanager
def removed_in_the_end(cognito: Any, pool_id: str, signals: Signals, console: "Console") -> Iterator[Created]:
    """What is created in the block is gone after it, also when a signal ends it. A second signal leaves at once."""
    created = Created(cognito, pool_id)

    def say_what_is_left() -> None:
        if created.names:
            console.warn(f"Left behind in the user pool {pool_id}: {', '.join(created.names)}.")

    with signals.leaving(say_what_is_left):
        try:
            created.remove_lost(datetime.now(UTC))
            yield created
        finally:
            with signals.held_back():
                created.remove()


def new_name() -> str:
    """A user name, and the beginning of an e-mail address."""
    return f"{PREFIX}{secrets.token_hex(8)}"
