"""A live pool by its id, whoever made it, for commands that read pools with an administrator's rights."""

from collections.abc import Iterator
from contextlib import contextmanager

from automation.cli.context import Context
from automation.errors import UsageError
from automation.targets.target import AdministratorConnection


def region_of_asked(context: Context, pool_id: str) -> str:
    """The region that a pool's id names. Raises UsageError where it names none, or `--region` says another."""
    from automation.adoption.reading import region_of

    region = region_of(pool_id)
    if context.arguments.region not in (None, region):
        raise UsageError(f"The user pool {pool_id} is in {region}, not in {context.arguments.region}.")
    return region


@contextmanager
def connection_in(context: Context, region: str) -> Iterator[AdministratorConnection]:
    """The way to the pools of a region on the target that was asked for; no stack has to be there. UsageError."""
    with context.target().administrator(region) as connection:
        yield connection
