"""All that the engine holds, and how it is found."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from local.cognito.store.changes import Changes
from local.cognito.store.durability import FILE_NAME, StateFile, UnreadableStateError, move_aside
from local.cognito.store.identity_pools import Identity, IdentityPool
from local.cognito.store.pools import AppClient, Domain, Group, IdentityProvider, ImportJob, ResourceServer, UserPool
from local.cognito.store.record import Record
from local.cognito.store.sign_ins import AuthorizationCode, AuthSession, HostedSession, Message, RefreshFamily
from local.cognito.store.users import Device, User

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
    HostedSession,
    Message,
    IdentityPool,
    Identity,
)
"""What is written, in the order in which it is taken in again: what belongs to something comes after it."""
OWNED: Final[Mapping[type[Record], str]] = {
    AppClient: "clients",
    Group: "groups",
    ResourceServer: "resource_servers",
    IdentityProvider: "identity_providers",
    ImportJob: "import_jobs",
    AuthSession: "sessions",
    RefreshFamily: "families",
}
"""Where a pool has what is found by one name in it."""


class Store:
    """Records and indexes in memory; a durable copy where there is a state file.

    Lock order: a pool's lock, then the store's. The store's own guards what isn't a pool's: which pools, app clients,
    domains, codes and hosted sessions there are.
    """

    def __init__(self, state: StateFile | None = None) -> None:
        """Take in what `state` holds. Raises UnreadableStateError."""
        self.lock = threading.RLock()
        self.pools: dict[str, UserPool] = {}
        self.pool_of_client: dict[str, UserPool] = {}
        """By app client id."""
        self.domains: dict[tuple[str, str], Domain] = {}
        """By name, and region for a prefix (a custom domain has none)."""
        self.authorization_codes: dict[str, AuthorizationCode] = {}
        """By digest."""
        self.hosted_sessions: dict[str, HostedSession] = {}
        """By digest."""
        self.identity_pools: dict[str, IdentityPool] = {}
        self.messages: dict[str, Message] = {}
        """By id, oldest first."""
        self._shared: dict[type[Record], dict[str, Any]] = {
            UserPool: self.pools,
            IdentityPool: self.identity_pools,
            AuthorizationCode: self.authorization_codes,
            HostedSession: self.hosted_sessions,
            Message: self.messages,
        }
        self._state = state
        if state is not None:
            self._take_in(state.read())

    @property
    def is_durable(self) -> bool:
        """Whether what it holds outlives the process."""
        return self._state is not None

    def commit(self, changes: Changes) -> None:
        """Write changes into the state file, where there is one. The lock of what has changed is held."""
        if changes:
            taken = changes.take()
            if self._state is not None:
                self._state.write(taken)

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

    def records_of(self, pool: UserPool) -> Iterator[Record]:
        """A user pool and everything that belongs to it."""
        yield pool
        for owned in (pool.clients, pool.groups, pool.resource_servers, pool.identity_providers, pool.import_jobs):
            yield from list(owned.values())
        yield from list(pool.users)
        for devices in list(pool.devices.values()):
            yield from list(devices.values())
        yield from list(pool.sessions.values())
        yield from list(pool.families.values())
        yield from list(pool.domains)
        for kind in (AuthorizationCode, HostedSession, Message):
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
                        pool.groups[name].members[record.sub] = None
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
            case Identity():
                return self.identity_pools[record.pool_id].identities
            case Device():
                return self.pools[record.pool_id].devices.setdefault(record.sub, {})
            case _:
                owner: Any = record
                found: dict[str, Any] = getattr(self.pools[owner.pool_id], OWNED[type(record)])
                return found

    def _take_in(self, written: Iterable[tuple[str, dict[str, Any]]]) -> None:
        found: dict[str, list[dict[str, Any]]] = {kind.KIND: [] for kind in KINDS}
        for kind, content in written:
            if kind in found:
                found[kind].append(content)
        for record_type in KINDS:
            for content in found[record_type.KIND]:
                self.add(record_type.from_json(content))


def open_store(folder: Path, now: float) -> tuple[Store, Path | None]:
    """The store that a folder keeps; state that can't be read is moved aside, and told where.

    What was there when it was opened last stays beside it, one generation. Raises OSError.
    """
    path = folder / FILE_NAME
    try:
        state = StateFile(path)
        store = Store(state)
    except (UnreadableStateError, KeyError, TypeError, ValueError):
        aside = move_aside(path, now)
        return Store(StateFile(path)), aside
    state.copy_to(path.with_name(f"{FILE_NAME}.previous"))
    return store, None
