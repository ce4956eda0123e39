"""Tokens for calls on a user's behalf: Cognito's token exchange, with the caller as the actor (RFC 8693).

The user's token is for this server and stays here. The back end gets one of its own: for itself, with no more scopes
than the user gave, and with `act`, which says who calls in the user's name.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx2

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a token type
LEEWAY_S = 60


@dataclass
class TokenExchange:
    """An app client with ALLOW_TOKEN_EXCHANGE_DELEGATION, and the resource server that its exchanged tokens are for."""

    endpoint: str
    client_id: str
    secret: str = field(repr=False)
    resource: str = "orders"
    scope: str = "orders/read"
    _own: str = field(default="", repr=False)
    _own_until: float = 0

    @classmethod
    def from_variables(cls, variables: Mapping[str, str]) -> "TokenExchange":
        """Of COGNITO_TOKEN_ENDPOINT, COGNITO_CLIENT_ID and COGNITO_CLIENT_SECRET; empty where they lack."""
        names = ("COGNITO_TOKEN_ENDPOINT", "COGNITO_CLIENT_ID", "COGNITO_CLIENT_SECRET")
        return cls(*(variables.get(name, "") for name in names))

    async def on_behalf_of(self, users_token: str, http: httpx2.AsyncClient) -> str:
        """An access token for the resource server, in exchange for a user's. Raises HTTPStatusError. Secret."""
        answer = await self._post(
            http,
            grant_type=GRANT_TYPE,
            subject_token=users_token,
            subject_token_type=ACCESS_TOKEN,
            actor_token=await self._own_token(http),
            actor_token_type=ACCESS_TOKEN,
            resource=self.resource,
            scope=self.scope,
        )
        return answer["access_token"]

    async def _own_token(self, http: httpx2.AsyncClient) -> str:
        """The caller's own, kept while it is good: AWS bills each."""
        if time.monotonic() > self._own_until:
            answer = await self._post(http, grant_type="client_credentials", scope=self.scope)
            self._own, self._own_until = answer["access_token"], time.monotonic() + answer["expires_in"] - LEEWAY_S
        return self._own

    async def _post(self, http: httpx2.AsyncClient, **form: str) -> dict:
        answer = await http.post(self.endpoint, data=form, auth=(self.client_id, self.secret))
        return answer.raise_for_status().json()
