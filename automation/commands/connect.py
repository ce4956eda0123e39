"""`connect NAME`: remember a user pool that nobody here deployed. No administrator's rights, no Pulumi."""

from dataclasses import asdict
from typing import Any

from automation.cli.context import Context
from automation.cli.pool import coordinates_of, pool_at
from automation.environment import Environment
from automation.errors import UsageError
from automation.stacks.connected_pool import forget, is_connected
from automation.targets.workspaces import Workspaces
from automation.terminal.reports import print_json, print_outcome, print_table
from local.stack_settings import known_stacks


def run(context: Context) -> int:
    """Ask the pool and the client what they are, and print it. Raises UsageError, DriverError: then nothing is kept."""
    name, target = str(context.arguments.options["name"]), context.arguments.target
    if context.arguments.options.get("forget"):
        if not is_connected(context.root, target, name):
            raise UsageError(f"No pool is remembered as {name} for the target {target}.")
        forget(context.root, target, name)
        context.console.done(f"forgot {name} and its cached tokens; the user pool itself is unchanged")
        print_outcome(context.stdout, context.arguments.output, {"forgotten": name})
        return 0
    _check_free(context, name)
    environment = pool_at(context, name, coordinates_of(context)).remember()
    described = _described(environment)
    if context.arguments.output == "json":
        print_json(context.stdout, described)
    else:
        print_table(context.stdout, f"Connected: {name}", list(described.items()))
    context.console.done(f"remembered as {name}: `token --stack {name}`, `login --stack {name}`, …")
    return 0


def _check_free(context: Context, name: str) -> None:
    """Raise UsageError where a stack has that name: `--stack` would mean either."""
    target = context.target()
    found = Workspaces(context.root).find(target.name, target.stack_name(name), target.backend())
    if name in known_stacks(context.root) or found is not None:
        raise UsageError(f"{name} is a stack of this project. Choose another name for the user pool.")


def _described(environment: Environment) -> dict[str, Any]:
    described = asdict(environment)
    del described["clients"], described["name"], described["user_pool_arn"]
    return {**described, "client_id": environment.clients[0].client_id}
