"""The user pool as a load balancer asks it: the authorization code grant, and the userinfo endpoint.

Sources: "Authentication flow" in "Authenticate users using an Application Load Balancer" (the steps, and what is too
large); "Troubleshoot your Application Load Balancers" (401, 500, 561); the support article "How do I troubleshoot
authentication issues in my Application Load Balancer?" (401 for a wrong client or secret, 500 for no answer).
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from local.gateway.back_end import Endpoints
from local.gateway.errors import RefusedError, Reply

TEXT: Final = b"text/plain; charset=utf-8"
OK: Final = 200
MAX_BYTES: Final = 11 * 1024
"""Of user claims and access token together; beyond, the user guide has 500, its page on troubleshooting 401."""
TOO_LARGE: Final = Reply(500, b"500 Internal Server Error\n", TEXT)
WRONG_CLIENT: Final = "invalid_client"
"""RFC 6749 section 5.2."""
PROVIDER_REFUSED: Final = Reply(561, b"561 Authentication error\n", TEXT)
PROVIDER_FAILED: Final = Reply(500, b"500 Internal Server Error\n", TEXT)
UNAUTHORIZED: Final = Reply(401, b"401 Authorization Required\n", TEXT)
MIN_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user's claims and tokens."""

    claims: Mapping[str, Any]
    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires: float
    """When the access token does, in seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """One app client at the pool's endpoints."""

    authorize_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str
    endpoints: Endpoints

    def sign_in_url(self, redirect_uri: str, state: str) -> str:
        """Where a browser is sent to."""
        query = {
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": self.scope,
            "state": state,
        }
        return f"{self.authorize_endpoint}?{urlencode(query)}"

    async def redeem(self, code: str, redirect_uri: str, now: float) -> SignedIn:
        """Who has come back with a code. Raises RefusedError."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        answer = await self._tokens(form)
        if not isinstance(answer.get("id_token"), str):
            raise RefusedError(UNAUTHORIZED, f"no ID token is issued for the scope {self.scope}")
        return await self._signed_in(answer, None, now)

    async def renew(self, former: SignedIn, now: float) -> SignedIn:
        """The same with a new access token and new claims. Raises RefusedError."""
        answer = await self._tokens({"grant_type": "refresh_token", "refresh_token": str(former.refresh_token)})
        return await self._signed_in(answer, former.refresh_token, now)

    async def _tokens(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        secret = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        headers = {"authorization": f"Basic {secret}", "content-type": "application/x-www-form-urlencoded"}
        return await self._ask("POST", self.token_endpoint, headers, urlencode(form).encode())

    async def _signed_in(self, answer: Mapping[str, Any], refresh_token: str | None, now: float) -> SignedIn:
        access_token = answer.get("access_token")
        if not isinstance(access_token, str):
            raise RefusedError(PROVIDER_REFUSED, "the token endpoint issued no access token")
        claims = await self._ask("GET", self.userinfo_endpoint, {"authorization": f"Bearer {access_token}"})
        if not isinstance(claims.get("sub"), str):
            raise RefusedError(PROVIDER_REFUSED, "the userinfo endpoint doesn't name the user")
        if len(json.dumps(claims)) + len(access_token) > MAX_BYTES:
            raise RefusedError(TOO_LARGE, f"the user's claims and access token have more than {MAX_BYTES} bytes")
        lifetime = answer.get("expires_in")
        lasts_s = float(lifetime) if isinstance(lifetime, int | float) else MIN_S
        renewable = answer.get("refresh_token", refresh_token)
        return SignedIn(claims, access_token, renewable if isinstance(renewable, str) else None, now + lasts_s)

    async def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Mapping[str, Any]:
        try:
            status, content = await self.endpoints.ask(method, url, headers, body)
        except OSError as error:
            raise RefusedError(PROVIDER_FAILED, str(error)) from None
        try:
            found = json.loads(content)
        except (ValueError, RecursionError):
            found = None
        if status != OK or not isinstance(found, dict):
            said = found.get("error") if isinstance(found, dict) else None
            reply = UNAUTHORIZED if said == WRONG_CLIENT else PROVIDER_REFUSED
            raise RefusedError(reply, f"{url} responded with HTTP {status} ({said or 'no reason'})")
        return found
