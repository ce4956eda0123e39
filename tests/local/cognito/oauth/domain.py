"""Asks the endpoints of an engine, in this process, for a client of the hosted pages."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

from local.cognito.oauth import codes
from local.cognito.store.pools import AppClient
from local.cognito.store.sign_ins import AuthorizationCode
from tests.local.cognito.asking import Answer, ask
from tests.local.cognito.world import World

REDIRECT_URI = "http://localhost:8585/callback"
SECRET = "s3cret+with/signs"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass
class Domain:
    """One app client and the endpoints that it asks."""

    world: World
    client_id: str

    @classmethod
    def with_client(cls, world: World, **settings: Any) -> "Domain":
        given = {
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email", "profile", "phone"],
            "CallbackURLs": [REDIRECT_URI],
            "SupportedIdentityProviders": ["COGNITO"],
            **settings,
        }
        return cls(world, world.add_client(**given)["ClientId"])

    @property
    def client(self) -> AppClient:
        found: AppClient = self.world.pool.clients[self.client_id]
        return found

    def make_confidential(self) -> None:
        self.client.secrets = [{"ClientSecretId": "1", "ClientSecretValue": SECRET}]

    def code(self, username: str = "ada", **more: Any) -> str:
        """A code as the pages leave it for the token endpoint."""
        with self.world.engine.calling(self.world.pool) as call:
            content = {
                "digest": "",
                "pool_id": self.world.pool_id,
                "client_id": self.client_id,
                "sub": self.world.user(username).sub,
                "redirect_uri": REDIRECT_URI,
                "scope": "openid email",
                "auth_time": call.now,
                "expires": 0.0,
                "nonce": "n-1",
                **more,
            }
            return codes.give(call, AuthorizationCode(**content))

    def join(self, group: str) -> None:
        """Put ada into a new group."""
        self.world.of_pool("CreateGroup", GroupName=group)
        self.world.admin("AdminAddUserToGroup", GroupName=group)

    def sign_in_through_the_api(self) -> dict[str, Any]:
        """An AuthenticationResult of ada's."""
        self.world.client_id = self.client_id
        return self.world.tokens()

    def post(self, path: str, headers: dict[str, str] | None = None, query: str = "", **form: str) -> Answer:
        target = f"{path}?{query}" if query else path
        return ask(
            self.world.engine, target, method="POST", headers={**FORM, **(headers or {})}, body=urlencode(form).encode()
        )

    def token(self, headers: Any = None, query: str = "", **form: str) -> Answer:
        given = form if headers or query else {"client_id": self.client_id, **form}
        return self.post("/oauth2/token", headers, query, **given)

    def exchange(self, code: str, headers: dict[str, str] | None = None, **form: str) -> dict[str, Any]:
        given = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code": code, **form}
        return tokens_of(self.token(headers, **given))

    def refresh(self, refresh_token: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        return tokens_of(self.token(headers, grant_type="refresh_token", refresh_token=refresh_token))

    def revoke(self, headers: dict[str, str] | None = None, **form: str) -> Answer:
        given = form if headers else {"client_id": self.client_id, **form}
        return self.post("/oauth2/revoke", headers, **given)

    def userinfo(self, access_token: str, method: str = "GET") -> Answer:
        return ask(
            self.world.engine,
            "/oauth2/userInfo",
            method=method,
            headers={"authorization": f"Bearer {access_token}"},
        )

    def basic(self, secret: str = SECRET, client_id: str = "") -> dict[str, str]:
        both = f"{client_id or self.client_id}:{quote_plus(secret)}"
        return {"authorization": f"Basic {base64.b64encode(both.encode()).decode()}"}


def tokens_of(answer: Answer) -> dict[str, Any]:
    """A token response's members."""
    assert answer.status == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refusal(answer: Answer) -> tuple[int, str]:
    """Status and error of an endpoint's refusal."""
    content = json.loads(answer.body)
    assert "error" in content, "it was not refused"
    return answer.status, str(content["error"])
