"""How ClientMetadata and ValidationData of a request reach which trigger.

"ClientMetadata" of each operation in the API reference; "Client metadata" in "Customizing user pool workflows with
Lambda triggers". The token endpoint's `aws_client_metadata` is client metadata of pre token generation.
"""

from dataclasses import dataclass
from typing import Final

from local.cognito.triggers.events.authentication import PRE_AUTHENTICATION
from local.cognito.triggers.events.common import Texts
from local.cognito.triggers.events.migration import USER_MIGRATION
from local.cognito.triggers.events.sign_up import PRE_SIGN_UP

_BEGINNING: Final = frozenset({"InitiateAuth", "AdminInitiateAuth"})
_VALIDATING: Final = frozenset({PRE_SIGN_UP, PRE_AUTHENTICATION, USER_MIGRATION})


@dataclass(frozen=True, slots=True)
class TriggerMetadata:
    """What a trigger's event gets."""

    validation_data: Texts | None = None
    client_metadata: Texts | None = None


def metadata_for(
    operation: str, trigger: str, client_metadata: Texts | None, validation_data: Texts | None = None
) -> TriggerMetadata:
    """What the event of `trigger` gets of a request's ClientMetadata and ValidationData.

    InitiateAuth and AdminInitiateAuth hand ClientMetadata to three triggers, as `validationData`, and to no other one.
    Every other operation hands it to all that it calls, as `clientMetadata`; ValidationData reaches pre sign-up.
    """
    if operation in _BEGINNING:
        return TriggerMetadata(client_metadata if trigger in _VALIDATING else None)
    return TriggerMetadata(validation_data if trigger == PRE_SIGN_UP else None, client_metadata)
