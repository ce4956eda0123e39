"""`adopt USER_POOL_ID`: take over a pool that was made by hand, without changing it."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from automation.cli.context import Context
from automation.errors import UsageError
from automation.terminal.reports import print_json, print_raw, print_table
from local.stack_settings import PREFIX, settings_file

if TYPE_CHECKING:
    from automation.adoption.description import Description

_STACK_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")


def run(context: Context) -> int:
    """Read the pool, write the new stack's configuration, import it and prove that there is nothing to change.

    Raises UsageError, or InexpressibleError, before anything is written.
    """
    from automation.adoption.reading import region_of

    pool_id = context.arguments.options["user_pool_id"]
    region = region_of(pool_id)
    if context.arguments.region not in (None, region):
        raise UsageError(f"The user pool {pool_id} is in {region}, not in {context.arguments.region}.")
    if context.arguments.stack:
        _check_name(context.root, context.arguments.stack)
    description = _described(context, pool_id, region)
    stack = context.arguments.stack or _free_name(context.root, str(description.settings["pool_name"]))
    count = _adopted(context, stack, region, pool_id, description)
    target = context.arguments.target
    rows = {"stack": stack, "target": target, "user_pool_id": pool_id, "resources": count, "changes": 0}
    if context.arguments.output == "json":
        print_json(context.stdout, rows)
    elif context.arguments.output == "raw":
        print_raw(context.stdout, stack)
    else:
        print_table(context.stdout, f"Adopted the user pool {pool_id}", list(rows.items()))
    return 0


def _described(context: Context, pool_id: str, region: str) -> "Description":
    from automation.adoption.description import describe
    from automation.adoption.reading import read_pool

    target, workspaces = context.target(), context.workspaces()
    target.check()
    name = context.arguments.stack or f"adopt-{pool_id}"
    is_new = workspaces.find(target.name, target.stack_name(name)) is None
    workspace = workspaces.kept(target.name, target.stack_name(name))
    try:
        with target.kept(workspace, region) as connection:
            cognito = connection.cognito()
            context.console.say(f"Reading the user pool {pool_id} ({target.name}, {region})")
            return describe(read_pool(cognito, pool_id), cognito.meta.service_model)
    finally:
        if is_new:
            workspace.remove()


def _adopted(context: Context, stack: str, region: str, pool_id: str, description: "Description") -> int:
    from automation.adoption.description import recipe
    from automation.adoption.takeover import take_over, write_stack_file
    from automation.stacks.kept_stack import kept_stack_to_deploy
    from components.settings import FULL_ADOPTED_KEY, FULL_KEY

    file = settings_file(context.root, stack)
    config = {
        "aws:region": region,
        FULL_KEY: description.settings,
        FULL_ADOPTED_KEY: recipe(description, context.arguments.target),
    }
    write_stack_file(file, pool_id, config)
    own = replace(context, arguments=replace(context.arguments, stack=stack, region=region))
    kept = None
    try:
        with kept_stack_to_deploy(own.plan(), own.runtime, ttl_s=None) as kept:
            context.console.say(f"Importing {len(description.resources)} resources into {kept.workspace.name}")
            count = take_over(kept, description.resources)
    except BaseException:
        file.unlink(missing_ok=True)
        if kept is not None:
            kept.forget()
        raise
    context.console.done(f"adopted {pool_id} as {stack}: {count} resources, and `pulumi preview` has nothing to change")
    context.console.say(f"Its configuration is {file.name}")
    if description.secrets:
        context.console.warn(
            f"{file.name} holds secrets in plain text ({', '.join(description.secrets)}); only you can read it. "
            "Don't commit it as it is."
        )
    return count


def _check_name(root: Path, stack: str) -> None:
    if not _STACK_NAME.fullmatch(stack) or stack.startswith(PREFIX):
        raise UsageError(
            f"{stack!r} can't name a new stack: letters, digits, _, . and - may, and it may not begin with {PREFIX}."
        )
    if settings_file(root, stack).exists():
        raise UsageError(f"The stack {stack} has a configuration, Pulumi.{stack}.yaml. Choose another with --stack.")


def _free_name(root: Path, pool_name: str) -> str:
    """A stack's name made of the pool's, which no stack has yet."""
    base = re.sub(r"[^a-z0-9]+", "-", pool_name.lower()).strip("-").removeprefix(PREFIX)[:80] or "pool"
    names = (base, *(f"{base}-{number}" for number in range(2, 1000)))
    return next(name for name in names if not settings_file(root, name).exists())
