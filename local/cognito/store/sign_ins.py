"""What signing in leaves: sessions between challenges, refresh tokens and their families, codes, hosted sessions."""

from dataclasses import dataclass, field
from typing import ClassVar

from local.cognito.json_types import JsonObject
from local.cognito.store.record import Record


@dataclass(slots=True, eq=False)
class AuthSession(Record):
    """Between a challenge and its answer: what `Session` stands for. Taken once."""

    KIND: ClassVar[str] = "auth_session"

    digest: str = field(repr=False)
    """SHA-256 of the Session that was given, hexadecimal."""
    pool_id: str
    client_id: str
    username: str
    """Of nobody, where the client doesn't tell who exists."""
    challenge: str
    """ChallengeNameType, or what else the session is for."""
    expires: float
    remembered: JsonObject = field(default_factory=dict, repr=False)
    """What the answer needs: the code, SRP's values, earlier challenges."""
    used: bool = False
    """Whether it has had its answer: kept until it expires, so that it can be said."""

    @property
    def key(self) -> tuple[str, ...]:
        """Pool and digest."""
        return self.pool_id, self.digest


@dataclass(slots=True, eq=False)
class RefreshFamily(Record):
    """A sign-in of which there is more to know than its refresh token says: revoked, rotated, or listed as a session.

    Most sign-ins have none: `tokens.families` says why.
    """

    KIND: ClassVar[str] = "refresh_family"

    pool_id: str
    origin_jti: str
    """The claim of that name in every token of the sign-in."""
    client_id: str
    sub: str
    auth_time: float
    expires: float
    """When its refresh tokens are over."""
    rotations: int = 0
    """How often its refresh token has been rotated ("Refresh token rotation")."""
    previous_until: float = 0.0
    """Until when the token before the last rotation may be used again."""
    revoked: bool = False
    """Its refresh tokens and access tokens are over."""
    is_session: bool = False
    """Whether ListUserSessions tells of it: the pool tracked sessions when it began."""
    last_active: float = 0.0
    address: str = ""
    user_agent: str = ""
    sso_session: str = ""
    """The id of the session of the pool's pages that it came through; empty where it came through the API."""

    @property
    def key(self) -> tuple[str, ...]:
        """Pool and origin_jti."""
        return self.pool_id, self.origin_jti


@dataclass(slots=True, eq=False)
class AuthorizationCode(Record):
    """A code of the authorization endpoint (RFC 6749 section 4.1.2). Taken once."""

    KIND: ClassVar[str] = "authorization_code"

    digest: str = field(repr=False)
    """SHA-256 of the code, hexadecimal."""
    pool_id: str
    client_id: str
    sub: str
    redirect_uri: str
    scope: str
    auth_time: float
    expires: float
    nonce: str = ""
    code_challenge: str = ""
    """S256 (RFC 7636); empty without PKCE."""
    resource: str = ""
    """RFC 8707; empty where none was named."""
    details: JsonObject = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        """Its digest."""
        return (self.digest,)


@dataclass(slots=True, eq=False)
class HostedUiSession(Record):
    """A browser that has signed in on a pool's pages: what its cookie stands for."""

    KIND: ClassVar[str] = "hosted_session"

    digest: str = field(repr=False)
    """SHA-256 of the cookie's value, hexadecimal."""
    pool_id: str
    client_id: str
    sub: str
    auth_time: float
    expires: float
    details: JsonObject = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        """Its digest."""
        return (self.digest,)


@dataclass(slots=True, eq=False)
class Message(Record):
    """An e-mail or SMS that Cognito would have sent."""

    KIND: ClassVar[str] = "message"

    id: str
    at: float
    """Seconds since the epoch."""
    medium: str
    """`EMAIL` or `SMS`."""
    destination: str
    pool_id: str
    username: str
    trigger: str
    """Why it was sent, named as the custom message trigger does: `CustomMessage_SignUp` and the like."""
    subject: str
    """Empty for an SMS."""
    body: str = field(repr=False)
    code: str = field(repr=False)
    """The code or temporary password in the body."""

    @property
    def key(self) -> tuple[str, ...]:
        """Its id."""
        return (self.id,)
