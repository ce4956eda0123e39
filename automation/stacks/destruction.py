"""Destroys a stack with Pulumi and, if that isn't enough, with Cognito's API.

Whatever is said to be destroyed was looked for before Pulumi's state of it is given up.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from automation.errors import DriverError, StackMissingError
from automation.records.ledger import Entry
from automation.records.processes import ProcessId, host_name
from automation.stacks.orphans import Orphans
from automation.targets.target import Connection
from automation.terminal.console import Console

if TYPE_CHECKING:
    from automation.stacks.deployment import Deployment

HOLDER = re.compile(r"created by \S+@(\S+) \(pid (\d+)\)")
"""Who holds a stack's lock, as the CLI says it for its own kind of backends (file://, s3:// …)."""
LOCK_ATTEMPTS = 6
LOCK_WAIT_S = 10.0
GOES_WITH_A_POOL = ("aws:cognito/", "cognito-access-token:", "pulumi:")
"""Types of what is gone where its user pool, or its identity pool, is."""
IDENTITY_POOL = "aws:cognito/identityPool:IdentityPool"


def destroy(
    deployment: "Deployment", connection: Connection, entry: Entry, console: Console, *, force: bool = False
) -> None:
    """Destroy the stack's resources, and those of its environment that aren't in the stack; remove the stack.

    Raises DriverError that says by name what is left, and why.
    """
    try:
        failure = _by_pulumi(deployment, console)
    except StackMissingError:
        failure, missing = None, True
    else:
        missing = False
    Orphans(connection.patient, console.done).delete(entry, force=force)
    if missing:
        return
    if failure is None:
        deployment.remove_stack()
        return
    console.detail(str(failure))
    try:  # Cognito has none of it any more: the state only has to learn that
        _unlocked(deployment, deployment.destroy, console)
        deployment.remove_stack()
    except DriverError as error:
        _forget_what_is_gone(deployment, entry, error, console)


def _by_pulumi(deployment: "Deployment", console: Console) -> DriverError | None:
    try:
        _unlocked(deployment, deployment.destroy, console)
    except StackMissingError:
        raise
    except DriverError as error:
        return error
    return None


def _unlocked(deployment: "Deployment", operation: Callable[[], None], console: Console) -> None:
    """Run an operation; wait if another one has locked the stack, and remove the lock of a dead process."""
    from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

    from automation.stacks.deployment import StackLockedError

    def take_over(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if error is not None and _holder_is_dead(str(error.__cause__)):
            console.say("Taking over from a Pulumi operation that was killed")
            deployment.cancel()

    retrying = Retrying(
        retry=retry_if_exception_type(StackLockedError),
        stop=stop_after_attempt(LOCK_ATTEMPTS),
        wait=wait_exponential(multiplier=0.2, max=LOCK_WAIT_S),
        after=take_over,
        reraise=True,
    )
    retrying(operation)


def _holder_is_dead(words: str) -> bool:
    holders = HOLDER.findall(words)
    return bool(holders) and all(host == host_name() and not ProcessId.is_running(int(pid)) for host, pid in holders)


def _forget_what_is_gone(deployment: "Deployment", entry: Entry, error: DriverError, console: Console) -> None:
    """Remove the stack if its state contains nothing that could outlive the pools, which no longer exist."""
    kinds = {str(one.get("type")) for one in deployment.state().get("resources", ())}
    outliving = sorted(
        kind
        for kind in kinds
        if not kind.startswith(GOES_WITH_A_POOL) or (kind == IDENTITY_POOL and not entry.identity_pool_name)
    )
    if outliving:
        raise DriverError(f"{error} These resources may still exist: {', '.join(outliving)}.") from error
    console.detail(str(error))
    deployment.let_go()
