"""Which function a pool's LambdaConfig has for a trigger, and in which version of the event."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

V1: Final = "V1_0"
_PLAIN: Final = (
    *("PreSignUp", "CustomMessage", "PostConfirmation", "PreAuthentication", "PostAuthentication"),
    *("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse", "UserMigration"),
)
_VERSIONED: Final = ("CustomSMSSender", "CustomEmailSender", "InboundFederation")
TRIGGERS: Final = (*_PLAIN, "PreTokenGeneration", *_VERSIONED)
"""Every trigger, by its name in LambdaConfigType and in Cognito's error texts."""
CUSTOM_AUTH: Final = ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse")
"""What a pool needs for CUSTOM_AUTH."""


@dataclass(frozen=True, slots=True)
class ConfiguredFunction:
    """The function of one trigger."""

    arn: str
    version: str = V1
    """`V1_0`, `V2_0` or `V3_0`: the version of the event."""


def configured(lambda_config: Mapping[str, Any], trigger: str) -> ConfiguredFunction | None:
    """The function that `lambda_config` (LambdaConfigType) has for `trigger`, one of TRIGGERS; None for none.

    PreTokenGenerationConfig says what PreTokenGeneration says, and the version besides.
    """
    if trigger in _VERSIONED:
        return _versioned(lambda_config.get(trigger))
    if trigger == "PreTokenGeneration":
        found = _versioned(lambda_config.get("PreTokenGenerationConfig"))
        if found is not None:
            return found
    arn = lambda_config.get(trigger)
    return ConfiguredFunction(str(arn)) if arn else None


def _versioned(value: Mapping[str, Any] | None) -> ConfiguredFunction | None:
    if not value or not value.get("LambdaArn"):
        return None
    return ConfiguredFunction(str(value["LambdaArn"]), str(value.get("LambdaVersion") or V1))
