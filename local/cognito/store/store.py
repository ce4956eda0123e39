"""All that the engine holds, and how it is found."""

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.store.changes import Changes, Key
from local.cognito.store.errors import StateFileError, UnreadableStateError
from local.cognito.store.identity_pools import Identity, IdentityPool
from local.cognito.store.limits import ProvisionedLimit
from local.cognito.store.pools import (
    AppClient,
    Domain,
    Group,
    IdentityProvider,
    ImportJob,
    ProviderLink,
    ResourceServer,
    UserPool,
)
from local.cognito.store.record import Record
from local.cognito.store.sign_ins import AuthorizationCode, AuthSession, HostedUiSession, Message, RefreshFamily
from local.cognito.store.users import Device, User

if TYPE_CHECKING:
    from local.cognito.store.durability import StateFile

KINDS: Final = (
    UserPool,
    AppClient,
    Group,
    ResourceServer,
    IdentityProvider,
    Domain,
    ImportJob,
    User,
    Device,
    AuthSession,
    RefreshFamily,
    AuthorizationCode,
    HostedUiSession,
    Message,
    IdentityPool,
    Identity,
    ProviderLink,
    ProvisionedLimit,
)
"""What is written, in the order in which it is taken in again: what belongs to something comes after it."""
OWNED: Final[Mapping[type[Record], str]] = {
    AppClient: "clients",
    Group: "groups",
    ResourceServer: "resource_servers",
    IdentityProvider: "identity_providers",
    ProviderLink: "provider_links",
    ImportJob: "import_jobs",
    AuthSession: "sessions",
    RefreshFamily: "families",
}
"""Where a pool has what is found by one name in it."""
OWNERLESS: Final[frozenset[type[Record]]] = frozenset({UserPool, IdentityPool, ProvisionedLimit})
"""What belongs to no pool."""
ALL_LOCKS_S: Final = 10.0
"""How long whoever wants all locks waits for each."""
LOGGER: Final = logging.getLogger(__name__)


