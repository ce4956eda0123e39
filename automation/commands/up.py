"""`up`: deploy the stack and keep it."""

from automation.commands import Context
from automation.commands.outputs import print_outputs
from automation.errors import StackMissingError
from automation.kept import kept_stack_to_deploy


def run(context: Context) -> int:
    """Deploy, creating the stack where it is missing, and print its outputs."""
    with kept_stack_to_deploy(context) as kept:
        context.console.say(f"Deploying the stack {kept.workspace.name} ({kept.connection.target})")
        try:
            outputs = kept.deployment.up()
        except StackMissingError:
            kept.deployment.create_stack()
            outputs = kept.deployment.up()
    print_outputs(context, outputs)
    return 0
