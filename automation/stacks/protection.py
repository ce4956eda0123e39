"""A user pool's deletion protection."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


def is_protected(pool: Mapping[str, Any]) -> bool:
    """Whether Cognito would refuse to delete it (a `UserPoolType`)."""
    return pool.get("DeletionProtection") == "ACTIVE"


def lift_protection(cognito: "CognitoIdentityProviderClient", pool: Mapping[str, Any]) -> None:
    """Turn off the deletion protection of a pool (a `UserPoolType`). Raises botocore's errors.

    UpdateUserPool resets whatever it isn't told: what the pool has is handed back, in case it isn't deleted after all.
    """
    update = cognito.meta.service_model.operation_model("UpdateUserPool").input_shape
    members = update.members if update else {}
    unchanged: dict[str, Any] = {key: value for key, value in pool.items() if key in members and value}
    if "AdminCreateUserConfig" in unchanged:  # it has a deprecated member, which is refused beside its heir
        given = unchanged["AdminCreateUserConfig"]
        unchanged["AdminCreateUserConfig"] = {k: v for k, v in given.items() if k != "UnusedAccountValidityDays"}
    cognito.update_user_pool(**{**unchanged, "UserPoolId": str(pool["Id"]), "DeletionProtection": "INACTIVE"})
