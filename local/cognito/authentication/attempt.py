"""One attempt to sign in, from the first request to the tokens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from local.cognito import triggering
from local.cognito.authentication import sessions
from local.cognito.call import Call
from local.cognito.errors import CognitoError, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import AppClient, UserPool
from local.cognito.store.users import User
from local.cognito.tokens import issuing

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who signs in where, and what stays the same from one challenge to the next."""

    call: Call = field(repr=False)
    pool: UserPool = field(repr=False)
    client: AppClient
    user: User
    device_key: str = ""
    """Of the device that the app says that it is."""
    trigger_source: str = issuing.AUTHENTICATION
    """What the pre token generation trigger is told."""
    methods: tuple[str, ...] = ()
    """How the user has proved who they are so far (RFC 8176)."""
    results: tuple[JsonObject, ...] | None = None
    """Of a custom authentication: the challenges so far, as DefineAuthChallenge is told. None for other flows."""
    target: int = 0
    """The level that is asked for (`levels`); 0 for none."""
    is_nobody: bool = False
    """Whether there is no such user, which the client doesn't tell: `user` is in no pool then."""
    metadata: Texts = field(default_factory=dict, repr=False)
    """ClientMetadata of RespondToAuthChallenge; that of InitiateAuth reaches the first triggers only."""

    def with_method(self, method: str) -> "Attempt":
        """The attempt with one more proof behind it, named as in RFC 8176."""
        return replace(self, methods=(*self.methods, method))

    def in_custom_authentication(self) -> "Attempt":
        """The attempt as one whose challenges functions decide on."""
        return replace(self, results=())

    def challenge(self, name: str, parameters: Texts, **remembered: Any) -> JsonObject:
        """A challenge's response, with a new session that remembers what its answer will need."""
        return {
            "ChallengeName": name,
            "Session": self.session(name, **remembered),
            "ChallengeParameters": dict(parameters),
        }

    def session(self, purpose: str, **remembered: Any) -> str:
        """A new session that goes on with this attempt."""
        goes_on = {
            "device_key": self.device_key,
            "trigger_source": self.trigger_source,
            "methods": list(self.methods),
            "target": self.target,
            "is_nobody": self.is_nobody,
        }
        kept: JsonObject = {name: value for name, value in goes_on.items() if value}
        if self.results is not None:
            kept["results"] = list(self.results)
        return sessions.begin(self.call, self.client, self.user.username, purpose, **kept, **remembered)

    def invoke(self, trigger: str, event: Callable[[], JsonObject]) -> JsonObject | None:
        """The response of a trigger's function; None without one. Raises CognitoError, also where the user is gone."""
        if not self.pool.triggers:
            return None
        response = triggering.invoke(self.call, self.pool, trigger, event)
        if response is not None:
            self.check_still_there()
        return response

    def check_still_there(self) -> None:
        """Raise CognitoError where pool, client or user have gone while the lock was let go of."""
        if self.call.engine.store.pools.get(self.pool.id) is not self.pool:
            raise CognitoError("ResourceNotFoundException", f"User pool {self.pool.id} does not exist.")
        if self.pool.clients.get(self.client.id) is not self.client:
            raise CognitoError("ResourceNotFoundException", f"User pool client {self.client.id} does not exist.")
        if self.is_nobody:
            return
        if self.pool.users.by_sub(self.user.sub) is not self.user:
            raise CognitoError("UserNotFoundException", "User does not exist.")
        if not self.user.enabled:
            raise not_authorized("User is disabled.")
