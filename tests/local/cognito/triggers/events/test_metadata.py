"""How ClientMetadata and ValidationData of a request reach which trigger."""

import pytest

from local.cognito.triggers.events.metadata import TriggerMetadata, metadata_for
from local.cognito.triggers.lambda_config import TRIGGERS

SENT = {"a": "b"}
VALIDATED = {"c": "d"}


@pytest.mark.parametrize("operation", ["InitiateAuth", "AdminInitiateAuth"])
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_the_beginning_of_a_sign_in_hands_it_to_three_triggers_as_validation_data(operation: str, trigger: str) -> None:
    expected = SENT if trigger in {"PreSignUp", "PreAuthentication", "UserMigration"} else None

    assert metadata_for(operation, trigger, SENT) == TriggerMetadata(expected, None)


@pytest.mark.parametrize("operation", ["SignUp", "AdminCreateUser", "RespondToAuthChallenge", "ForgotPassword"])
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_other_operations_hand_it_on_as_client_metadata(operation: str, trigger: str) -> None:
    expected = VALIDATED if trigger == "PreSignUp" else None

    assert metadata_for(operation, trigger, SENT, VALIDATED) == TriggerMetadata(expected, SENT)
