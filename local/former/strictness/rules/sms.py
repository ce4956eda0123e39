"""The IAM role with which a user pool sends SMS.

A role that the emulator's IAM doesn't have isn't judged: the environment's roles may be on AWS alone.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from local.former import state
from local.former.errors import CognitoError
from local.former.strictness.rules.rule import Parameters, Table, part

COGNITO: Final = "cognito-idp.amazonaws.com"


def caller_of_a_pool(parameters: Parameters) -> None:
    """That of a pool's own settings."""
    caller(part(parameters, "SmsConfiguration"))


def caller_of_a_factor(parameters: Parameters) -> None:
    """That of SMS as a second factor."""
    caller(part(parameters, "SmsMfaConfiguration", "SmsConfiguration"))


def caller(configuration: Mapping[str, Any]) -> None:
    """Cognito may assume the role, and the role may publish (SmsConfigurationType)."""
    role = state.role(configuration["SnsCallerArn"]) if configuration.get("SnsCallerArn") else None
    if role is None:
        return
    if not trusts_cognito(role["AssumeRolePolicyDocument"]):
        raise CognitoError(
            "InvalidSmsRoleTrustRelationshipException",
            "Role does not have a trust relationship allowing Cognito to assume the role",
        )
    if not state.role_allows(role, "sns:Publish"):
        raise CognitoError("InvalidSmsRoleAccessPolicyException", "Role does not have permission to publish with SNS")


def trusts_cognito(document: str) -> bool:
    """Whether a statement of a trust policy names Cognito as a service that is allowed in."""
    try:
        statements = json.loads(document)["Statement"]
    except (ValueError, TypeError, KeyError):
        return False
    return any(
        statement.get("Effect") == "Allow" and COGNITO in services(statement.get("Principal"))
        for statement in (statements if isinstance(statements, list) else [statements])
    )


def services(principal: Any) -> Sequence[str]:
    """The services that a statement names; a wildcard names none."""
    named: str | list[str] = principal.get("Service", ()) if isinstance(principal, Mapping) else []
    return [named] if isinstance(named, str) else named


RULES: Final[Table] = {
    "CreateUserPool": (caller_of_a_pool,),
    "UpdateUserPool": (caller_of_a_pool,),
    "SetUserPoolMfaConfig": (caller_of_a_factor,),
}
