"""Deploying and destroying with Pulumi's Automation API. Importing it imports Pulumi, which is slow.

The program, with the provider's SDK that it imports, is imported where it runs: while the CLI starts.
"""

import importlib
import json
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pulumi
from pulumi import automation as auto
from pulumi.automation._stack import StackInitMode
from pulumi.automation.errors import create_command_error
from pulumi.automation.events import DiagnosticEvent, EngineEvent, OpType, StepEventMetadata
from semver import VersionInfo

from automation.errors import DriverError, StackMissingError
from automation.stacks.backend_damage import damage
from automation.stacks.backend_locks import remove_dead_locks
from automation.stacks.destructive_changes import DELETE, REPLACE, UPDATE, PlannedChange
from automation.stacks.own_program import run_own_program
from automation.targets.pulumi_process import PulumiProcess
from automation.targets.target import Connection
from automation.targets.workspaces import Workspace, config_of, creation_arguments
from automation.terminal.console import Console
from components.settings import FULL_KEY, plain_secrets

PAST = {
    OpType.CREATE: "created",
    OpType.CREATE_REPLACEMENT: "created",
    OpType.UPDATE: "updated",
    OpType.DELETE: "deleted",
    OpType.DELETE_REPLACED: "deleted",
    OpType.REFRESH: "refreshed",
    OpType.IMPORT: "adopted",
}
PLANNED = {OpType.REPLACE: REPLACE, OpType.DELETE: DELETE, OpType.UPDATE: UPDATE}
CLIENT_TYPE = "aws:cognito/userPoolClient:UserPoolClient"
STACK_TYPE = "pulumi:pulumi:Stack"
LAST_LINES = 5
ERROR_LINE = re.compile(r"\s*(?:(?:stdout|stderr):\s*)?error:")
"""Also the first line of a stream, which has its name before it."""
UNDECRYPTED = "incorrect passphrase"
ENGINE_SUMMARIES = ("update failed", "destroy failed", "preview failed", "refresh failed")


class DeploymentError(DriverError):
    """Pulumi failed; the text has the provider's message for each resource."""

    code = "deployment_failed"


class StackLockedError(DeploymentError):
    """Another operation holds the stack's lock, or held it when it was killed."""

    code = "stack_locked"


class _Command(auto.PulumiCommand):
    """The Pulumi CLI, run so that it can be interrupted, and without a start just to ask for its version."""

    def __init__(self, connection: Connection, mark: Path) -> None:
        self._mark = mark
        self.meanwhile: Callable[[], object] | None = None
        """What the next run has time for while the CLI starts, in a thread; whatever it raises is for nobody."""
        self.text_in: str | None = None
        """What the next run reads on its standard input. Secret."""
        self.command = str(connection.cli.executable)
        self.version = VersionInfo.parse(connection.cli.version)
        self._executable = connection.cli.executable

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: Callable[[str], Any] | None = None,
        on_error: Callable[[str], Any] | None = None,
    ) -> auto.CommandResult:
        text_in, self.text_in = self.text_in, None
        process = PulumiProcess(
            self._executable,
            args,
            folder=Path(cwd),
            variables=additional_env,
            on_output=on_output,
            on_error=on_error,
            mark=self._mark,
            text_in=text_in,
        )
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            threading.Thread(target=_quietly, args=(meanwhile,), name="meanwhile", daemon=True).start()
        finished = process.wait()
        result = auto.CommandResult(stdout=finished.stdout, stderr=finished.stderr, code=finished.code)
        if finished.code != 0:
            raise create_command_error(result)
        return result


def _quietly(function: Callable[[], object]) -> None:
    with suppress(Exception):
        function()


def _import_program() -> None:
    importlib.import_module("components.program")


class _Stack(auto.Stack):
    """A stack whose operations don't start the CLI three more times to read outputs and history.

    `up` and `destroy` ask for outputs and history when they are done. The outputs come from our own process, where the
    program ran, and nobody reads the history.
    """

    def outputs(self) -> auto.OutputMap:
        return {}

    def info(self, show_secrets: bool = True) -> auto.UpdateSummary:  # noqa: ARG002, FBT001, FBT002 - its signature
        return auto.UpdateSummary("", None, "", {}, {}, "")  # type: ignore[arg-type] # never read


