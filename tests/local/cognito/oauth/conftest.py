import pytest

from tests.local.cognito.oauth.domain import Domain
from tests.local.cognito.world import World


@pytest.fixture
def domain(world: World) -> Domain:
    """A public client of the hosted pages, with a user in a group."""
    world.add_user(name="Ada")
    domain = Domain.with_client(world)
    domain.join("staff")
    return domain
