"""What InitiateAuth and RespondToAuthChallenge are asked, and for whom."""

import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from local.cognito.authentication import sessions
from local.cognito.authentication.attempt import Attempt
from local.cognito.authentication.secret_hash import check_secret_hash
from local.cognito.call import Call
from local.cognito.errors import invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.store.sign_ins import AuthSession
from local.cognito.store.users import User
from local.cognito.tokens import issuing


@dataclass(frozen=True, slots=True)
class Request:
    """InitiateAuth, RespondToAuthChallenge, and their variants for administrators."""

    call: Call = field(repr=False)
    pool: UserPool = field(repr=False)
    client: AppClient
    values: Mapping[str, str] = field(repr=False)
    """AuthParameters or ChallengeResponses."""
    metadata: Mapping[str, str] = field(repr=False)
    """ClientMetadata."""

    def __getitem__(self, name: str) -> str:
        """A value that must be there. Raises CognitoError."""
        found = self.values.get(name)
        if not found:
            raise invalid(f"Missing required parameter {name}")
        return found

    def get(self, name: str) -> str:
        """A value; empty without one."""
        return self.values.get(name) or ""

    def check_secret_hash(self, *usernames: str) -> None:
        """Raise CognitoError where a client with a secret hasn't proved itself."""
        check_secret_hash(self.call, self.client, self.values.get("SECRET_HASH"), *usernames)

    def attempt(self, user: User, *, is_nobody: bool = False) -> Attempt:
        """The attempt of a user that begins with this request."""
        return Attempt(self.call, self.pool, self.client, user, self.get("DEVICE_KEY"), is_nobody=is_nobody)


def request_of(call: Call, values: str) -> Request:
    """A call as a request; `values` names the parameter that has them. Raises CognitoError."""
    return Request(call, call.pool, call.client, call.get(values, {}), call.get("ClientMetadata", {}))


def who_signs_in(pool: UserPool, username: str) -> User | None:
    """Who signs in under a name: a user name or an alias; unlike elsewhere, the sub isn't one."""
    user = pool.users.find(username)
    if user is not None and user.sub == username and user.username != username:
        return None
    return user


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a challenge: nothing of it is known to be right yet."""

    request: Request
    session: AuthSession
    attempt: Attempt

    def __getitem__(self, name: str) -> str:
        """A challenge response that must be there. Raises CognitoError."""
        return self.request[name]

    def take(self) -> JsonObject:
        """The answer is right: nobody else gives it again. What the session remembered."""
        remembered = self.session.remembered
        sessions.take(self.request.call, self.session)
        return remembered


def answer_of(request: Request, *challenges: str, session: AuthSession | None = None) -> Answer:
    """The answer to one of these challenges. Raises CognitoError."""
    username = request["USERNAME"]
    found = session or sessions.find(request.call, request.pool, request.call.get("Session"), *challenges)
    request.check_secret_hash(username, found.username)
    if found.client_id != request.client.id:
        raise not_authorized(sessions.WRONG)
    if found.remembered.get("is_nobody"):
        user = nobody(request.pool, found.username)
    else:
        user = _user_of(request, found, username)
    return Answer(request, found, continued(request, found, user))


def nobody(pool: UserPool, username: str) -> User:
    """Somebody who doesn't exist and is asked all the same: the same sub each time, in no directory."""
    digest = hmac.digest(pool.refresh_key, f"user id\0{username}".encode(), hashlib.sha256)
    return User(pool.id, username, str(uuid.UUID(bytes=digest[:16], version=4)), 0, {}, 0.0, 0.0)


def _user_of(request: Request, session: AuthSession, username: str) -> User:
    user = request.pool.users.by_name(session.username)
    if user is None or request.pool.users.find(username) is not user:
        raise not_authorized(sessions.WRONG)
    if not user.enabled:
        raise not_authorized("User is disabled.")
    return user


def continued(request: Request, session: AuthSession, user: User) -> Attempt:
    """The attempt that a session goes on with."""
    remembered = session.remembered
    results = remembered.get("results")
    return Attempt(
        request.call,
        request.pool,
        request.client,
        user,
        device_key=request.get("DEVICE_KEY") or remembered.get("device_key", ""),
        trigger_source=remembered.get("trigger_source", issuing.AUTHENTICATION),
        methods=tuple(remembered.get("methods", ())),
        results=None if results is None else tuple(results),
        target=remembered.get("target", 0),
        is_nobody=remembered.get("is_nobody", False),
        metadata=request.metadata,
    )
