"""One attempt to sign in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.former import state
from local.former.errors import CognitoError
from local.former.operations.authentication import ministack, requests, sessions, tokens
from local.former.operations.types import Parameters, Result
from local.former.state import Client, Pool, User


@dataclass(frozen=True)
class Attempt:
    """Who signs in where, and what stays the same until the tokens are there."""

    pool: Pool = field(repr=False)
    client: Client = field(repr=False)
    user: User = field(repr=False)
    device_key: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict, repr=False)
    trigger: str = tokens.AUTHENTICATION
    """What the pre token generation trigger is told."""

    def challenge(self, name: str, parameters: Mapping[str, str], **remembered: Any) -> Result:
        """A challenge's response, with a new session that remembers what its answer will need."""
        session = sessions.begin(
            self.pool,
            self.client,
            self.user,
            name,
            **{"device_key": self.device_key, "trigger": self.trigger, **remembered},
        )
        return {"ChallengeName": name, "Session": session, "ChallengeParameters": dict(parameters)}


@dataclass(frozen=True)
class Answer:
    """The answer to a challenge."""

    attempt: Attempt
    session: ministack.Session = field(repr=False)
    responses: Mapping[str, str] = field(repr=False)

    def __getitem__(self, name: str) -> str:
        """A challenge response that must be there. Raises CognitoError."""
        return requests.required(self.responses, name)


def answer(parameters: Parameters, *challenges: str) -> Answer:
    """The answer to one of these challenges. Raises CognitoError."""
    pool, client = requests.pool_and_client(parameters)
    responses = parameters.get("ChallengeResponses") or {}
    username = requests.required(responses, "USERNAME")
    session = sessions.find(parameters.get("Session"), *challenges)
    user = state.user(pool, session["username"])
    if session["client_id"] != client["ClientId"] or user is None or state.user(pool, username) is not user:
        raise CognitoError("NotAuthorizedException", "Invalid session for the user.")
    if not user.get("Enabled", True):
        raise CognitoError("NotAuthorizedException", "User is disabled.")
    attempt = Attempt(
        pool,
        client,
        user,
        device_key=responses.get("DEVICE_KEY") or session.get("device_key", ""),
        metadata=parameters.get("ClientMetadata") or {},
        trigger=session.get("trigger", tokens.AUTHENTICATION),
    )
    return Answer(attempt, session, responses)
