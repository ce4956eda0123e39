"""An identity pool, and the identities in it."""

import threading
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


@dataclass(slots=True, eq=False)
class IdentityPool(Record):
    """An identity pool. Whoever reads or changes it holds its lock."""

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

    lock: threading.RLock = field(default_factory=threading.RLock, repr=False, metadata=TRANSIENT)
    identities: dict[str, Identity] = field(default_factory=dict, repr=False, metadata=TRANSIENT)

    @property
    def key(self) -> tuple[str, ...]:
        """Its id."""
        return (self.id,)
