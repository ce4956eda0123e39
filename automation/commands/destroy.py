"""`destroy`: the kept stack and all it made."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from automation.commands import Context
from automation.errors import StackMissingError, UsageError
from automation.kept import Kept, is_adopted, kept_stack
from automation.workspaces import read_users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


def run(context: Context) -> int:
    """Destroy it; a pool with deletion protection only with `--force`. Nothing there: done."""
    with kept_stack(context) as kept:
        try:
            outputs = kept.deployment.outputs()
        except StackMissingError:
            context.console.say(f"There is no stack {kept.workspace.name}: nothing to destroy.")
            kept.workspace.remove()
            return 0
        pool_id = outputs.get("user_pool_id")
        if is_adopted(kept):
            _let_go(context, kept, str(pool_id))
            return 0
        if pool_id and _lift_protection(kept.connection.cognito(), str(pool_id), kept, context):
            kept.deployment.unprotect()
        kept.deployment.destroy()
        kept.deployment.remove_stack()
    kept.workspace.remove()
    for left in context.root.glob(f"Pulumi.{kept.workspace.name}.yaml"):
        if left.name.startswith("Pulumi.local-"):
            left.unlink()
    context.console.done(f"destroyed {kept.workspace.name}")
    return 0


def _let_go(context: Context, kept: Kept, user_pool_id: str) -> None:
    """Forget what was adopted, which is retained; what the stack has made since, test users among it, goes."""
    cognito = kept.connection.cognito()
    for user in read_users(kept.workspace):
        if user.get("user_pool_id") == user_pool_id:
            with suppress(cognito.exceptions.UserNotFoundException):
                cognito.admin_delete_user(UserPoolId=user_pool_id, Username=user["username"])
    kept.deployment.unprotect()
    kept.deployment.destroy()
    kept.deployment.remove_stack()
    kept.workspace.remove()
    context.console.done(f"let go of {kept.workspace.name}; the user pool {user_pool_id} still exists")
    context.console.say("The stack's configuration stays: `up` takes the pool over again.")


def _lift_protection(cognito: "CognitoIdentityProviderClient", user_pool_id: str, kept: Kept, context: Context) -> bool:
    """Whether there was a protection, lifted now. Raises UsageError where there is one and `--force` wasn't given."""
    from botocore.exceptions import ClientError

    try:
        pool = cognito.describe_user_pool(UserPoolId=user_pool_id)["UserPool"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return True  # gone already, and Pulumi's own protection would be in the way
        raise
    if pool.get("DeletionProtection") != "ACTIVE":
        return False
    if not context.arguments.options.get("force"):
        raise UsageError(
            f"The user pool {user_pool_id} of {kept.workspace.name} is protected against deletion. "
            "Destroy it with --force, or set deletion_protection to INACTIVE and run `up` first."
        )
    # UpdateUserPool resets whatever it isn't told: hand back what the pool has, in case its destruction fails later.
    update = cognito.meta.service_model.operation_model("UpdateUserPool").input_shape
    members = update.members if update else {}
    unchanged: dict[str, Any] = {key: value for key, value in pool.items() if key in members and value}
    unchanged.get("AdminCreateUserConfig", {}).pop(
        "UnusedAccountValidityDays", None
    )  # deprecated, refused beside its heir
    cognito.update_user_pool(**{**unchanged, "UserPoolId": user_pool_id, "DeletionProtection": "INACTIVE"})
    return True
