"""A user, and what belongs to one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from types import MappingProxyType
from typing import Any, ClassVar, Final

from local.cognito.json_types import JsonObject
from local.cognito.store.record import Record

FLAGS: Final = frozenset({"true", "false"})
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
"""What users share who have none of something: an empty dictionary each would take a tenth of a user's memory."""


@dataclass(slots=True, eq=False)
class User(Record):
    """A user of a pool. `UserDirectory` indexes them: change names, attributes and states in its `changing`."""

    KIND: ClassVar[str] = "user"

    pool_id: str
    username: str
    """As it was made, whatever its case."""
    sub: str
    sequence: int
    """Counts a pool's users in the order of their creation."""
    attributes: dict[str, str] = field(repr=False)
    """Without the sub."""
    created: float
    modified: float
    status: str = "CONFIRMED"
    """UserStatusType."""
    enabled: bool = True
    salt: bytes = field(default=b"", repr=False)
    """Of SRP (RFC 5054); empty while there is no password."""
    password_hash: bytes = field(default=b"", repr=False)
    """SRP's x: SHA-256 of the salt and of the hash of pool, user name and password. Empty: no password."""
    verifier: bytes = field(default=b"", repr=False)
    """SRP's g to the power of x, once somebody has asked for it."""
    former_passwords: Sequence[list[bytes]] = field(default=(), repr=False)
    """Salt and hash of each, the latest first, as many as the pool remembers."""
    temporary_since: float | None = None
    """When the temporary password was given; None for a permanent one."""
    groups: Sequence[str] = ()
    """Group names, in the order of joining."""
    totp_secret: str = field(default="", repr=False)
    """Base32; verified, so a second factor."""
    totp_name: str = ""
    """FriendlyDeviceName of the authenticator app."""
    totp_pending: str = field(default="", repr=False)
    """Base32; associated, not verified yet."""
    totp_last_step: int = 0
    """The latest time step whose code was used (RFC 6238 section 5.2: once only)."""
    mfa_enabled: Sequence[str] = ()
    """Of SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP, WEB_AUTHN: UserMFASettingList."""
    mfa_preferred: str = ""
    mfa_options: Sequence[JsonObject] = ()
    """SetUserSettings' MFAOptions."""
    codes: Mapping[str, JsonObject] = field(default_factory=lambda: NOTHING, repr=False)
    """By purpose: what was sent and until when it counts."""
    attempts: Mapping[str, list[float]] = field(default_factory=lambda: NOTHING)
    """By operation: when it was tried in the last hour."""
    failures: int = 0
    """Wrong passwords in a row."""
    failed_at: float = 0.0
    """When the latest of them came."""
    locked_until: float = 0.0
    passkeys: Sequence[JsonObject] = field(default=(), repr=False)
    identities: Sequence[JsonObject] = ()
    """Of linked identity providers: the `identities` attribute's entries."""
    events: Sequence[JsonObject] = field(default=(), repr=False)
    """AuthEventType's, the latest first, bounded."""
    signed_out_at: float = 0.0
    """When the user was signed out everywhere: access tokens from before are over."""
    sign_outs: int = 0
    """How often the user was signed out everywhere (`tokens.families`)."""

    password_sign_in_disabled: bool = False
    """Whether AdminDisableProviderForUser took signing in with a password away."""

    def __post_init__(self) -> None:
        """Share with other users what many of them have: memory is short where they are many."""
        self.pool_id, self.status = intern(self.pool_id), intern(self.status)
        self.attributes = {
            intern(name): intern(value) if value in FLAGS else value for name, value in self.attributes.items()
        }
        if self.username == self.sub:
            self.username = self.sub

    @property
    def key(self) -> tuple[str, ...]:
        """Pool and sub."""
        return self.pool_id, self.sub

    @property
    def has_password(self) -> bool:
        """Whether there is a password to sign in with."""
        return bool(self.password_hash) and not self.password_sign_in_disabled


@dataclass(slots=True, eq=False)
class Device(Record):
    """A device that a user signed in with (DeviceType)."""

    KIND: ClassVar[str] = "device"

    pool_id: str
    sub: str
    device_key: str
    """`us-east-1_` and a UUID."""
    group_key: str
    created: float
    modified: float
    last_signed_in: float
    salt: bytes = field(default=b"", repr=False)
    """Of the device's SRP; empty until it is confirmed."""
    verifier: bytes = field(default=b"", repr=False)
    remembered: bool = False
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        """Pool, user and device."""
        return self.pool_id, self.sub, self.device_key