class _LocalWorkspace(auto.LocalWorkspace):
    """A workspace that doesn't change which stack the user has selected."""

    def run_cli(self, arguments: list[str]) -> str:
        """Run the CLI for what the Automation API has no method for, and return what it printed."""
        return str(self._run_pulumi_cmd_sync(arguments).stdout)

    def select_stack(self, stack_name: str) -> None:
        """Selecting would change the user's own selection: every operation names its stack instead."""


class Deployment:
    """One environment's stack."""

    def __init__(
        self, workspace: Workspace, connection: Connection, console: Console, own_program: Path | None = None
    ) -> None:
        """`own_program` is the main file of the user's project, which `up` runs instead of the configuration alone."""
        self._workspace = workspace
        self._own_program = own_program
        self._console = console
        self._connection = connection
        self._variables = {**connection.pulumi_variables, **connection.attach_provider()}
        self._command = _Command(connection, workspace.busy_file)
        pulumi_home = self._variables.get("PULUMI_HOME")
        self._workspace_of_stack = _LocalWorkspace(
            work_dir=str(workspace.folder),
            pulumi_home=pulumi_home,
            env_vars=self._variables,
            pulumi_command=self._command,
        )
        # Not by `select`, which gives an auto.Stack whatever the class.
        self._stack = _Stack(workspace.name, self._workspace_of_stack, StackInitMode.SELECT)

    def _deploy(self, tags: Mapping[str, str] | None = None) -> dict[str, pulumi.Output[object]]:
        from components import program

        connection = self._connection
        if self._own_program:
            surroundings = program.in_variables(connection.endpoint_url, tags, is_issuer=connection.endpoint_is_issuer)
            run_own_program(self._own_program, surroundings)
            return {}
        return program.deploy(connection.endpoint_url, tags, endpoint_is_issuer=connection.endpoint_is_issuer)

    def create_stack(self) -> None:
        """Create the stack in the backend. Raises DeploymentError."""
        arguments = creation_arguments(self._workspace)
        self._run("creating the stack", lambda _: self._workspace_of_stack.run_cli(arguments))

    def up(self, tags: Mapping[str, str], meanwhile: Callable[[], object] | None = None) -> dict[str, Any]:
        """Deploy with these tags added to the configuration's, and return the stack's outputs as plain values. Secret.

        `meanwhile` is called in a thread, while the CLI starts.

        Raises StackMissingError where the backend has no such stack, DeploymentError where a resource fails.
        """
        captured: dict[str, Any] = {}

        def inline_program() -> None:
            outputs = self._deploy(tags)
            pulumi.Output.all(**outputs).apply(captured.update)

        def get_ready() -> None:
            _import_program()
            if meanwhile is not None:
                meanwhile()

        def up(report: Callable[[EngineEvent], None]) -> None:
            self._stack.up(program=inline_program, on_event=report, refresh=self._connection.refresh_first or None)

        self._encrypt_secrets()
        self._run("deploying", up, get_ready)
        return self.outputs() if self._own_program else captured

    def _encrypt_secrets(self) -> None:
        """Encrypt the configuration's plain-text secrets, because the update history contains the configuration."""
        auth = config_of(self._workspace.stack_file).get(FULL_KEY) or {}
        for path, value in plain_secrets(auth).items():
            arguments = ["config", "set", "--secret", "--path", f"{FULL_KEY}.{path}", "--stack", self._workspace.name]
            self._command.text_in = value
            self._run("encrypting the secrets of", partial(self._run_cli, arguments))

    def _run_cli(self, arguments: list[str], _report: Callable[[EngineEvent], None]) -> None:
        self._workspace_of_stack.run_cli(arguments)

    def preview(self, tags: Mapping[str, str]) -> list[PlannedChange]:
        """What `up` would change. Raises StackMissingError, DeploymentError."""
        changes: list[PlannedChange] = []

        def inline_program() -> None:
            self._deploy(tags)

        def preview(report: Callable[[EngineEvent], None]) -> None:
            def on_event(event: EngineEvent) -> None:
                if event.resource_pre_event and event.resource_pre_event.metadata.op in PLANNED:
                    changes.append(_planned(event.resource_pre_event.metadata))
                report(event)

            self._stack.preview(program=inline_program, on_event=on_event)

        self._run("previewing", preview, _import_program)
        return changes

    def planned(self, *, refresh: bool = False) -> list[tuple[str, str, tuple[str, ...]]]:
        """Every step of `up` that changes something: the operation, the resource, and the changed properties.

        Raises StackMissingError, DeploymentError.
        """
        steps: list[tuple[str, str, tuple[str, ...]]] = []

        def inline_program() -> None:
            self._deploy()

        def preview(report: Callable[[EngineEvent], None]) -> None:
            def on_event(event: EngineEvent) -> None:
                if event.resource_pre_event and event.resource_pre_event.metadata.op is not OpType.SAME:
                    step = event.resource_pre_event.metadata
                    paths = tuple(step.detailed_diff or step.diffs or ())
                    steps.append((step.op.value, f"{step.type} {_name_of(step.urn)}", paths))
                report(event)

            self._stack.preview(program=inline_program, on_event=on_event, refresh=refresh or None)

        self._run("previewing", preview, _import_program)
        return steps

    def refresh_client(self, client_id: str) -> None:
        """Update an app client in Pulumi's state (`pulumi refresh --target`). Raises DriverError.

        Nothing happens where the stack has no such client. The stack's own outputs change with the next `up`.
        """
        known = [one for one in self.state().get("resources", ()) if one.get("id") == client_id]
        urns = [one["urn"] for one in known if one.get("type") == CLIENT_TYPE]
        if urns:
            self._run("refreshing", lambda report: self._stack.refresh(target=urns, on_event=report, run_program=False))

    def outputs(self) -> dict[str, Any]:
        """The outputs of a deployed stack (`pulumi stack output`), as plain values. Secret."""
        found: dict[str, Any] = {}

        def read(_: Callable[[EngineEvent], None]) -> None:
            outputs = self._stack.workspace.stack_outputs(self._workspace.name)
            from components import program

            if outputs:  # the engine leaves out those that are null
                found.update(dict.fromkeys(program.STACK_OUTPUTS))
            found.update({key: output.value for key, output in outputs.items()})

        self._run("reading the outputs of", read, _import_program)
        return found

    def destroy(self) -> None:
        """Destroy everything in the stack. Raises DeploymentError naming what is left."""
        self._run("destroying", lambda report: self._stack.destroy(on_event=report, run_program=False))

    def unprotect(self) -> None:
        """Unprotect all resources of the stack (`pulumi state unprotect`)."""
        arguments = ["state", "unprotect", "--all", "--yes", "--stack", self._workspace.name]
        self._run("removing the protection of", lambda _: self._workspace_of_stack.run_cli(arguments))

    def remove_stack(self, *, force: bool = False) -> None:
        """Remove the empty stack from the backend; with `force` one whose resources are to be forgotten."""
        remove = self._stack.workspace.remove_stack
        self._run("removing the stack", lambda _: remove(self._workspace.name, force=force or None))

    def let_go(self) -> None:
        """Remove the stack and its state from the backend; the deployed resources stay."""
        arguments = ["stack", "rm", "--force", "--yes", "--stack", self._workspace.name]
        self._run("letting go of", lambda _: self._workspace_of_stack.run_cli(arguments))

    def state(self) -> dict[str, Any]:
        """The stack's state (`pulumi stack export`), with encrypted secrets. Raises StackMissingError."""
        found: dict[str, Any] = {}

        def read(_: Callable[[EngineEvent], None]) -> None:
            # Not by the Automation API's export_stack, which asks for the secrets in plain text.
            exported = self._workspace_of_stack.run_cli(["stack", "export", "--stack", self._workspace.name])
            found.update(json.loads(exported).get("deployment") or {})

        self._run("reading the state of", read)
        return found

    def cancel(self) -> None:
        """Remove the lock of an operation that was killed (`pulumi cancel`)."""
        arguments = ["cancel", "--yes", "--stack", self._workspace.name]
        self._run("unlocking", lambda _: self._workspace_of_stack.run_cli(arguments))

    def _run(
        self,
        doing: str,
        operation: Callable[[Callable[[EngineEvent], None]], object],
        meanwhile: Callable[[], object] | None = None,
    ) -> None:
        """Run an operation of the CLI's; `meanwhile` is called while that starts. Raises DriverError."""
        reporter = _Reporter(self._console)
        what = f"{doing[0].upper()}{doing[1:]} the environment {self._workspace.name} ({self._connection.target})"
        for lock in remove_dead_locks(self._connection.backend, self._workspace.project, self._workspace.name):
            self._console.warn(f"Removed {lock}.")
        self._command.meanwhile = meanwhile
        try:
            operation(reporter.report)
        except auto.StackNotFoundError:
            raise StackMissingError.unknown(self._workspace.name, self._connection.target) from None
        except auto.ConcurrentUpdateError as error:
            raise StackLockedError(
                f"{what} failed: another operation holds the stack's lock. Wait for it to finish; if it died, run "
                f"`pulumi cancel --stack {self._workspace.name}`."
            ) from error
        except FileNotFoundError:
            if self._workspace.folder.exists():
                raise
            raise StackMissingError.gone(self._workspace.name) from None
        except auto.CommandError as error:
            self._console.detail(str(error))
            why = reporter.failure() or last_words(str(error))
            advice = self._advice(why)
            raise DeploymentError(f"{what} failed: {why}{f'. {advice}' if advice else ''}") from error

    def _advice(self, why: str) -> str:
        """Sentences with advice if a damaged file is the cause; otherwise empty."""
        passphrase = self._variables.get("PULUMI_CONFIG_PASSPHRASE_FILE")
        if passphrase and UNDECRYPTED in why:
            return (
                f"{passphrase} doesn't hold what the stack's secrets were encrypted with: it was damaged or replaced. "
                "Put the former one back. Where that is lost, tokens can be had as before; the stack can't be changed."
            )
        return damage(self._connection.backend, self._workspace.project, self._workspace.name)


