"""An engine in this process, with pools, clients and users as tests need them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from local.cognito.clock import Clock
from local.cognito.engine import Engine
from local.cognito.errors import CognitoError
from local.cognito.settings import EngineSettings
from local.cognito.tokens import jwt
from tests.credentials import CREDENTIALS

PASSWORD = "Correct-horse1"
REGION = "us-east-1"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class OneKey:
    """The same signing key for every pool: making one takes as long as most tests."""

    def take(self) -> rsa.RSAPrivateKey:
        return KEY

    def close(self) -> None:
        pass


def make_engine(**settings: Any) -> Engine:
    """An engine that keeps nothing, with a clock of its own."""
    given = {"credentials": CREDENTIALS, "endpoint_url": "http://127.0.0.1:4566", **settings}
    return Engine(EngineSettings(**given), Clock(), OneKey())


@dataclass
class World:
    """One pool with one client; its users are made as they are needed."""

    engine: Engine
    pool_id: str
    client_id: str = ""
    client: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def with_pool(cls, engine: Engine, **settings: Any) -> Self:
        """A pool of the Essentials tier that verifies e-mail addresses, and a client with every flow."""
        given = {"PoolName": "pool", "AutoVerifiedAttributes": ["email"], **settings}
        made = engine.call("CreateUserPool", given, region=REGION)["UserPool"]
        world = cls(engine, made["Id"])
        world.client = world.add_client()
        world.client_id = world.client["ClientId"]
        return world

    @property
    def pool(self) -> Any:
        """The pool's record."""
        return self.engine.store.pools[self.pool_id]

    def user(self, username: str = "ada") -> Any:
        """A user's record."""
        return self.pool.users.find(username)

    def advance(self, seconds: float) -> None:
        """Move the engine's clock on."""
        self.engine.clock.offset_s += seconds

    def add_client(self, **settings: Any) -> dict[str, Any]:
        flows = ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_SRP_AUTH", "USER_AUTH", "REFRESH_TOKEN_AUTH"]
        given = {"ClientName": "app", "ExplicitAuthFlows": [f"ALLOW_{flow}" for flow in flows], **settings}
        made: dict[str, Any] = self.call("CreateUserPoolClient", UserPoolId=self.pool_id, **given)["UserPoolClient"]
        return made

    def add_user(self, username: str = "ada", *, password: str = PASSWORD, **attributes: str) -> Any:
        """A confirmed user with a verified address and number; an attribute given empty is left out."""
        given = {
            "email": f"{username}@example.com",
            "email_verified": "true",
            "phone_number": "+15555550100",
            "phone_number_verified": "true",
            **attributes,
        }
        for address in ("email", "phone_number"):
            if not given[address]:
                given[f"{address}_verified"] = ""
        listed = [{"Name": name, "Value": value} for name, value in given.items() if value]
        self.admin("AdminCreateUser", username, UserAttributes=listed, MessageAction="SUPPRESS")
        self.admin("AdminSetUserPassword", username, Password=password, Permanent=True)
        return self.user(username)

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """An operation as an administrator calls it."""
        return self.engine.call(operation, parameters, region=REGION)

    def of_pool(self, operation: str, **parameters: Any) -> dict[str, Any]:
        return self.call(operation, UserPoolId=self.pool_id, **parameters)

    def of_client(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """An operation as an application calls it, unsigned."""
        return self.engine.call(operation, {"ClientId": self.client_id, **parameters})

    def admin(self, operation: str, username: str = "ada", **parameters: Any) -> dict[str, Any]:
        return self.of_pool(operation, Username=username, **parameters)

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

    def tokens(self, username: str = "ada", password: str = PASSWORD) -> dict[str, Any]:
        result: dict[str, Any] = self.start(username=username, PASSWORD=password)["AuthenticationResult"]
        return result

    def messages(self) -> list[Any]:
        """What the pool has sent, newest first."""
        found = [one for one in self.engine.store.messages.values() if one.pool_id == self.pool_id]
        return sorted(found, key=lambda one: one.at)[::-1]

    def latest_code(self) -> str:
        return str(self.messages()[0].code)


def error_of(call: Any, *arguments: Any, **more: Any) -> tuple[str, str]:
    """Code and message of an operation's refusal."""
    with pytest.raises(CognitoError) as refusal:
        call(*arguments, **more)
    return refusal.value.code, refusal.value.message


claims = jwt.claims_of
