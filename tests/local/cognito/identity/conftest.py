from dataclasses import dataclass
from typing import Any

import pytest

from cognito_model.model import IDENTITY_POOLS
from local.cognito.tokens.issuing import Grant, begin_sign_in
from tests.local.cognito.world import REGION, World

ROLES = {
    "authenticated": "arn:aws:iam::000000000000:role/authenticated",
    "unauthenticated": "arn:aws:iam::000000000000:role/unauthenticated",
}


@dataclass
class Identities:
    """An identity pool that trusts the world's user pool and app client."""

    world: World
    pool_id: str = ""

    @property
    def provider(self) -> str:
        return f"cognito-idp.{REGION}.amazonaws.com/{self.world.pool_id}"

    def signed(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """As an administrator calls."""
        return self.world.engine.call(operation, parameters, region=REGION, service=IDENTITY_POOLS)

    def public(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """As an application calls, unsigned."""
        return self.world.engine.call(operation, parameters, service=IDENTITY_POOLS)

    def create(self, **settings: Any) -> str:
        trusted = {
            "ProviderName": self.provider,
            "ClientId": self.world.client_id,
            "ServerSideTokenCheck": True,
        }
        given = {
            "IdentityPoolName": "identities",
            "AllowUnauthenticatedIdentities": False,
            "CognitoIdentityProviders": [trusted],
            **settings,
        }
        self.pool_id = self.signed("CreateIdentityPool", **given)["IdentityPoolId"]
        return self.pool_id

    def set_roles(self, **more: Any) -> None:
        self.signed("SetIdentityPoolRoles", IdentityPoolId=self.pool_id, **{"Roles": ROLES, **more})

    def token(self, username: str = "ada", use: str = "IdToken", **grant: Any) -> str:
        world = self.world
        user = world.user(username) or world.add_user(username)
        with world.engine.calling(world.pool) as call:
            made = begin_sign_in(call, world.pool, world.pool.clients[world.client_id], user, Grant(**grant))
        return str(made[use])

    def logins(self, username: str = "ada") -> dict[str, str]:
        return {self.provider: self.token(username)}

    def identity(self, username: str = "ada") -> str:
        found = self.public("GetId", IdentityPoolId=self.pool_id, Logins=self.logins(username))
        return str(found["IdentityId"])


@pytest.fixture
def identities(world: World) -> Identities:
    made = Identities(world)
    made.create()
    made.set_roles()
    return made
