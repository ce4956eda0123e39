"""What a command works with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from automation.cli.command_line import Arguments
from automation.terminal.console import Console
from automation.terminal.runtime import Runtime
from automation.terminal.signals import Signals

if TYPE_CHECKING:
    from automation.targets.plan import Plan, StackReference
    from automation.targets.target import Target
    from automation.targets.workspaces import Workspaces


@dataclass(frozen=True)
class Context:
    """What a command works with."""

    root: Path
    """The project's folder."""
    arguments: Arguments
    console: Console
    stdin: TextIO
    stdout: TextIO
    signals: Signals
    variables: Mapping[str, str]
    run_command_line: Callable[[list[str]], int]
    """Runs another command line as this one was: what the copies of this process do that `--count` makes."""

    @property
    def runtime(self) -> Runtime:
        """What is below the command line gets of it."""
        return Runtime(self.root, self.console, self.signals, self.variables)

    def stack(self) -> "StackReference":
        """The stack that was asked for."""
        from automation.targets.plan import StackReference

        return StackReference(self.target(), self.arguments.stack, self.arguments.region, self.arguments.config)

    def workspaces(self) -> "Workspaces":
        """The environments' folders."""
        from automation.targets.workspaces import Workspaces  # imports YAML

        return Workspaces(self.root)

    def target(self) -> "Target":
        """The target that was asked for."""
        from automation.targets.target import make_target

        local_issuer = self.arguments.options.get("issuer") == "local"
        return make_target(self.arguments.target, self.root, self.console, issuer_is_local=local_issuer)

    def plan(self) -> "Plan":
        """The stack's configuration, checked. Raises UsageError."""
        from automation.targets.plan import make_plan

        return make_plan(self.workspaces(), self.stack(), self.variables)
