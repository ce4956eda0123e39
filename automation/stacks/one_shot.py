"""The main job: deploy, create a test user, fetch and verify its tokens, hand them over, destroy everything."""

import importlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from automation.environment import AppClient, Environment
from automation.errors import DriverError, Interrupted, StackMissingError, about
from automation.records.ledger import Entry, Ledger, expiry
from automation.records.tags import tags_of
from automation.stacks import destruction
from automation.targets.plan import Plan, check_flow, check_username, describe, encryption_for_new_stack
from automation.targets.pulumi_process import PulumiProcess
from automation.targets.target import Connection
from automation.targets.workspaces import Workspace, Workspaces, creation_arguments, write_project
from automation.terminal.console import Console
from automation.terminal.runtime import Runtime
from automation.terminal.signals import postponed
from automation.terminal.timings import Stopwatch
from automation.tokens.flows import Credentials, FlowOptions
from automation.tokens.token_set import TokenSet
from automation.users.test_user import TestUser, create_test_user
from local.errors import LocalEngineError

if TYPE_CHECKING:
    from automation.stacks.deployment import Deployment


LIFETIME_S = 24 * 3600.0
"""Of a one-shot for which no other was asked: when `reap` may take it for lost, from whichever machine."""
NEEDED_TO_SIGN_IN = ("automation.tokens.obtaining", "requests")
"""Modules that take a while to import."""
NOT_DESTROYED = "Interrupted before the environment"
"""How a run that can't wait for its destruction begins its last line; `many` passes such lines on."""


@dataclass(frozen=True)
class Wanted:
    """The user, client, flow and scopes of a one-shot's tokens."""

    flow: str | None = None
    """The first that the client allows where None."""
    client: str | None = None
    """An app client's name; the first one where None."""
    scopes: tuple[str, ...] = ()
    resource: str | None = None
    """What the access token is bound to (RFC 8707); nothing in particular where None."""
    username: str | None = None
    """The test user's; a generated one where None."""
    groups: tuple[str, ...] = ()
    """Those that the test user is in; created where the pool lacks them."""


@dataclass(frozen=True)
class Run:
    """A one-shot environment that is up, with a signed-in test user."""

    environment: Environment
    connection: Connection
    client: AppClient
    outputs: Mapping[str, Any]
    user: TestUser
    tokens: TokenSet
    claims: Mapping[str, Any]
    flow: str


@contextmanager
def one_shot(
    plan: Plan, wanted: Wanted, runtime: Runtime, stopwatch: Stopwatch, ttl_s: float | None = None
) -> Iterator[Run]:
    """Deploy the environment for the `with` block, and destroy it afterwards, whatever happens.

    Raises DriverError for whatever failed. A clean-up that fails is raised where nothing failed before it, and said
    where something did. After `ttl_s` seconds `reap` may destroy it from another machine.
    """
    check_flow(plan, wanted.flow, wanted.client, wanted.scopes, wanted.resource)
    if wanted.username is not None:
        check_username(plan, wanted.username)
    stated = encryption_for_new_stack(plan)
    workspaces, console = Workspaces(runtime.root), runtime.console
    workspaces.sweep(plan.target.name, plan.target.forget)
    with (
        workspaces.one_shot(plan.target.name, plan.stack) as workspace,
        about(workspace.name),
        _folder_removed(workspace),
        plan.target.one_shot(workspace, plan.region) as connection,
    ):
        suffix = workspace.name.removeprefix(f"{plan.stack}-")
        config = plan.config(suffix)
        write_project(workspace, workspaces.root, config, connection.encryption or stated)
        expires = expiry(datetime.now(UTC), ttl_s or LIFETIME_S)
        entry = describe(
            plan, connection, workspaces.root, workspace.name, config=config, kind="one-shot", expires=expires
        )
        connection.configure(workspace.name, plan.engine_configuration.with_suffix(suffix))
        # Importing Pulumi and boto3 takes as long as the CLI does to create the stack: both at once.
        with (
            _written_down(entry, plan.target.ledger()),
            _destroyed(workspace, connection, entry, runtime, stopwatch) as stack,
        ):
            console.say(f"Deploying the environment {workspace.name} ({plan.target.name}, {connection.region})")
            deployment = stack.deployment()
            stack.wait_until_created()
            stopwatch.lap("ready")
            outputs = deployment.up(tags_of(entry), partial(_get_ready, connection))
            stopwatch.lap("deploy")
            environment = Environment.from_outputs(workspace.name, outputs)
            yield _sign_in(wanted, environment, connection, outputs, runtime.console, stopwatch)


def _get_ready(connection: Connection) -> None:
    """Import what the sign-in needs, which is slow."""
    connection.cognito()
    for name in NEEDED_TO_SIGN_IN:
        importlib.import_module(name)


