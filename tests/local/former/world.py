"""Pools, clients and users to sign in with, in this process: operations are called as Cognito's own pages call them."""

import base64
import hashlib
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from ministack.services import cognito

from local.former import inbox, seam, state
from local.former.errors import CognitoError
from local.former.operations.authentication import ministack

PASSWORD = "Correct-horse1"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Clock:
    """The time, which tests move on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._ahead = 0.0
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + self._ahead)

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


@dataclass
class World:
    """One pool with one client; its users are made as they are needed."""

    pool: dict[str, Any]
    client: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def with_pool(cls, **settings: Any) -> "World":
        """A pool of the Essentials tier that verifies e-mail addresses, and a client with every flow."""
        pool_settings = {"AutoVerifiedAttributes": ["email"], "UserPoolTier": "ESSENTIALS", **settings}
        made = seam.call("CreateUserPool", {"PoolName": "pool", **pool_settings})["UserPool"]
        pool = state.pool(made["Id"])
        assert pool is not None
        for use in ("access", "id"):
            cognito._pool_keys[made["Id"], use] = KEY, {"kid": f"{made['Id']}-{use}"}
        world = cls(pool)
        world.client = world.add_client()
        return world

    def add_client(self, **settings: Any) -> dict[str, Any]:
        flows = ["USER_PASSWORD_AUTH", "USER_SRP_AUTH", "USER_AUTH", "REFRESH_TOKEN_AUTH", "CUSTOM_AUTH"]
        given = {"ExplicitAuthFlows": [f"ALLOW_{flow}" for flow in flows], **settings}
        made = seam.call("CreateUserPoolClient", {"UserPoolId": self.pool["Id"], "ClientName": "app", **given})[
            "UserPoolClient"
        ]
        client: dict[str, Any] = self.pool["_clients"][made["ClientId"]]
        return client

    def set_mfa(self, required: str, *factors: str) -> None:
        configurations: dict[str, Any] = {
            "SOFTWARE_TOKEN_MFA": {"SoftwareTokenMfaConfiguration": {"Enabled": True}},
            "EMAIL_OTP": {"EmailMfaConfiguration": {"Subject": "Sign in", "Message": "Use {####} to sign in."}},
            "SMS_MFA": {"SmsMfaConfiguration": {"SmsAuthenticationMessage": "Use {####}.", "SmsConfiguration": {}}},
        }
        # What a request needs besides is the request validation's business.
        for factor in factors:
            self.pool.update(configurations[factor])
        self.pool["MfaConfiguration"] = required

    def allow_factors(self, *factors: str) -> None:
        self.pool.setdefault("Policies", {})["SignInPolicy"] = {"AllowedFirstAuthFactors": ["PASSWORD", *factors]}

    def add_user(self, username: str = "ada", *, password: str = PASSWORD, **attributes: str) -> dict[str, Any]:
        """A confirmed user with a verified address and number."""
        given = {
            "email": f"{username}@example.com",
            "email_verified": "true",
            "phone_number": "+15555550100",
            "phone_number_verified": "true",
            **attributes,
        }
        named = {"UserPoolId": self.pool["Id"], "Username": username}
        listed = [{"Name": name, "Value": value} for name, value in given.items() if value]
        seam.call("AdminCreateUser", {**named, "UserAttributes": listed, "MessageAction": "SUPPRESS"})
        seam.call("AdminSetUserPassword", {**named, "Password": password, "Permanent": True})
        user = state.user(self.pool, username)
        assert user is not None
        return user

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        return seam.call(operation, parameters)

    def of_client(self, operation: str, **parameters: Any) -> dict[str, Any]:
        return seam.call(operation, {"ClientId": self.client["ClientId"], **parameters})

    def admin(self, operation: str, username: str = "ada", **parameters: Any) -> dict[str, Any]:
        return seam.call(operation, {"UserPoolId": self.pool["Id"], "Username": username, **parameters})

    def start(self, flow: str = "USER_PASSWORD_AUTH", username: str = "ada", **given: str) -> dict[str, Any]:
        if flow == "USER_PASSWORD_AUTH":
            given = {"PASSWORD": PASSWORD, **given}
        return self.of_client("InitiateAuth", AuthFlow=flow, AuthParameters={"USERNAME": username, **given})

    def answer(self, challenge: dict[str, Any], name: str = "", username: str = "ada", **given: str) -> dict[str, Any]:
        return self.of_client(
            "RespondToAuthChallenge",
            ChallengeName=name or challenge["ChallengeName"],
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": username, **given},
        )

    def tokens(self, username: str = "ada") -> dict[str, Any]:
        result: dict[str, Any] = self.start(username=username)["AuthenticationResult"]
        return result

    def latest_message(self) -> inbox.Message:
        return inbox.messages(self.pool["Id"])[0]

    def latest_code(self) -> str:
        return self.latest_message().code


def error_of(call: Any, *arguments: Any, **more: Any) -> tuple[str, str]:
    """Code and message of an operation's refusal."""
    with pytest.raises(CognitoError) as refusal:
        call(*arguments, **more)
    return refusal.value.code, refusal.value.message


def wrong(code: str) -> str:
    """Another code of the same form."""
    return f"{(int(code) + 1) % 10**6:06d}"


def totp(secret: str, steps: int = 0) -> str:
    return str(cognito._totp_code(secret, steps))


claims = ministack.token_claims


def pkce() -> tuple[str, str]:
    """A verifier and its S256 challenge."""
    verifier = "v" * 64
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def json_list(text: str) -> list[str]:
    found: list[str] = json.loads(text)
    return found


def digits(text: str) -> str:
    found = re.search(r"\d{6}", text)
    assert found
    return found[0]
