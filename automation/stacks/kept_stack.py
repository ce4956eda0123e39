"""Opens a kept stack for a command, whether it was deployed by the driver or with `pulumi up`."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from automation.environment import Environment
from automation.errors import StackMissingError, UsageError, about
from automation.records.ledger import Entry, Ledger, expiry, parse_time
from automation.records.stack_id import StackId, account_of
from automation.stacks import destruction
from automation.stacks.checkpoint import checkpoint_file, stamp
from automation.stacks.client_secrets import with_new_secrets
from automation.stacks.output_cache import MINUTES_S, Remembered, remember, remembered
from automation.stacks.own_program import own_program
from automation.stacks.token_cache import FILE, ROWS_FILE, TokenCache, surroundings
from automation.targets.plan import (
    DEFAULT_REGION,
    Plan,
    StackReference,
    adopted_on,
    checked_region,
    describe,
    make_plan,
)
from automation.targets.target import Connection, Target
from automation.targets.workspaces import Workspace, Workspaces, config_of, encryption_of, write_project
from automation.terminal.console import Console
from automation.terminal.runtime import Runtime
from automation.terminal.signals import postponed
from automation.users.store import UserStore
from cognito_model.scopes import LOOPBACK_HOSTS
from local.engine_configuration import EngineConfiguration
from local.errors import StorageError
from local.private_files import write_private

if TYPE_CHECKING:
    from automation.stacks.deployment import Deployment


@dataclass(frozen=True)
class KeptStack:
    """A kept stack, with its folder and the connection to its target."""

    workspace: Workspace
    connection: Connection
    open_deployment: Callable[[], "Deployment"]
    variables: Mapping[str, str]
    """The process's own."""
    ledger: Ledger
    entry: Entry | None
    """What is written down of it; None where plain `pulumi up` deployed it."""
    console: Console

    has_test_users = True

    @cached_property
    def deployment(self) -> "Deployment":
        """The stack in Pulumi. Importing it is slow, so it only exists for operations that need Pulumi."""
        with postponed():  # an interruption in the middle of the import would leave half of Pulumi
            return self.open_deployment()

    def destroy(self, runtime: Runtime, *, force: bool = False) -> None:
        """Destroy and forget the stack, inside `held_environment`. Raises DriverError naming what is left."""
        self.check_account()
        self.workspace.wait_until_idle()
        with runtime.signals.held_back():
            if self.is_adopted:
                with suppress(StackMissingError):
                    self._let_go()
            elif self.entry:
                destruction.destroy(self.deployment, self.connection, self.entry, runtime.console, force=force)
            else:
                self.deployment.destroy()
                self.deployment.remove_stack()
            self.forget()
            Workspaces(runtime.root).forget_local_copy(self.workspace.target, self.workspace.name)

    def check_account(self, outputs: Mapping[str, Any] | None = None) -> None:
        """Raise UsageError if the stack belongs to another account than the credentials.

        What its outputs say is Pulumi's own word, where there are some; else the ledger's.
        """
        of_pool = account_of(str((outputs or {}).get("user_pool_arn") or ""))
        known = replace(self.stack, account=of_pool) if of_pool else self.stack
        if known.account:
            refuse_other_account(known, self.connection.owner())

    @property
    def stack(self) -> StackId:
        """The stack's identity."""
        own = StackId(self.connection.target, self.workspace.name, self.connection.backend)
        return self.entry.stack if self.entry else own

    def forget(self) -> None:
        """Delete what this machine has stored about the stack."""
        self.ledger.remove(self.stack.key)
        self.workspace.remove()
        self.connection.configure(self.workspace.name, EngineConfiguration())

    def has_expired(self, entry: Entry) -> bool:
        """Whether the stack's recorded time to live is over."""
        return entry.kind == "kept" and entry.is_expired(datetime.now(UTC)) and not self.is_adopted

    @property
    def is_adopted(self) -> bool:
        """Whether the stack adopted an existing pool instead of creating one."""
        return bool(self.entry and self.entry.adopted) or adopted_on(config_of(self.workspace.stack_file)) is not None

    def _let_go(self) -> None:
        """Forget the adopted resources, which are retained, and delete what the stack created, including test users."""
        user_pool_id = str(self.outputs().get("user_pool_id"))
        cognito = self.connection.cognito()
        for user in UserStore.of(self.workspace).all(user_pool_id):
            with suppress(cognito.exceptions.UserNotFoundException):
                cognito.admin_delete_user(UserPoolId=user_pool_id, Username=user["username"])
        self.deployment.unprotect()
        self.deployment.destroy()
        self.deployment.remove_stack()

    @property
    def checkpoint(self) -> str | None:
        """The file with the stack's state, if the backend has one that can be read directly."""
        backend = self.connection.pulumi_variables.get("PULUMI_BACKEND_URL") or self.variables.get("PULUMI_BACKEND_URL")
        return checkpoint_file(backend or "", self.workspace.project, self.workspace.name)

    def outputs(self, *, refresh: bool = False) -> dict[str, Any]:
        """The stack's outputs: cached or, with `refresh` or after a change, read from Pulumi.

        Raises StackMissingError.
        """
        known = None if refresh else self._remembered()
        said = self.deployment.outputs() if known is None else known.outputs
        outputs = at_live_address(said, self.connection.endpoint_url)
        if known is None:
            if outputs:
                self.remember(outputs)
        elif self.checkpoint is None:
            at = time.strftime("%H:%M", time.localtime(known.at))
            self.console.say(f"Using the stack's outputs as remembered at {at}; --refresh reads them again")
        if outputs != said:
            self._say_moved(outputs, time.time() if known is None else known.at)
        return with_new_secrets(self.workspace.folder, outputs)

    def _say_moved(self, outputs: Mapping[str, Any], at: float) -> None:
        """Report a new address once; the outputs are then cached with it."""
        self.console.say(
            f"The local engine has moved to {self.connection.endpoint_url} since this stack was deployed; nothing is "
            "sent to its old address"
        )
        with suppress(StorageError):
            remember(self.workspace, stamp(self.checkpoint), self._surroundings, outputs, at)

    def _remembered(self) -> Remembered | None:
        """The cached outputs, if they are current; without a state file they are only valid for minutes."""
        oldest = time.time() - MINUTES_S if self.checkpoint is None else 0.0
        return remembered(self.workspace, stamp(self.checkpoint), self._surroundings, oldest)

    @property
    def _surroundings(self) -> dict[str, str | None]:
        return surroundings(self.workspace.target, self.variables)

    def remember(self, outputs: Mapping[str, Any]) -> None:
        """Cache the outputs of a new deployment, and delete the tokens of the previous one."""
        before = remembered(self.workspace, stamp(self.checkpoint), self._surroundings, 0.0)
        if before is None or before.outputs != outputs:
            self.tokens().clear()
            self.rows().clear()
        try:
            remember(self.workspace, stamp(self.checkpoint), self._surroundings, outputs, time.time())
        except StorageError as error:
            self.console.warn(f"The stack's outputs can't be remembered, so they are read each time: {error}")
        for cache in (self.tokens(), self.rows()):
            try:
                cache.note_end()
            except OSError:  # tokens that outlive the stack are worse than none
                cache.clear()

    def tokens(self) -> TokenCache:
        """The stack's token cache."""
        return self._tokens_in(FILE)

    def rows(self) -> TokenCache:
        """The token cache of `token --all`."""
        return self._tokens_in(ROWS_FILE)

    @contextmanager
    def tokens_survive(self) -> Iterator[None]:
        """Wrap a change of Pulumi's state that leaves outputs and tokens valid. Raises OSError."""
        known, caches = self._remembered(), [self.tokens(), self.rows()]
        contents = [cache.entries() for cache in caches]
        try:
            yield
        finally:
            for cache, entries in zip(caches, contents, strict=True):
                cache.put_entries(entries, self.checkpoint)
            if known is not None:
                remember(self.workspace, stamp(self.checkpoint), self._surroundings, known.outputs, known.at)

    def forget_tokens(self, matches: Callable[[Mapping[str, Any]], bool]) -> None:
        """Delete the cached tokens whose entries match. Raises OSError."""
        self.tokens().drop(matches)
        self.rows().drop(matches)

    def _tokens_in(self, name: str) -> TokenCache:
        expires = self.entry.expires if self.entry else None
        ends = [*([parse_time(expires).timestamp()] if expires else []), *self._known_until()]
        folder = str(self.workspace.folder)
        return TokenCache(folder, self.workspace.target, self.variables, min(ends, default=None), name)

    def _known_until(self) -> list[float]:
        """Until when cached outputs and tokens are valid; empty if there is a state file, which shows changes."""
        if self.checkpoint is not None:
            return []
        known = remembered(self.workspace, stamp(None), self._surroundings, 0.0)
        return [known.at + MINUTES_S if known else 0.0]

    def environment(self, *, refresh: bool = False) -> Environment:
        """The environment that the stack's outputs describe."""
        return Environment.from_outputs(self.workspace.name, self.outputs(refresh=refresh))


