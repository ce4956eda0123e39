"""A kept stack, opened for a command: deployed by the driver or by plain `pulumi up`, it is the same one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from automation.commands import Context
from automation.environment import Environment
from automation.errors import StackMissingError
from automation.planning import DEFAULT_REGION, Plan, adopted_on
from automation.targets import Connection
from automation.workspaces import Workspace, encryption_of, write_project

if TYPE_CHECKING:
    from automation.deployment import Deployment


@dataclass(frozen=True)
class Kept:
    """A kept stack with its folder and the way to its target."""

    workspace: Workspace
    connection: Connection
    deployment: "Deployment"

    def environment(self) -> Environment:
        """The environment that the stack's outputs describe (one `pulumi stack output`)."""
        return Environment.from_outputs(self.workspace.name, self.deployment.outputs())


@contextmanager
def kept_stack(context: Context) -> Iterator[Kept]:
    """Open the kept stack that `--stack` names, as it was deployed. A one-shot's own name works too.

    Raises UsageError where no such stack can exist, or where the target can't be used.
    """
    target, workspaces, name = context.target(), context.workspaces(), context.arguments.stack
    workspace = workspaces.find(target.name, name) or workspaces.find(target.name, target.stack_name(name))
    if workspace is None or not workspace.stack_file.exists():
        plan = context.plan()
        workspace = workspaces.kept(target.name, target.stack_name(name))
        _write(plan, workspace, context.root)
    else:
        target.check()
    region = context.arguments.region or _region_of(workspace)
    with target.kept(workspace, region) as connection:
        try:
            yield _open(workspace, connection, context)
        except StackMissingError:
            workspace.remove()  # it stands for nothing
            raise


@contextmanager
def kept_stack_to_deploy(context: Context) -> Iterator[Kept]:
    """Open the kept stack with the configuration as it stands in `Pulumi.<stack>.yaml` now. Raises UsageError."""
    plan = context.plan()
    workspace = context.workspaces().kept(plan.target.name, plan.target.stack_name(plan.stack))
    with plan.target.kept(workspace, plan.region) as connection:
        _write(plan, workspace, context.root)
        yield _open(workspace, connection, context)


def is_adopted(kept: Kept) -> bool:
    """Whether the stack has taken over a pool instead of making it."""
    content = yaml.safe_load(kept.workspace.stack_file.read_text(encoding="utf-8")) or {}
    return adopted_on(content.get("config") or {}) is not None


def _open(workspace: Workspace, connection: Connection, context: Context) -> Kept:
    from automation.deployment import Deployment  # imports Pulumi

    return Kept(workspace, connection, Deployment(workspace, connection, context.console))


def _write(plan: Plan, workspace: Workspace, root: Path) -> None:
    # The plain CLI may have created the stack, and written the key of its secrets into the file in the root.
    in_root = root / workspace.stack_file.name
    encryption: dict[str, Any] = {**plan.encryption} if plan.target.name == "aws" else {}
    encryption |= encryption_of(in_root) | encryption_of(workspace.stack_file)
    write_project(workspace, root, plan.config(), encryption)


def _region_of(workspace: Workspace) -> str:
    content = yaml.safe_load(workspace.stack_file.read_text(encoding="utf-8")) or {}
    return str((content.get("config") or {}).get("aws:region") or DEFAULT_REGION)
