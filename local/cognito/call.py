"""One call of an operation, as its handler sees it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from local.cognito.errors import CognitoError, invalid, not_found, user_not_found
from local.cognito.json_types import JsonObject
from local.cognito.store.changes import Changes
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.store.record import Record
from local.cognito.store.users import User

if TYPE_CHECKING:
    import threading

    from local.cognito.engine import Engine


@dataclass(slots=True)
class Call:
    """A call whose parameters have the model's form. Its pool's lock is held, except within `unlocked`."""

    engine: "Engine" = field(repr=False)
    operation: str
    parameters: JsonObject = field(repr=False)
    region: str
    """The signature's; of an unsigned call that of the pool that it is about."""
    lock: "threading.RLock" = field(repr=False)
    """What is held: the pool's, or the store's where it is about no pool that exists."""
    from_pages: bool = False
    """Whether Cognito's own pages call: no client secret and no enabled flow is asked for."""
    context: JsonObject = field(default_factory=dict, repr=False)
    """Of the HTTP request: `address` and `user_agent`, where there is one."""
    changes: Changes = field(default_factory=Changes, repr=False)
    afterwards: list[Callable[[], None]] = field(default_factory=list, repr=False)
    """What completes an operation's answer once the lock is let go of: signing, most of what a sign-in takes."""

    def __getitem__(self, name: str) -> Any:
        """A parameter that the model requires."""
        return self.parameters[name]

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter, or a default where it is missing or null."""
        found = self.parameters.get(name)
        return default if found is None else found

    @property
    def now(self) -> float:
        """Seconds since the epoch, by the engine's clock."""
        return self.engine.clock.now()

    @property
    def moment(self) -> float:
        """`now` in whole milliseconds, as dates are answered."""
        return round(self.now, 3)

    @property
    def pool(self) -> UserPool:
        """The user pool that `UserPoolId` names, or that `ClientId`'s app client is in. Raises CognitoError."""
        pool_id, client_id = self.parameters.get("UserPoolId"), self.parameters.get("ClientId")
        if pool_id is None and client_id is not None:
            found = self.engine.store.pool_of_client.get(client_id)
            if found is None:
                raise not_found(f"User pool client {client_id} does not exist.")
            return found
        found = self.engine.store.pools.get(pool_id) if isinstance(pool_id, str) else None
        if found is None or found.region != self.region:
            raise not_found(f"User pool {pool_id} does not exist.")
        return found

    @property
    def client(self) -> AppClient:
        """The app client that `ClientId` names, of the pool that the call is about. Raises CognitoError."""
        client_id = self.parameters.get("ClientId")
        found = self.pool.clients.get(client_id) if isinstance(client_id, str) else None
        if found is None:
            raise not_found(f"User pool client {client_id} does not exist.")
        return found

    @property
    def user(self) -> User:
        """The user that `Username` names, by name, sub or alias. Raises CognitoError."""
        found = self.pool.users.find(self.parameters["Username"])
        if found is None:
            raise user_not_found()
        return found

    def add(self, *records: Record) -> None:
        """Take new records into the store, to be written."""
        for record in records:
            self.engine.store.add(record)
        self.changes.save(*records)

    def save(self, *records: Record) -> None:
        """Have changed records written."""
        self.changes.save(*records)

    def remove(self, *records: Record) -> None:
        """Let records go from the store, for good."""
        for record in records:
            self.engine.store.remove(record)
        self.changes.delete(*records)

    @contextmanager
    def unlocked(self) -> Iterator[None]:
        """While something outside is waited for: others may use the pool, and what was read before may change.

        Raises CognitoError where all that there was has been replaced meanwhile (`Store.replace`).
        """
        store = self.engine.store
        store.commit(self.changes)
        generation = store.generation
        self.lock.release()
        try:
            yield
        finally:
            self.lock.acquire()
        if store.generation != generation:
            raise CognitoError("ConcurrentModificationException", "The engine's state was replaced meanwhile.")

    def required(self, name: str) -> str:
        """A text parameter that the model doesn't require and this operation does. Raises CognitoError."""
        found = self.parameters.get(name)
        if not found:
            raise invalid(f"Missing required parameter {name}")
        return str(found)


Handler: TypeAlias = Callable[[Call], JsonObject]
"""An operation: takes a call and gives the response's members. Raises CognitoError."""
