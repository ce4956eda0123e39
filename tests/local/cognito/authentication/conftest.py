import pytest

from local.cognito.engine import Engine
from tests.local.cognito.sign_in_world import SignInWorld


@pytest.fixture
def world(engine: Engine) -> SignInWorld:
    return SignInWorld.with_pool(engine)
