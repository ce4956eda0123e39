import pytest

from cognito_model.model import USER_POOLS
from local.cognito.caller import UNSIGNED, CallerPolicy
from local.cognito.signature import Verifier
from tests.local.cognito.world import error_of, make_engine


@pytest.fixture
def policy():
    engine = make_engine()
    yield CallerPolicy(engine.settings, Verifier("key", "secret"))
    engine.close()


@pytest.mark.parametrize("operation", ["InitiateAuth", "GetClientToken", "GetDerivedToken"])
def test_what_takes_no_signature_answers_the_engines_own_user_only(policy, operation):
    policy.check_operation(UNSIGNED, USER_POOLS, operation, own_user=True)
    refused = error_of(policy.check_operation, UNSIGNED, USER_POOLS, operation, own_user=False)
    assert refused[0] == "AccessDeniedException"


def test_everything_else_is_signed(policy):
    refused = error_of(policy.check_operation, UNSIGNED, USER_POOLS, "AdminInitiateAuth", own_user=True)
    assert refused[0] == "MissingAuthenticationTokenException"
