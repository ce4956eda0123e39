"""Destroys the environments that are expired or abandoned. Safe from cron, and from two machines at once.

Never touches what this program didn't make: where the ledger or Pulumi's state still know the environment, they, the
pool's name and its tags must all agree; where both are lost, our tags, the same owner and a past expiry must.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from automation.errors import DriverError, StackMissingError
from automation.inventory.survey import Found, judge
from automation.records.ledger import Entry, Ledger
from automation.records.tags import belong_to
from automation.stacks import destruction
from automation.stacks.destructive_changes import USER_POOL
from automation.stacks.orphans import Orphans
from automation.targets.target import Connection, target_of
from automation.targets.workspaces import Workspace, Workspaces, write_project
from automation.terminal.runtime import Runtime
from local.errors import LocalEngineError

if TYPE_CHECKING:
    from automation.stacks.deployment import Deployment

Action = Literal["destroyed", "refused", "failed", "busy", "gone", "would be destroyed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one environment."""

    found: Found
    action: Action
    reason: str = ""

    def row(self) -> dict[str, Any]:
        """For `reap`'s answer."""
        entry = self.found.entry
        return {
            "environment": entry.name,
            "target": entry.target,
            "region": entry.region,
            "status": self.found.status,
            "action": self.action,
            "reason": self.reason or None,
        }


class _DisagreementError(DriverError):
    """It may not be ours."""


def reap(found: Found, runtime: Runtime) -> Outcome:
    """Destroy one reapable environment, and forget it. Never raises for what goes wrong with that one."""
    entry, written = found.entry, "ledger" in found.sources
    ledger = Ledger.of_checkout(runtime.root) if entry.target == "local" else Ledger.of_user(runtime.variables)
    try:
        with runtime.signals.held_back(), ledger.held(entry.key) as ours:
            if not ours:
                return Outcome(found, "busy", "Another process is working on it.")
            if written:
                known = ledger.read(entry.key)
                if known is None:
                    return Outcome(found, "gone", "Another process destroyed it.")
                if judge(known, datetime.now(UTC)) != found.status:
                    return Outcome(found, "busy", "It is in use again.")
                entry = known
            _destroy(entry, runtime, written=written)
            ledger.remove(entry.key)
            _forget_folder(entry)
    except _DisagreementError as error:
        return Outcome(found, "refused", str(error))
    except (DriverError, LocalEngineError) as error:
        return Outcome(found, "failed", str(error))
    return Outcome(found, "destroyed")


def _destroy(entry: Entry, runtime: Runtime, *, written: bool) -> None:
    if entry.target == "local" and entry.kind == "one-shot":
        return  # engine, provider and state went with their owner
    target = target_of(entry, runtime.root, runtime.console)
    target.check()
    with _in_its_folder(entry, runtime) as workspace, target.kept(workspace, entry.region) as connection:
        if connection.owner() != entry.owner:
            raise _DisagreementError(
                f"It belongs to {entry.owner}, but the current credentials belong to {connection.owner()}."
            )
        from automation.stacks.deployment import Deployment  # imports Pulumi

        deployment = Deployment(workspace, connection, runtime.console)
        _check_agreement(entry, deployment, connection, runtime, written=written)
        runtime.console.say(f"Destroying the environment {entry.name} ({entry.target}, {entry.region})")
        destruction.destroy(deployment, connection, entry, runtime.console)
    Workspaces(runtime.root).forget_local_copy(entry.target, entry.name)


@contextmanager
def _in_its_folder(entry: Entry, runtime: Runtime) -> Iterator[Workspace]:
    """The environment's own folder, idle; where that is lost with its checkout, one for the time being."""
    if own := _folder(entry):
        own.wait_until_idle()
        yield own
        return
    workspaces = Workspaces(runtime.root)
    workspace = workspaces.kept(entry.target, entry.name, entry.backend)
    try:
        write_project(workspace, runtime.root, {"aws:region": entry.region}, {})
        yield workspace
    finally:
        workspace.remove()


def _check_agreement(
    entry: Entry, deployment: "Deployment", connection: Connection, runtime: Runtime, *, written: bool
) -> None:
    """Raise _DisagreementError where Pulumi's state tells of pools of another name, other tags or another owner."""
    try:
        state = deployment.state()
    except StackMissingError:
        return
    pending = (one.get("resource") or {} for one in state.get("pending_operations") or ())
    pools = [one for one in (*(state.get("resources") or ()), *pending) if one.get("type") == USER_POOL]
    if not pools and not written:
        raise _DisagreementError(
            f"The stack {entry.name} in the backend has no user pool, and tags alone don't prove that the user "
            "pool belongs to it."
        )
    orphans = Orphans(connection.patient, runtime.console.done)
    for pool in pools:
        inputs = pool.get("inputs") or {}
        described = orphans.describe(str(pool["id"])) if pool.get("id") else None
        told = [inputs, {"name": described["Name"], "tags": described.get("UserPoolTags")}] if described else [inputs]
        if any(one.get("name") != entry.pool_name or not belong_to(one.get("tags"), entry) for one in told):
            raise _DisagreementError(
                f"The user pool {pool.get('id') or inputs.get('name')} in the state of the stack {entry.name} has "
                "another name or other tags than this environment's. To destroy it all the same: python "
                f"automation/run.py destroy --stack {entry.name} --target {entry.target}"
            )


def _folder(entry: Entry) -> Workspace | None:
    return Workspaces(Path(entry.checkout)).find(entry.target, entry.name, entry.backend)


def _forget_folder(entry: Entry) -> None:
    if workspace := _folder(entry):
        workspace.remove()
