"""`up`: deploy the stack and keep it."""

from collections.abc import Mapping

from automation.cli.context import Context
from automation.commands.outputs import print_outputs
from automation.errors import StackMissingError
from automation.records.tags import tags_of
from automation.stacks.destructive_changes import refuse_loss_of_users, warnings
from automation.stacks.kept_stack import KeptStack, kept_stack_to_deploy
from automation.users.test_user import has_users
from cognito_model.regions import region_of_pool


def run(context: Context) -> int:
    """Deploy, creating the stack where it is missing, and print its outputs.

    Raises UsageError, before anything is changed, where users would be lost, unless `--replace-pool` says they may.
    """
    with kept_stack_to_deploy(context.plan(), context.runtime, context.arguments.options["ttl"]) as (kept, write_down):
        tags = tags_of(kept.entry) if kept.entry and not kept.is_adopted else {}
        try:
            _say_what_hurts(context, kept, tags)
            write_down()
        except StackMissingError:
            write_down()
            kept.deployment.create_stack()
        context.console.say(f"Deploying the stack {kept.workspace.name} ({kept.connection.target})")
        outputs = kept.deployment.up(tags)
        kept.remember(outputs)
    print_outputs(context, outputs)
    return 0


def _say_what_hurts(context: Context, kept: KeptStack, tags: Mapping[str, str]) -> None:
    changes = kept.deployment.preview(tags)
    for text in warnings(changes):
        context.console.warn(text)
    if not context.arguments.options.get("replace_pool"):
        refuse_loss_of_users(changes, lambda user_pool_id: _has_users(kept, user_pool_id))


def _has_users(kept: KeptStack, user_pool_id: str) -> bool:
    # It is where it was made, which needn't be where it is going to be.
    return has_users(kept.connection.cognito(region=region_of_pool(user_pool_id)), user_pool_id)
