"""A live pool by its id, whoever made it, for commands that read pools with an administrator's rights."""

from collections.abc import Iterator
from contextlib import contextmanager

from automation.cli.context import Context
from automation.errors import UsageError
from automation.targets.target import Connection
from automation.targets.workspaces import Workspace
from local.program import ENVIRONMENTS


def region_of_asked(context: Context, pool_id: str) -> str:
    """The region that a pool's id names. Raises UsageError where it names none, or `--region` says another."""
    from automation.adoption.reading import region_of

    region = region_of(pool_id)
    if context.arguments.region not in (None, region):
        raise UsageError(f"The user pool {pool_id} is in {region}, not in {context.arguments.region}.")
    return region


@contextmanager
def connection_in(context: Context, region: str) -> Iterator[Connection]:
    """The way to the pools of a region on the target that was asked for; no stack has to be there. UsageError."""
    target = context.target()
    target.check()
    nowhere = Workspace(context.root / ENVIRONMENTS / target.name, target.name, "")
    with target.kept(nowhere, region) as connection:
        yield connection
