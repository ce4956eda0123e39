"""Asks the endpoints of a user pool's domain, in this process."""

import base64
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from ministack.services import cognito

from local.former.oauth import revocation, token, userinfo
from local.former.oauth.answers import Answer, OAuthError, Request
from tests.local.former.world import World, pkce

REDIRECT_URI = "http://localhost:8585/callback"
SECRET = "s3cret+with/signs"
VERIFIER, CHALLENGE = pkce()


@dataclass
class Domain:
    world: World

    def code(self, **more: Any) -> str:
        """A code as the hosted pages leave it for the token endpoint."""
        code = f"code-{len(cognito._authorization_codes)}-{time.time()}"
        cognito._authorization_codes[code] = {
            "client_id": self.world.client["ClientId"],
            "pool_id": self.world.pool["Id"],
            "redirect_uri": REDIRECT_URI,
            "scope": "openid email",
            "username": "ada",
            "nonce": "n-1",
            "code_challenge": "",
            "code_challenge_method": "",
            "expires_at": time.time() + 300,
            **more,
        }
        return code

    def token(self, headers: dict[str, str] | None = None, **form: str) -> Answer:
        given = form if headers else {"client_id": self.world.client["ClientId"], **form}
        return token.answer(Request("POST", headers or {}, given))

    def exchange(self, code: str, headers: dict[str, str] | None = None, **form: str) -> dict[str, Any]:
        given = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code": code, **form}
        answer = self.token(headers, **given)
        assert (answer.status, answer.content is None) == (200, False)
        return dict(answer.content or {})

    def refresh(self, refresh_token: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        answer = self.token(headers, grant_type="refresh_token", refresh_token=refresh_token)
        return dict(answer.content or {})

    def revoke(self, headers: dict[str, str] | None = None, **form: str) -> Answer:
        given = form if headers else {"client_id": self.world.client["ClientId"], **form}
        return revocation.answer(Request("POST", headers or {}, given))

    def userinfo(self, access_token: str) -> Answer:
        return userinfo.answer(Request("GET", {"authorization": f"Bearer {access_token}"}, {}))

    def make_confidential(self) -> None:
        self.world.client["ClientSecret"] = SECRET

    def basic(self, secret: str = SECRET) -> dict[str, str]:
        both = f"{self.world.client['ClientId']}:{quote_plus(secret)}"
        return {"authorization": f"Basic {base64.b64encode(both.encode()).decode()}"}


def refusal(call: Any, *arguments: Any, **more: Any) -> tuple[int, str]:
    """Status and error of an endpoint's refusal."""
    try:
        answer = call(*arguments, **more)
    except OAuthError as error:
        answer = error.answer
    assert isinstance(answer, Answer), "it was not refused"
    assert answer.content
    return answer.status, str(answer.content["error"])