def refuse_other_account(stack: StackId, caller: str) -> None:
    """Raise UsageError where a stack was deployed in another account than that of `caller`, an ARN."""
    account = account_of(caller)
    if not stack.is_of(account):
        raise UsageError(
            f"The stack {stack.name} was deployed in the AWS account {stack.account}, and the credentials in use are "
            f"of {account}. Nothing was changed. Use credentials of {stack.account} (AWS_PROFILE, or `aws sso login`), "
            "or deploy under another name."
        )


@contextmanager
def held_environment(ledger: Ledger, key: str, name: str, console: Console) -> Iterator[None]:
    """Lock an environment against other deployments and destructions; waits for them. Raises StorageError."""
    waiting = f"Another run is deploying or destroying {name}; waiting for it"
    with ledger.held(key, when_waiting=lambda: console.say(waiting)):
        yield


@dataclass(frozen=True)
class Known:
    """What this machine knows about a stack without asking the target."""

    target: Target
    name: str
    ledger: Ledger
    workspaces: Workspaces

    @classmethod
    def of(cls, reference: StackReference, runtime: Runtime) -> "Known":
        """The record of a kept stack, or of a one-shot."""
        target, workspaces, name = reference.target, Workspaces(runtime.root), reference.name
        own = name if workspaces.find(target.name, name, target.backend()) else target.stack_name(name)
        return cls(target, own, target.ledger(), workspaces)

    @property
    def key(self) -> str:
        """The key of the ledger entry and of the lock."""
        return StackId(self.target.name, self.name, self.target.backend()).key

    @property
    def workspace(self) -> Workspace | None:
        """The stack's folder; None if there is none."""
        return self.workspaces.find(self.target.name, self.name, self.target.backend())

    def is_deployed(self) -> bool:
        """Whether something was deployed under this name, or a deployment was started."""
        workspace = self.workspace
        return bool(workspace and workspace.stack_file.exists()) or self.ledger.read(self.key) is not None

    def exists(self) -> bool:
        """Whether the stack has a folder or a ledger entry."""
        return bool(self.workspace or self.ledger.read(self.key))