class Store:
    """Records and indexes in memory; a durable copy where there is a state file.

    Lock order: a pool's lock, then the store's. The store's own guards what isn't a pool's: which pools, app clients,
    domains, codes and hosted sessions there are.
    """

    def __init__(self, state: "StateFile | None" = None) -> None:
        """Take in what `state` holds. Raises UnreadableStateError, OSError."""
        self.lock = threading.RLock()
        self.generation = 0
        """How often all that there is was replaced: what was found before isn't in the store any more."""
        self.failure: StateFileError | None = None
        """Why the state file can't be used, where memory isn't as it is any more."""
        self.pools: dict[str, UserPool] = {}
        self.pool_of_client: dict[str, UserPool] = {}
        """By app client id."""
        self.domains: dict[tuple[str, str], Domain] = {}
        """By name, and region for a prefix (a custom domain has none)."""
        self.authorization_codes: dict[str, AuthorizationCode] = {}
        """By digest."""
        self.hosted_sessions: dict[str, HostedUiSession] = {}
        """By digest."""
        self.identity_pools: dict[str, IdentityPool] = {}
        self.messages: dict[str, Message] = {}
        """By id, oldest first."""
        self.provisioned_limits: dict[str, ProvisionedLimit] = {}
        """By region and category, a blank between them."""
        self._shared: dict[type[Record], dict[str, Any]] = {
            UserPool: self.pools,
            IdentityPool: self.identity_pools,
            AuthorizationCode: self.authorization_codes,
            HostedUiSession: self.hosted_sessions,
            Message: self.messages,
            ProvisionedLimit: self.provisioned_limits,
        }
        self._state = state
        if state is not None:
            self.take_in(state.read())

    @property
    def is_durable(self) -> bool:
        """Whether what it holds outlives the process."""
        return self._state is not None

    def commit(self, changes: Changes) -> None:
        """Write changes into the state file, where there is one. The lock of what has changed is held.

        Raises CognitoError where they can't be written. Then memory is as the file is: of what the request did nothing
        is left, neither now nor after a restart, and nobody may be told that it was done.
        """
        if not changes:
            return
        taken = changes.take()
        if self._state is None:
            return
        # What was read before a trigger ran may have been deleted meanwhile, and isn't to come back.
        there = [(key, record) for key, record in taken if record is None or not self._is_gone(record)]
        try:
            self._state.write(there)
        except StateFileError as error:
            LOGGER.exception("The state file can't be written")
            self._undo(there, error)
            raise _not_written(error) from error

    def _is_gone(self, record: Record) -> bool:
        """Whether a user, or a user's device, was deleted or isn't there any more."""
        match record:
            case User():
                pool = self.pools.get(record.pool_id)
                return pool is None or pool.users.by_sub(record.sub) is not record
            case Device():
                pool = self.pools.get(record.pool_id)
                return pool is None or pool.devices.get(record.sub, {}).get(record.device_key) is not record
            case _:
                return False

    def check(self) -> None:
        """Raise CognitoError where it can't be answered from."""
        if self.failure is not None:
            raise CognitoError(
                "InternalErrorException",
                f"The engine's state file can't be used ({self.failure}). Restart the engine.",
                500,
            )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold every lock that there is: nothing changes meanwhile. Raises CognitoError where that takes too long."""
        while True:
            with ExitStack() as held:
                pools = self._lockable()
                for lock in [*(pool.lock for pool in pools), self.lock]:
                    if not lock.acquire(timeout=ALL_LOCKS_S):
                        raise CognitoError("TooManyRequestsException", "The engine is busy. Try again.")
                    held.callback(lock.release)
                if [pool.id for pool in pools] == [pool.id for pool in self._lockable()]:
                    yield
                    return
            # One was made or deleted while its lock was waited for.

    def _lockable(self) -> "list[UserPool | IdentityPool]":
        """All pools, in the order in which they are locked."""
        pools: list[UserPool | IdentityPool] = [*self.pools.values(), *self.identity_pools.values()]
        return sorted(pools, key=lambda one: one.id)

    def replace(self, written: Iterable[tuple[str, JsonObject]]) -> None:
        """Hold these records and no others; every lock is held. Raises UnreadableStateError, CognitoError."""
        other = Store()
        other.take_in(written)
        try:
            if self._state is not None:
                self._state.replace(other.records())
        except StateFileError as error:
            raise _not_written(error) from error
        for mine, others in ((self.pools, other.pools), (self.identity_pools, other.identity_pools)):
            for pool_id in mine.keys() & others.keys():  # whoever waits for a pool's lock waits for its successor's
                others[pool_id].lock = mine[pool_id].lock
        kept = {"lock", "generation", "failure", "_state"}
        vars(self).update({name: value for name, value in vars(other).items() if name not in kept})
        self.generation += 1

    def close(self) -> None:
        """Close the state file."""
        if self._state is not None:
            self._state.close()

    def records(self) -> Iterator[Record]:
        """Every record, what belongs to something after it."""
        for pool in list(self.pools.values()):
            yield from self.records_of(pool)
        for identity_pool in self.identity_pools.values():
            yield identity_pool
            yield from identity_pool.identities.values()
        yield from self.provisioned_limits.values()

    def records_of(self, pool: UserPool) -> Iterator[Record]:
        """A user pool and everything that belongs to it."""
        yield pool
        for name in OWNED.values():
            owned: dict[str, Record] = getattr(pool, name)
            yield from list(owned.values())
        yield from list(pool.users)
        for devices in list(pool.devices.values()):
            yield from list(devices.values())
        yield from list(pool.domains)
        for kind in (AuthorizationCode, HostedUiSession, Message):
            yield from [record for record in list(self._shared[kind].values()) if record.pool_id == pool.id]

    def add(self, record: Record) -> None:
        """Take a record in and index it; it isn't written yet (`Changes.save`)."""
        match record:
            case Domain():
                self.domains[record.key] = record
                self.pools[record.pool_id].domains.append(record)
            case User():
                pool = self.pools[record.pool_id]
                pool.users.add(record)
                for name in record.groups:
                    if name in pool.groups:
                        pool.groups[name].join(record.sub)
            case Identity():
                self.identity_pools[record.pool_id].take(record)
            case _:
                self._container(record)[record.key[-1]] = record
        match record:
            case AppClient():
                self.pool_of_client[record.id] = self.pools[record.pool_id]
            case RefreshFamily():
                self.pools[record.pool_id].families_of.setdefault(record.sub, set()).add(record.origin_jti)

    def remove(self, record: Record) -> None:
        """Let a record go from the indexes; what belongs to it is let go by whoever removes it."""
        match record:
            case Domain():
                self.domains.pop(record.key, None)
                self.pools[record.pool_id].domains.remove(record)
            case User():
                pool = self.pools[record.pool_id]
                pool.users.remove(record)
                for name in record.groups:
                    if name in pool.groups:
                        pool.groups[name].members.pop(record.sub, None)
            case Identity():
                if record.pool_id in self.identity_pools:
                    self.identity_pools[record.pool_id].let_go(record)
            case _:
                self._container(record).pop(record.key[-1], None)
        match record:
            case AppClient():
                self.pool_of_client.pop(record.id, None)
            case RefreshFamily():
                self.pools[record.pool_id].families_of.get(record.sub, set()).discard(record.origin_jti)

    def _container(self, record: Record) -> dict[str, Any]:
        """Where a record stands, by the last part of its key."""
        shared = self._shared.get(type(record))
        if shared is not None:
            return shared
        match record:
            case Device():
                return self.pools[record.pool_id].devices.setdefault(record.sub, {})
            case _:
                owner: Any = record
                found: dict[str, Any] = getattr(self.pools[owner.pool_id], OWNED[type(record)])
                return found

    def take_in(self, written: Iterable[tuple[str, JsonObject]]) -> None:
        """Add records in their written form. Raises UnreadableStateError for what is none.

        What belongs to something that isn't there is passed over: a call that was waiting for a trigger may have
        written it after its pool was deleted.
        """
        found: dict[str, list[JsonObject]] = {kind.KIND: [] for kind in KINDS}
        for kind, content in written:
            if kind in found:
                found[kind].append(content)
        for record_type in KINDS:
            for content in found[record_type.KIND]:
                self._take_in_one(record_type, content)

    def _take_in_one(self, record_type: type[Record], content: JsonObject) -> None:
        try:
            record: Any = record_type.from_json(content)
            if record_type not in OWNERLESS:
                owners: Mapping[str, Any] = self.identity_pools if record_type is Identity else self.pools
                if record.pool_id not in owners:
                    LOGGER.warning("A %s is ignored: there is no pool %s.", record.KIND, record.pool_id)
                    return
            self.add(record)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UnreadableStateError(f"A {record_type.KIND} can't be read: {type(error).__name__} {error}") from error

    def _undo(self, taken: Iterable[tuple[Key, Record | None]], why: StateFileError) -> None:
        """Have records as the state file has them.

        Where it can't be read any more, nothing is answered from then on: memory would tell what no file knows.
        """
        assert self._state is not None
        try:
            written = self._state.find([key for key, _ in taken])
        except StateFileError:
            LOGGER.exception("The state file can't be read")
            self.failure = why
            return
        changed = [(key, record) for key, record in taken if record is not None]
        holders = (UserPool, IdentityPool, Group)
        stay = {key for key, record in changed if key in written and isinstance(record, holders)}
        for key, record in reversed(changed):  # what belongs to something was made after it
            if key in stay:  # others hold it, its lock, what is in it
                record.become(written[key])
                getattr(record, "caches", {}).clear()
            else:
                self.remove(record)
        self.take_in((key[0], written[key]) for key, record in taken if record is None and key in written)
        for key, record in changed:
            if key in written and key not in stay:
                record.become(written[key])
                self.add(record)


def _not_written(error: StateFileError) -> CognitoError:
    message = f"The engine can't write its state ({error}). Nothing was changed."
    return CognitoError("InternalErrorException", message, 500)
