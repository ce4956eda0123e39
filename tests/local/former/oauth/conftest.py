from collections.abc import Iterator
from typing import Any

import pytest
from ministack.services import cognito

from tests.local.former.oauth.grants import REDIRECT_URI, Domain
from tests.local.former.world import World


@pytest.fixture
def domain(world: World) -> Iterator[Domain]:
    """A public client of the hosted pages, with a user in a group."""
    world.add_user(name="Ada")
    world.call("CreateGroup", UserPoolId=world.pool["Id"], GroupName="staff")
    world.admin("AdminAddUserToGroup", GroupName="staff")
    settings: dict[str, Any] = {
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", "profile", "phone"],
        "CallbackURLs": [REDIRECT_URI],
    }
    world.client = world.add_client(**settings)
    yield Domain(world)
    cognito._authorization_codes.clear()