@contextmanager
def kept_stack(reference: StackReference, runtime: Runtime) -> Iterator[KeptStack]:
    """Open the kept stack of that name as it was deployed. Also accepts the name of a one-shot.

    Raises UsageError where no such stack can exist, or where the target can't be used; StackMissingError where its time
    to live is over: then it has been destroyed.
    """
    with kept_or_expired_stack(reference, runtime) as kept:
        if kept.entry and kept.has_expired(kept.entry):
            _end_of_life(kept, kept.entry, runtime)
        yield kept


def _end_of_life(kept: KeptStack, entry: Entry, runtime: Runtime) -> None:
    """Destroy an expired stack, unless another process has destroyed or redeployed it in the meantime."""
    with held_environment(kept.ledger, entry.key, entry.name, runtime.console):
        current = kept.ledger.read(entry.key)
        if current and not kept.has_expired(current):
            return
        if current:
            runtime.console.say(f"The time to live of {entry.name} ended at {entry.expires}; destroying it")
            kept.destroy(runtime)
    raise StackMissingError(
        f"The time to live of the environment {entry.name} ended at {entry.expires}, and it was destroyed. Deploy it "
        "again with `python automation/run.py up`."
    )


@contextmanager
def kept_or_expired_stack(reference: StackReference, runtime: Runtime) -> Iterator[KeptStack]:
    """Like `kept_stack`, but doesn't destroy a stack that has expired."""
    target, workspaces, name = reference.target, Workspaces(runtime.root), reference.name
    backend, own = target.backend(), target.stack_name(name)
    found = workspaces.find(target.name, name, backend) or workspaces.find(target.name, own, backend)
    if found is None or not found.stack_file.exists():
        plan = make_plan(workspaces, reference, runtime.variables)
        stack = StackId(target.name, own, backend)
    else:
        target.check()
        plan, stack = None, StackId(target.name, found.name, backend)
    entry = target.ledger().read(stack.key)
    if entry is None and not target.may_have_stack(stack.name):
        _refuse(stack, found, target.ledger(), runtime.console)
    workspace = found if found and plan is None else workspaces.kept(target.name, own, backend)
    if plan is not None:
        with _told_where_gone(workspace):
            _write(plan, workspace, runtime.root)
    region = checked_region(reference.region, "--region") if reference.region else _region_of(workspace, entry)
    with about(workspace.name), _told_where_gone(workspace), target.kept(workspace, region) as connection:
        try:
            yield _open(workspace, connection, target.ledger(), runtime, entry)
        except StackMissingError:
            _set_aside(workspace, stack, target.ledger(), runtime.console)
            raise


