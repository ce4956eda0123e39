"""`up`: deploy the stack and keep it."""

from collections.abc import Mapping

from automation.cli.context import Context
from automation.commands.outputs import print_outputs
from automation.errors import StackMissingError
from automation.records.tags import tags_of
from automation.stacks.destructive_changes import refuse_loss_of_users, warnings
from automation.stacks.kept_stack import KeptStack, kept_stack_to_deploy
from automation.users.test_user import has_users


def run(context: Context) -> int:
    """Deploy, creating the stack where it is missing, and print its outputs.

    Raises UsageError, before anything is changed, where users would be lost, unless `--replace-pool` says they may.
    """
    with kept_stack_to_deploy(context.plan(), context.runtime, context.arguments.options["ttl"]) as kept:
        tags = tags_of(kept.entry) if kept.entry and not kept.is_adopted else {}
        try:
            _say_what_hurts(context, kept, tags)
        except StackMissingError:
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
        cognito = kept.connection.cognito()
        refuse_loss_of_users(changes, lambda user_pool_id: has_users(cognito, user_pool_id))