def _planned(step: StepEventMetadata) -> PlannedChange:
    return PlannedChange(
        kind=step.type,
        name=_name_of(step.urn),
        operation=PLANNED[step.op],
        resource_id=step.old.id if step.old else "",
        properties=tuple((step.keys if step.op is OpType.REPLACE else step.diffs) or ()),
        old_inputs=step.old.inputs if step.old else None,
        new_inputs=step.new.inputs if step.new else None,
    )


class _Reporter:
    """Turns the engine's events into a line per resource, and remembers its errors."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._started: dict[str, int] = {}
        self._errors: list[str] = []

    def report(self, event: EngineEvent) -> None:
        if event.resource_pre_event:
            self._started[event.resource_pre_event.metadata.urn] = event.timestamp
        elif event.res_outputs_event and not event.res_outputs_event.planning:
            step = event.res_outputs_event.metadata
            if step.op in PAST and not step.type.startswith("pulumi:"):
                retained = step.op is OpType.DELETE and step.old is not None and step.old.retain_on_delete
                self._console.done(f"{'let go of' if retained else PAST[step.op]} {step.type} {_name_of(step.urn)}")
        elif event.diagnostic_event and event.diagnostic_event.severity == "error":
            self._note_error(event.diagnostic_event)
        elif event.diagnostic_event and event.diagnostic_event.severity == "warning":
            self._console.warn(_plain(event.diagnostic_event.message))

    def failure(self) -> str:
        """The engine's errors, without its own summary of them."""
        told = [text for text in self._errors if text not in ENGINE_SUMMARIES]
        return " ".join(told or self._errors)

    def _note_error(self, diagnostic: DiagnosticEvent) -> None:
        text = _plain(diagnostic.message)
        kind = _type_of(diagnostic.urn or "")
        if kind not in ("", STACK_TYPE):
            text = f"{kind} {_name_of(diagnostic.urn or '')}: {text}"
        if text and text not in self._errors:
            self._errors.append(text)


