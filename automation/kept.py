"""A kept stack, opened for a command: deployed by the driver or by plain `pulumi up`, it is the same one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from automation.checkpoint import checkpoint_file, stamp
from automation.commands import Context
from automation.environment import Environment
from automation.errors import StackMissingError
from automation.known_outputs import remember, remembered
from automation.planning import DEFAULT_REGION, Plan
from automation.targets import Connection
from automation.token_cache import TokenCache
from automation.workspaces import Workspace, encryption_of, write_project

if TYPE_CHECKING:
    from automation.deployment import Deployment


@dataclass(frozen=True)
class Kept:
    """A kept stack with its folder and the way to its target."""

    workspace: Workspace
    connection: Connection
    deployment: "Deployment"
    variables: Mapping[str, str]
    """The process's own."""

    @property
    def checkpoint(self) -> str | None:
        """The file of the stack's state, where the backend has one that can be looked at."""
        backend = self.connection.pulumi_variables.get("PULUMI_BACKEND_URL") or self.variables.get("PULUMI_BACKEND_URL")
        return checkpoint_file(backend or "", self.workspace.name)

    def outputs(self, *, refresh: bool = False) -> dict[str, Any]:
        """The stack's outputs: those remembered, or, asked to `refresh` or after a change, those that Pulumi says.

        Raises StackMissingError.
        """
        now = stamp(self.checkpoint)
        known = None if refresh else remembered(self.workspace, now)
        if known is None:
            known = self.deployment.outputs()
            if known:
                self.remember(known)
        return known

    def remember(self, outputs: Mapping[str, Any]) -> None:
        """Note the outputs of what has just been deployed, and forget the tokens of what was there before."""
        if not remembered(self.workspace, stamp(self.checkpoint)):
            self.tokens().clear()
        remember(self.workspace, stamp(self.checkpoint), outputs)

    def tokens(self) -> TokenCache:
        """The tokens that are kept for this stack."""
        return TokenCache(str(self.workspace.folder), self.workspace.target, self.variables)

    def environment(self, *, refresh: bool = False) -> Environment:
        """The environment that the stack's outputs describe."""
        return Environment.from_outputs(self.workspace.name, self.outputs(refresh=refresh))


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


def _open(workspace: Workspace, connection: Connection, context: Context) -> Kept:
    from automation.deployment import Deployment  # imports Pulumi

    return Kept(workspace, connection, Deployment(workspace, connection, context.console), context.variables)


def _write(plan: Plan, workspace: Workspace, root: Path) -> None:
    # The plain CLI may have created the stack, and written the key of its secrets into the file in the root.
    in_root = root / workspace.stack_file.name
    encryption: dict[str, Any] = {**plan.encryption} if plan.target.name == "aws" else {}
    encryption |= encryption_of(in_root) | encryption_of(workspace.stack_file)
    write_project(workspace, root, plan.config(), encryption)


def _region_of(workspace: Workspace) -> str:
    content = yaml.safe_load(workspace.stack_file.read_text(encoding="utf-8")) or {}
    return str((content.get("config") or {}).get("aws:region") or DEFAULT_REGION)
