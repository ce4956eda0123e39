"""Operations and members that are refused, because no response to them could be true on one machine."""

from collections.abc import Mapping
from typing import Final

from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject

REPLICAS: Final = (
    "Replicas of user pools are not available on the local target, which has a single region. Use a user pool on "
    "AWS for them."
)
RECOVERY: Final = (
    "Point-in-time recovery is not available on the local target, which keeps no backups. Use a user pool on AWS "
    "for it, or a snapshot of the local engine."
)
REFUSED: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("CreateUserPoolReplica", "UpdateUserPoolReplica", "DeleteUserPoolReplica", "ListUserPoolReplicas"), REPLICAS
    ),
    **dict.fromkeys(
        (
            "InitiatePointInTimeRecovery",
            "StartPointInTimeRecovery",
            "CancelPointInTimeRecovery",
            "DescribePointInTimeRecovery",
            "ListPointInTimeRecoveries",
        ),
        RECOVERY,
    ),
}
"""Operations, and why they are refused."""

REFUSED_MEMBERS: Final[Mapping[tuple[str, str], str]] = {
    **dict.fromkeys(
        (
            ("CreateUserPoolClient", "PublishSecretsInAWSSecretsManager"),
            ("UpdateUserPoolClient", "PublishSecretsInAWSSecretsManager"),
        ),
        "PublishSecretsInAWSSecretsManager is not available on the local target, which has no Secrets Manager.",
    ),
    **dict.fromkeys(
        (("CreateUserPoolDomain", "Routing"), ("UpdateUserPoolDomain", "Routing")),
        "Requests are only routed to a replica, and there are none on the local target.",
    ),
    ("CreateUserImportJob", "PasswordHashingAlgorithm"): (
        "AWS doesn't document the column of the file that contains the hashes."
    ),
    **dict.fromkeys(
        (("GetDerivedToken", "SubjectTokenProviderName"), ("GetDerivedToken", "ActorTokenProviderName")),
        "Tokens of other identity providers are not available on the local target.",
    ),
}
"""Members of operations by path, and why they are refused: by a validation rule, or by the operation itself."""


def refuse(call: Call) -> JsonObject:
    """Raise CognitoError, whatever is asked for. A pool that doesn't exist is said not to."""
    _ = call.pool
    raise CognitoError("OperationNotEnabledException", REFUSED[call.operation])


OPERATIONS: Final[Mapping[str, Handler]] = dict.fromkeys(REFUSED, refuse)