def _type_of(urn: str) -> str:
    """`urn:pulumi:stack::project::parentType$type::name`: the type."""
    parts = urn.split("::")
    return parts[2].rsplit("$", 1)[-1] if len(parts) > 3 else ""  # noqa: PLR2004 - the parts above


def _name_of(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


def _plain(message: str) -> str:
    """A diagnostic without the engine's colour directives and line breaks."""
    return " ".join(re.sub(r"<\{%.*?%\}>", "", message).split())


def last_words(text: str) -> str:
    """The errors that the CLI reported before it failed or, if there are none, the last lines of its stderr.

    The Automation API's text has ` code: N`, ` stdout: …` and ` stderr: …` in lines of their own.
    """
    told = [line.strip().partition("error:")[2].strip() for line in text.splitlines() if ERROR_LINE.match(line)]
    told = [line for line in dict.fromkeys(told) if line and line not in ENGINE_SUMMARIES]
    if told:
        return " ".join(told)
    stderr = text.partition("\n stderr:")[2].strip() or text.partition("stderr:")[2].strip()
    lines = [_plain(line) for line in stderr.splitlines() if line.strip()]
    if lines:
        return " ".join(lines[-LAST_LINES:])
    code = re.search(r"code: (-?\d+)", text)
    return f"the Pulumi CLI ended unexpectedly and printed nothing (exit code {code[1] if code else 'unknown'})"