def _refuse(stack: StackId, workspace: Workspace | None, ledger: Ledger, console: Console) -> NoReturn:
    """Raise StackMissingError for a stack that was never deployed, before anything is started or written."""
    with about(stack.name):
        if workspace is not None:
            _set_aside(workspace, stack, ledger, console)
        raise StackMissingError.unknown(stack.name, stack.target)


def _set_aside(workspace: Workspace, stack: StackId, ledger: Ledger, console: Console) -> None:
    """Set it aside, unless another run holds it: one that is deploying hasn't created the stack yet."""
    with ledger.held(stack.key) as ours:
        if ours:
            set_aside(workspace, console)


@contextmanager
def _told_where_gone(workspace: Workspace) -> Iterator[None]:
    """Raise StackMissingError instead of FileNotFoundError if another run deletes the folder in the meantime."""
    try:
        yield
    except (StorageError, FileNotFoundError) as error:
        cause = error.__cause__ if isinstance(error, StorageError) else error
        if workspace.folder.exists() or not isinstance(cause, FileNotFoundError):
            raise
        raise StackMissingError.gone(workspace.name) from None


def at_live_address(outputs: Mapping[str, Any], endpoint_url: str | None) -> dict[str, Any]:
    """The outputs, with the target's current addresses.

    A local engine may have moved since they were written, and whoever listens at its old address is sent nothing.
    """
    if endpoint_url is None or not outputs.get("jwks_uri"):
        return dict(outputs)
    known = urlsplit(str(outputs["jwks_uri"]))
    former = f"{known.scheme}://{known.netloc}"
    live = endpoint_url.rstrip("/")
    if former == live or known.hostname not in LOOPBACK_HOSTS:
        return dict(outputs)
    return {
        name: f"{live}{value.removeprefix(former)}" if isinstance(value, str) and _is_at(value, former) else value
        for name, value in outputs.items()
    }


def _is_at(address: str, origin: str) -> bool:
    return address == origin or address.startswith(f"{origin}/")


