"""`adopt USER_POOL_ID`: take over a pool that was made by hand, without changing it."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from automation.cli.context import Context
from automation.errors import UsageError
from automation.terminal.reports import print_answer
from local.stack_settings import PREFIX, settings_file

if TYPE_CHECKING:
    from automation.adoption.description import Description


def run(context: Context) -> int:
    """Read the pool, write the new stack's configuration, import it and prove that there is nothing to change.

    Raises UsageError, or InexpressibleError, before anything is written.
    """
    from automation.adoption.already_kept import refuse_a_kept_pool
    from automation.adoption.unfinished import clear_unfinished, unfinished
    from automation.cli.unmanaged_pool import region_of_asked

    context.target().check()
    pool_id = context.arguments.options["user_pool_id"]
    region = region_of_asked(context, pool_id)
    if context.arguments.stack:
        check_spelling(context.arguments.stack)
        if all(begun.stack != context.arguments.stack for begun in unfinished(context.target(), context.root, pool_id)):
            checked_name(context, context.arguments.stack)
    refuse_a_kept_pool(context.root, context.arguments.target, pool_id)
    description = _described(context, pool_id, region)
    begun = clear_unfinished(context.target(), context.runtime, pool_id)
    name = context.arguments.stack or begun or _free_name(context, str(description.settings["pool_name"]))
    stack = checked_name(context, name)
    count = _adopted(context, stack, region, pool_id, description)
    target = context.arguments.target
    rows = {"stack": stack, "target": target, "user_pool_id": pool_id, "resources": count, "changes": 0}
    print_answer(context.stdout, context.arguments.output, f"Adopted the user pool {pool_id}", rows, raw="stack")
    return 0


def _described(context: Context, pool_id: str, region: str) -> "Description":
    from automation.adoption.description import describe
    from automation.adoption.reading import read_pool
    from automation.audits.live_pool import live_pools_at
    from automation.cli.unmanaged_pool import connection_in

    def is_over() -> bool:
        return context.signals.received is not None

    with connection_in(context, region) as connection:
        cognito = connection.cognito(attempts=1)
        context.console.say(f"Reading the user pool {pool_id} ({connection.target}, {region})")
        pools, unlimited = live_pools_at(connection, is_over), connection.endpoint_url is not None
        pool = read_pool(cognito, pool_id, pools=pools, unlimited=unlimited, is_over=is_over)
        description = describe(pool, cognito.meta.service_model)
        for one in pool.left_alone:
            context.console.say(f"Left as it is, outside the stack: {one}")
        return description


def _adopted(context: Context, stack: str, region: str, pool_id: str, description: "Description") -> int:
    from automation.adoption.description import recipe
    from automation.adoption.takeover import take_over, write_stack_file
    from automation.adoption.unfinished import Unfinished
    from automation.stacks.kept_stack import kept_stack_to_deploy
    from components.settings import FULL_ADOPTED_KEY, FULL_KEY

    file = settings_file(context.root, stack)
    config = {
        "aws:region": region,
        FULL_KEY: description.settings,
        FULL_ADOPTED_KEY: recipe(description, context.arguments.target),
    }
    own = replace(context, arguments=replace(context.arguments, stack=stack, region=region))
    note, kept = Unfinished.of(own.target(), own.workspaces(), stack), None
    note.write(pool_id)  # before anything else, so that a run that is killed can be repeated
    try:
        write_stack_file(file, pool_id, config)
    except BaseException:  # a file that is there by now is somebody else's
        note.forget()
        raise
    try:
        with kept_stack_to_deploy(own.plan(), own.runtime, ttl_s=None) as (kept, write_down):
            write_down()
            context.console.say(f"Importing {len(description.resources)} resources into {kept.workspace.name}")
            count = take_over(kept, description.resources, is_secret=bool(description.secrets))
            note.remove()
    except BaseException:
        file.unlink(missing_ok=True)
        if kept is not None:
            kept.forget()
        note.forget()
        raise
    context.console.done(
        f"adopted {pool_id} as {stack}: {count} resources, and `pulumi preview` finds nothing to change"
    )
    context.console.say(f"Its configuration is in {file.name}")
    for provider in description.settings.get("identity_providers", ()):
        if provider.get("keep_provider_details"):
            context.console.say(
                f"The details of {provider['provider_name']} stay as they are, because Cognito doesn't tell them all. "
                "To change them, give them all as provider_details, with the private key, in place of "
                "keep_provider_details"
            )
    if description.secrets:
        context.console.warn(
            f"{file.name} contains secrets in plain text ({', '.join(description.secrets)}) and is readable only by "
            "you. This program encrypts them before Pulumi stores them. Before you commit the file or run plain "
            f"`pulumi up`, encrypt them: pulumi config set --secret --stack {stack} --path "
            f"'{FULL_KEY}.{description.secrets[0]}'"
        )
    return count


def check_spelling(stack: str) -> None:
    """Raise UsageError where a new stack can't have the name."""
    if stack.startswith(PREFIX):
        raise UsageError(f"{stack!r} can't name a new stack: it may not begin with {PREFIX}.")


def checked_name(context: Context, stack: str) -> str:
    """The name of a new stack. Raises UsageError where there is one of that name, with or without a configuration."""
    if settings_file(context.root, stack).exists():
        raise UsageError(
            f"The stack {stack} already has a configuration, Pulumi.{stack}.yaml. Choose another name with --stack."
        )
    if _is_deployed(context, stack):
        raise UsageError(
            f"The stack {stack} already exists, although its Pulumi.{stack}.yaml is gone. Choose another name with "
            f"--stack, or destroy the existing stack first: python automation/run.py destroy --stack {stack}"
        )
    return stack


def _is_deployed(context: Context, stack: str) -> bool:
    from automation.stacks.kept_stack import Known
    from automation.targets.plan import StackReference

    return Known.of(StackReference(context.target(), stack), context.runtime).is_deployed()


def _free_name(context: Context, pool_name: str) -> str:
    """A stack's name made of the pool's, which no stack has yet."""
    base = re.sub(r"[^a-z0-9]+", "-", pool_name.lower()).strip("-").removeprefix(PREFIX)[:80] or "pool"
    names = (base, *(f"{base}-{number}" for number in range(2, 1000)))
    return next(
        name for name in names if not settings_file(context.root, name).exists() and not _is_deployed(context, name)
    )
