"""`destroy`: the kept stack and all it made."""

from contextlib import ExitStack
from typing import TYPE_CHECKING

from automation.cli.context import Context
from automation.errors import StackMissingError, UsageError
from automation.stacks.destructive_changes import USER_POOL
from automation.stacks.kept_stack import KeptStack, Known, held_environment, kept_or_expired_stack, set_aside
from automation.stacks.protection import is_protected, lift_protection
from automation.targets.workspaces import Workspace
from automation.terminal.reports import print_outcome

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


def run(context: Context) -> int:
    """Destroy it; a pool with deletion protection only with `--force`; an adopted one is let go of. Nothing: done."""
    known = Known.of(context.stack(), context.runtime)
    existed = known.exists()
    with held_environment(known.ledger, known.key, known.name, context.console):
        if existed and not known.exists():
            context.console.done(f"{known.name} was destroyed by another run")
            _tell(context, known.name, None, "missing")
            return 0
        return _destroy(context, known)


def _destroy(context: Context, known: Known) -> int:
    with ExitStack() as opened:
        try:
            kept = opened.enter_context(kept_or_expired_stack(context.stack(), context.runtime))
        except StackMissingError:
            return _nothing(context, known.name, known.workspace)
        try:
            outputs = kept.deployment.outputs()
        except StackMissingError:
            if kept.entry is None:
                return _nothing(context, kept.workspace.name, kept.workspace)
            outputs = {}  # created without Pulumi's knowing, perhaps
        kept.check_account(outputs)  # in another account there is no pool, and the stack would be taken for gone
        # A deployment that failed half-way has no outputs.
        user_pool_id = outputs.get("user_pool_id") or _pool_in_state(kept)
        if kept.is_adopted:
            kept.destroy(context.runtime)
            context.console.done(f"released {kept.workspace.name}; the user pool {user_pool_id} still exists")
            context.console.say("The stack's configuration is kept: `up` adopts the user pool again.")
            _tell(context, kept.workspace.name, user_pool_id, "let go")
            return 0
        if user_pool_id and _lift_protection(kept.connection.cognito(), str(user_pool_id), kept, context):
            kept.deployment.unprotect()
        kept.destroy(context.runtime, force=bool(context.arguments.options.get("force")))
    context.console.done(f"destroyed {kept.workspace.name}")
    _tell(context, kept.workspace.name, user_pool_id, "destroyed")
    return 0


def _nothing(context: Context, name: str, workspace: Workspace | None) -> int:
    context.console.say(f"There is no stack {name}: nothing to destroy.")
    if workspace is not None:
        set_aside(workspace, context.console)
    _tell(context, name, None, "missing")
    return 0


def _tell(context: Context, name: str, user_pool_id: object, status: str) -> None:
    outcome = {
        "environment": name,
        "target": context.arguments.target,
        "user_pool_id": user_pool_id or None,
        "status": status,
    }
    print_outcome(context.stdout, context.arguments.output, outcome)


def _pool_in_state(kept: KeptStack) -> str | None:
    try:
        resources = kept.deployment.state().get("resources", ())
    except StackMissingError:
        return None
    return next((str(one["id"]) for one in resources if one.get("type") == USER_POOL and one.get("id")), None)


def _lift_protection(
    cognito: "CognitoIdentityProviderClient", user_pool_id: str, kept: KeptStack, context: Context
) -> bool:
    """Whether there was a protection, lifted now. Raises UsageError where there is one and `--force` wasn't given."""
    from botocore.exceptions import ClientError

    try:
        pool = cognito.describe_user_pool(UserPoolId=user_pool_id)["UserPool"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return True  # gone already, and Pulumi's own protection would be in the way
        raise
    if not is_protected(pool):
        return False
    if not context.arguments.options.get("force"):
        raise UsageError(
            f"The user pool {user_pool_id} of {kept.workspace.name} has deletion protection. Destroy it with "
            "--force, or set deletion_protection to INACTIVE and run `up` first."
        )
    lift_protection(cognito, pool)
    return True