def _sign_in(  # noqa: PLR0913, PLR0917 - the values of one run
    wanted: Wanted,
    environment: Environment,
    connection: Connection,
    outputs: Mapping[str, Any],
    console: Console,
    stopwatch: Stopwatch,
) -> Run:
    from automation.tokens.obtaining import Obtainer, Question  # slow: only once the engine is at work

    obtainer = Obtainer(environment, connection.cognito, connection)
    options = FlowOptions(resource=wanted.resource)
    question = Question(client=wanted.client, flow=wanted.flow, scopes=wanted.scopes, options=options)
    obtainer.choose(question)  # before anybody is created for nothing
    user = create_test_user(
        connection.cognito(), environment.user_pool_id, username=wanted.username, groups=wanted.groups
    )
    stopwatch.lap("user")
    console.done(f"created the test user {user.username}")
    found = obtainer.obtain(replace(question, credentials=Credentials(user.username, user.password)))
    stopwatch.lap("token")
    console.done(f"fetched and verified its tokens (flow {found.flow})")
    return Run(environment, connection, found.client, outputs, user, found.tokens, found.claims, found.flow)


class _Stack:
    """A one-shot's stack, created in another process while this one imports what the deployment needs."""

    def __init__(self, workspace: Workspace, connection: Connection, console: Console) -> None:
        self._workspace, self._connection, self._console = workspace, connection, console
        self._deployment: Deployment | None = None
        self._creation: PulumiProcess | None = None
        if connection.write_stack is not None:
            connection.write_stack(workspace.name)
        else:
            self._creation = PulumiProcess(
                connection.cli.executable,
                creation_arguments(workspace),
                folder=workspace.folder,
                variables=connection.pulumi_variables,
                mark=workspace.busy_file,
            )

    def deployment(self) -> "Deployment":
        if self._deployment is None:
            # An interruption in the middle of the import would leave half of Pulumi, and nothing to destroy with.
            with postponed():
                from automation.stacks.deployment import Deployment  # imports Pulumi

                self._deployment = Deployment(self._workspace, self._connection, self._console)
        return self._deployment

    def wait_until_created(self) -> None:
        if self._creation is None:
            return
        finished = self._creation.wait()
        if finished.code != 0:
            words = " ".join(finished.stderr.split()) or f"exit code {finished.code}"
            raise DriverError(
                f"Pulumi couldn't create the stack {self._workspace.name}: {words.removeprefix('error: ')} "
                "Nothing was deployed."
            )

    def destroy(self, entry: Entry) -> None:
        if self._creation is not None:
            self._creation.wait()
        if not self._connection.ends_with_process:
            destruction.destroy(self.deployment(), self._connection, entry, self._console)
            return
        with suppress(StackMissingError):  # interrupted before it was created
            self.deployment().destroy()


class _StillThereError(DriverError):
    """A clean-up failed; the folder is kept because it has the record of what is left."""


@contextmanager
def _folder_removed(workspace: Workspace) -> Iterator[None]:
    """Delete the folder at the end, unless it is needed to destroy what is left."""
    try:
        yield
    except _StillThereError:
        raise
    except BaseException:
        workspace.remove()
        raise
    workspace.remove()


@contextmanager
def _written_down(entry: Entry, ledger: Ledger) -> Iterator[None]:
    """Record the environment in the ledger before anything is created, until nothing is left."""
    ledger.write(entry)
    try:
        yield
    except _StillThereError:
        raise
    except BaseException:
        ledger.remove(entry.key)
        raise
    ledger.remove(entry.key)


@contextmanager
def _destroyed(
    workspace: Workspace, connection: Connection, entry: Entry, runtime: Runtime, stopwatch: Stopwatch
) -> Iterator[_Stack]:
    """Create the stack, and destroy its resources when the block ends, however it ends."""
    console = runtime.console
    how = f"python automation/run.py destroy --stack {workspace.name} --target {connection.target}"

    def say_what_is_left() -> None:
        if not connection.ends_with_process:
            console.error(f"{NOT_DESTROYED} {workspace.name} was destroyed. Destroy it with: {how}")

    def destroy() -> None:
        try:
            with runtime.signals.held_back():
                stack.destroy(entry)
        except Exception as error:
            if connection.ends_with_process:
                raise
            # Whatever it was, something may be left: folder and ledger must keep what they know of it.
            words = str(error) if isinstance(error, DriverError | LocalEngineError) else type(error).__name__
            raise _StillThereError(f"{words} Destroy what is left with: {how}") from error

    with runtime.signals.leaving(say_what_is_left):
        stack = _Stack(workspace, connection, console)
        try:
            yield stack
        except BaseException as error:
            console.say(f"{'Interrupted' if isinstance(error, Interrupted) else 'Failed'}: destroying the environment")
            try:
                destroy()
            except DriverError as second:
                raise type(second)(f"{error} Cleaning up failed too: {second}") from error
            raise
        stopwatch.skip()
        destroy()
        stopwatch.lap("destroy")
        stopwatch.total()


def hold(environment: Environment, ttl_s: float | None, console: Console, report: Callable[[], None]) -> None:
    """Report, then wait for a signal (which isn't a failure) or until `ttl_s` seconds have passed."""
    until = "Ctrl-C" if ttl_s is None else f"Ctrl-C, or for {ttl_s:g} s"
    try:
        report()  # whoever has read it may send the signal at once
        console.say(f"Holding the environment {environment.name} until {until}")
        threading.Event().wait(ttl_s)
    except Interrupted:
        console.say(f"Destroying the environment {environment.name}")