def set_aside(workspace: Workspace, console: Console) -> None:
    """Forget a stack that the backend no longer has; moves its users' data aside and reports where.

    The folder of a running one-shot is left alone, because its backend is its own.
    """
    if workspace.is_owned:
        return
    aside = workspace.set_aside()
    if aside is not None:
        console.warn(
            f"The stack {workspace.name} isn't in this Pulumi backend, so the records of its test users, with their "
            f"passwords, were moved to {aside}. If this was the wrong backend, move them back; if the stack no "
            "longer exists, remove them."
        )


@contextmanager
def kept_stack_to_deploy(
    plan: Plan, runtime: Runtime, ttl_s: float | None
) -> Iterator[tuple[KeptStack, Callable[[], None]]]:
    """Open the kept stack with the current configuration in its file.

    The second value is called before anything is changed: it writes down what is going to be, with its end. Where it
    wasn't called, the stack is left as it was deployed. Raises UsageError.
    """
    program = own_program(runtime.root)
    workspaces, backend = Workspaces(runtime.root), plan.target.backend()
    workspace = workspaces.kept(plan.target.name, plan.target.stack_name(plan.stack), backend)
    with about(workspace.name), plan.target.kept(workspace, plan.region) as connection:
        ledger, root = plan.target.ledger(), runtime.root
        expires = expiry(datetime.now(UTC), ttl_s)
        entry = describe(plan, connection, root, workspace.name, config=plan.config(), kind="kept", expires=expires)
        with held_environment(ledger, entry.key, workspace.name, runtime.console):
            # It may have been destroyed meanwhile.
            workspace = workspaces.kept(plan.target.name, workspace.name, backend)
            workspace.wait_until_idle()
            known = ledger.read(entry.key)
            if known:
                refuse_other_account(known.stack, entry.owner)
            entry = replace(entry, created=known.created) if known else entry
            with _as_it_was_unless_deployed(workspace) as is_deployed:
                _write(plan, workspace, root)

                def write_down() -> None:
                    ledger.write(entry)
                    connection.configure(workspace.name, plan.engine_configuration)
                    is_deployed.set()

                yield _open(workspace, connection, ledger, runtime, entry, program), write_down


@contextmanager
def _as_it_was_unless_deployed(workspace: Workspace) -> Iterator[Event]:
    is_deployed = Event()
    # One that can't be read is refused by whoever reads it next, and left as it is.
    before = workspace.stack_file.read_bytes() if workspace.stack_file.exists() else None
    try:
        yield is_deployed
    finally:
        if before is not None and not is_deployed.is_set() and before != workspace.stack_file.read_bytes():
            write_private(workspace.stack_file, before.decode())


def _open(  # noqa: PLR0913, PLR0917 - what a stack is made of
    workspace: Workspace,
    connection: Connection,
    ledger: Ledger,
    runtime: Runtime,
    entry: Entry | None,
    program: Path | None = None,
) -> KeptStack:
    def open_deployment() -> "Deployment":
        from automation.stacks.deployment import Deployment  # imports Pulumi

        return Deployment(workspace, connection, runtime.console, program)

    return KeptStack(workspace, connection, open_deployment, runtime.variables, ledger, entry, runtime.console)


def _write(plan: Plan, workspace: Workspace, root: Path) -> None:
    # The plain CLI may have created the stack, and written the key of its secrets into the file in the root.
    in_root = root / workspace.stack_file.name
    encryption: dict[str, Any] = {**plan.encryption} if plan.target.name == "aws" else {}
    encryption |= encryption_of(in_root) | encryption_of(workspace.stack_file)
    write_project(workspace, root, plan.config(), encryption)


def _region_of(workspace: Workspace, entry: Entry | None) -> str:
    """The region in which the stack was deployed; its file may have the region of a run that was killed."""
    return entry.region if entry else str(config_of(workspace.stack_file).get("aws:region") or DEFAULT_REGION)
