"""ARNs: that they are of the kind that is asked for. Whether they exist and what they allow isn't known here."""

import re
from collections.abc import Mapping
from typing import Any, Final

from local.cognito.call import Call
from local.cognito.errors import CognitoError, invalid
from local.cognito.validation.rules.rule import Table, part

ROLE: Final = re.compile(r"arn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]+")
SES_IDENTITY: Final = re.compile(r"arn:aws[\w-]*:ses:[\w-]+:\d{12}:identity/.+")


def sms_role_of_a_pool(call: Call) -> None:
    """That of a pool's own settings."""
    _sms_role(part(call.parameters, "SmsConfiguration"))


def sms_role_of_a_factor(call: Call) -> None:
    """That of SMS as a second factor."""
    _sms_role(part(call.parameters, "SmsMfaConfiguration", "SmsConfiguration"))


def role_of_a_group(call: Call) -> None:
    """What a group's users may assume with an identity pool is a role."""
    if call.get("RoleArn") and not ROLE.fullmatch(call["RoleArn"]):
        raise invalid(f"{call['RoleArn']} is not the ARN of an IAM role.")


def role_of_an_import(call: Call) -> None:
    """What an import job writes its log with is a role."""
    if not ROLE.fullmatch(call["CloudWatchLogsRoleArn"]):
        raise invalid(f"{call['CloudWatchLogsRoleArn']} is not the ARN of an IAM role.")


def sender(call: Call) -> None:
    """Mail comes from an identity of SES."""
    arn = part(call.parameters, "EmailConfiguration").get("SourceArn")
    if arn and not SES_IDENTITY.fullmatch(arn):
        raise invalid(f"{arn} is not the ARN of an Amazon SES identity.")


def _sms_role(configuration: Mapping[str, Any]) -> None:
    role = configuration.get("SnsCallerArn") or part(configuration, "EumsSms").get("CallerArn")
    if role and not ROLE.fullmatch(role):  # what Cognito says of a role that it can't assume
        raise CognitoError(
            "InvalidSmsRoleTrustRelationshipException",
            "Role does not have a trust relationship allowing Cognito to assume the role",
        )


RULES: Final[Table] = {
    "CreateUserPool": (sms_role_of_a_pool, sender),
    "UpdateUserPool": (sms_role_of_a_pool, sender),
    "SetUserPoolMfaConfig": (sms_role_of_a_factor,),
    "CreateGroup": (role_of_a_group,),
    "UpdateGroup": (role_of_a_group,),
    "CreateUserImportJob": (role_of_an_import,),
}
