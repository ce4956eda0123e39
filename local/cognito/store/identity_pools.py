"""An identity pool, and the identities in it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

from local.cognito.json_types import JsonObject
from local.cognito.store.record import TRANSIENT, Record


@dataclass(slots=True, eq=False)
class Identity(Record):
    """An identity: who somebody is to an identity pool."""

    KIND: ClassVar[str] = "identity"

    pool_id: str
    id: str
    """Region, colon, UUID."""
    created: float
    modified: float
    logins: dict[str, str] = field(default_factory=dict)
    """Provider to the user's id there."""
    developer_users: dict[str, list[str]] = field(default_factory=dict)
    """Developer provider to the users' ids there."""
    enabled: bool = True

    @property
    def key(self) -> tuple[str, ...]:
        """Pool and id."""
        return self.pool_id, self.id

    @property
    def is_authenticated(self) -> bool:
        """Whether somebody has signed in as it."""
        return bool(self.logins) or any(self.developer_users.values())

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every provider and user id there that stands for it."""
        developers = [(provider, user) for provider, users in self.developer_users.items() for user in users]
        return [*self.logins.items(), *developers]


@dataclass(slots=True, eq=False)
class IdentityPool(Record):
    """An identity pool. Whoever reads or changes it, or its identities, holds the store's lock."""

    KIND: ClassVar[str] = "identity_pool"

    id: str
    """Region, colon, UUID."""
    region: str
    name: str
    settings: JsonObject = field(default_factory=dict)
    """Members of IdentityPool as they were given: no id, name, tags."""
    tags: dict[str, str] = field(default_factory=dict)
    roles: JsonObject = field(default_factory=dict)
    """GetIdentityPoolRoles' Roles and RoleMappings."""
    principal_tags: dict[str, JsonObject] = field(default_factory=dict)
    """By provider: SetPrincipalTagAttributeMap's settings."""
    signing_key: str = field(default="", repr=False)
    """PEM of what signs its identities' OpenID tokens; empty until it is needed."""
    created: float = 0.0

    lock: threading.RLock = field(default_factory=threading.RLock, repr=False, metadata=TRANSIENT)
    identities: dict[str, Identity] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    by_login: dict[tuple[str, str], Identity] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    """By provider and user id there."""

    @property
    def key(self) -> tuple[str, ...]:
        """Its id."""
        return (self.id,)

    def take(self, identity: Identity) -> None:
        """Take an identity in."""
        self.identities[identity.id] = identity
        self.by_login |= dict.fromkeys(identity.pairs, identity)

    def let_go(self, identity: Identity) -> None:
        """Let an identity go."""
        self.identities.pop(identity.id, None)
        self._unindex(identity)

    @contextmanager
    def changing(self, identity: Identity) -> Iterator[None]:
        """Around every change of an identity's logins and developer users."""
        self._unindex(identity)
        try:
            yield
        finally:
            self.by_login |= dict.fromkeys(identity.pairs, identity)

    def _unindex(self, identity: Identity) -> None:
        for pair in identity.pairs:
            if self.by_login.get(pair) is identity:
                del self.by_login[pair]
