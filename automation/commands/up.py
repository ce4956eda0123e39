"""`up`: deploy the stack and keep it."""

from collections.abc import Mapping
from typing import Any

from automation.cli.context import Context
from automation.commands.outputs import print_outputs
from automation.errors import StackMissingError
from automation.records.tags import tags_of
from automation.stacks.destructive_changes import DELETE, PlannedChange, refuse_loss_of_users, warnings
from automation.stacks.kept_stack import KeptStack, kept_stack_to_deploy
from automation.users.test_user import has_users
from cognito_model.regions import region_of_pool


def run(context: Context) -> int:
    """Deploy, creating the stack where it is missing, and print its outputs.

    Raises UsageError, before anything is changed, where users would be lost, unless `--replace-pool` says they may.
    """
    with kept_stack_to_deploy(context.plan(), context.runtime, context.arguments.options["ttl"]) as (kept, write_down):
        tags = tags_of(kept.entry) if kept.entry and not kept.is_adopted else {}
        changes: list[PlannedChange] = []
        try:
            changes = _say_what_hurts(context, kept, tags)
            write_down()
        except StackMissingError:
            write_down()
            kept.deployment.create_stack()
        context.console.say(f"Deploying the stack {kept.workspace.name} ({kept.connection.target})")
        outputs = kept.deployment.up(tags)
        if _ends_a_rotation(changes):
            outputs = _with_secrets_as_they_are(kept, tags, outputs)
        kept.remember(outputs)
    print_outputs(context, outputs)
    return 0


def _ends_a_rotation(changes: list[PlannedChange]) -> bool:
    from components.checking.keys import CLIENT_SECRET_TYPE

    return any(change.kind == CLIENT_SECRET_TYPE and change.operation == DELETE for change in changes)


def _with_secrets_as_they_are(kept: KeptStack, tags: Mapping[str, str], outputs: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs of another deployment: a client's secret in Pulumi's state is the one from before its rotations."""
    for client in outputs["clients"].values():
        kept.deployment.refresh_client(client["client_id"])
    return kept.deployment.up(tags)


def _say_what_hurts(context: Context, kept: KeptStack, tags: Mapping[str, str]) -> list[PlannedChange]:
    changes = kept.deployment.preview(tags)
    for text in warnings(changes):
        context.console.warn(text)
    if not context.arguments.options.get("replace_pool"):
        refuse_loss_of_users(changes, lambda user_pool_id: _has_users(kept, user_pool_id))
    return changes


def _has_users(kept: KeptStack, user_pool_id: str) -> bool:
    # It is where it was made, which needn't be where it is going to be.
    return has_users(kept.connection.cognito(region=region_of_pool(user_pool_id)), user_pool_id)
