"""The private, git-ignored folder in which the driver deploys an environment: nothing that git tracks is touched.

`.environments/<target>/<name>/`, for a kept stack on AWS `<name>@<digits of its backend>/`, holds a `Pulumi.yaml` of
the project's name with `main:` at the project's root, and the environment's own `Pulumi.<name>.yaml`, copied from the
one that `--stack` names. It is written before anything is created, so that a later process can find and destroy what
was.
"""

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from automation.errors import DriverError, InvalidConfigurationError, UsageError
from automation.targets.folders import current_backend, folder_name
from cognito_model.stack_file import StackFileError, dump, read_stack_file
from local.paths import ignored_by_git
from local.private_files import make_private_folder, write_private
from local.program import CONNECTIONS, ENVIRONMENTS, NAME
from local.pulumi_project import project_name
from local.stack_settings import ENCRYPTION_KEYS, configured_in, known_stacks, settings_file
from local.stack_settings import PREFIX as LOCAL_PREFIX

UNIQUE_ALPHABET = "bcdfghjklmnpqrstvwxz0123456789"
"""Letters and digits that can't spell a word Cognito reserves in domain prefixes (aws, amazon, cognito)."""

ORPHAN_PATIENCE_S = 90.0
"""How long the Pulumi CLI of a driver that was killed may take to end by itself."""
IDLE_POLL_S = 0.05
OWNER_LOCK = "owner.lock"
"""Held by the owner of a one-shot."""


@dataclass(frozen=True)
class Workspace:
    """An environment's folder."""

    folder: Path
    target: str
    name: str
    """The Pulumi stack's name, which for a one-shot is the environment's own."""
    project: str = NAME
    """The Pulumi project's name. A one-shot is no stack of the user's project, and has this program's own."""

    @property
    def stack_file(self) -> Path:
        """The environment's own `Pulumi.<name>.yaml`."""
        return self.folder / f"Pulumi.{self.name}.yaml"

    @property
    def users_file(self) -> Path:
        """The test users that the driver created in a kept environment, with their passwords."""
        return self.folder / "users.json"

    @property
    def busy_file(self) -> Path:
        """Locked while a Pulumi CLI is at work in the folder, which can outlive the driver that started it."""
        return self.folder / "busy.lock"

    @property
    def is_owned(self) -> bool:
        """Whether it is a one-shot whose owner is alive."""
        lock = self.folder / OWNER_LOCK
        return lock.exists() and not _is_free(lock)

    def wait_until_idle(self) -> None:
        """Wait for the CLI of a driver that was killed, which finishes what it has begun. Raises DriverError."""
        deadline = time.monotonic() + ORPHAN_PATIENCE_S
        while self.busy_file.exists() and not _is_free(self.busy_file):
            if time.monotonic() > deadline:
                raise DriverError(
                    f"A Pulumi process of a run that was killed is still working in {self.folder}. Try again later."
                )
            time.sleep(IDLE_POLL_S)

    def remove(self) -> None:
        """Forget the environment, once nothing of it is left."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def set_aside(self) -> Path | None:
        """Forget an environment that can't be found; where its users' passwords are now, None where it had none.

        That it isn't found doesn't mean that it is gone: another backend or account may have it. Raises StorageError.
        """
        kept = [path for path in (self.users_file, self.folder / "batches") if path.exists()]
        aside = None
        if kept:
            moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
            name = f"{self.target}-{self.name}-{moment}-{secrets.token_hex(2)}"
            aside = make_private_folder(make_private_folder(self.folder.parents[1] / ".lost") / name)
            for path in kept:
                path.rename(aside / path.name)
        self.remove()
        return aside


def _missing(root: Path, stack: str, file: Path | None) -> str:
    if file is not None:
        return f"The configuration {file} doesn't exist. Name one with --config."
    if stack in {folder.name for folder in (root / CONNECTIONS).glob("*/*")}:
        return (
            f"{stack} is a user pool that `connect` remembers, and this command needs a stack that this program "
            "deploys. Choose one with --stack."
        )
    known = ", ".join(known_stacks(root)) or "none"
    return (
        f"There is no stack {stack!r}: the project folder has no Pulumi.{stack}.yaml. The stacks: {known}. Choose one "
        "with --stack, or write that file."
    )


class Workspaces:
    """All environments' folders of a project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ENVIRONMENTS

    def read_stack_file(self, stack: str, file: Path | None = None) -> dict[str, Any]:
        """The content of `Pulumi.<stack>.yaml`, or of the `file` that was named instead.

        Without any stack file, `dev` is the article's environment.
        Raises UsageError where there is none, with those there are, or where it is the copy of another stack's;
        InvalidConfigurationError where it isn't YAML.
        """
        self._refuse_copy(stack)
        path = file or configured_in(self.root, stack)
        shown = file or path.name
        try:
            content = read_stack_file(path)
        except FileNotFoundError:
            raise UsageError(_missing(self.root, stack, file)) from None
        except StackFileError as error:
            raise InvalidConfigurationError(f"{shown} can't be read: it {error}.") from None
        if not isinstance(content, dict):
            raise InvalidConfigurationError(f"{shown} isn't a YAML mapping. It must have a key `config`.")
        return content

    @contextmanager
    def one_shot(self, target: str, stack: str) -> Iterator[Workspace]:
        """A new folder under a unique name, locked while this process lives, so that others see whether it does."""
        with self._guarded():
            name = f"{stack}-{''.join(secrets.choice(UNIQUE_ALPHABET) for _ in range(8))}"
            workspace = Workspace(make_private_folder(self.folder / target / name), target, name)
            lock = (workspace.folder / OWNER_LOCK).open("w")
            fcntl.flock(lock, fcntl.LOCK_EX)
        with lock:
            yield workspace

    def kept(self, target: str, name: str, backend: str = "") -> Workspace:
        """The folder of the kept stack of that name in that backend, created where it is missing."""
        with self._guarded():
            self._move_former(target, name, backend)
            folder = make_private_folder(self._folder_of(target, name, backend))
            return Workspace(folder, target, name, project_name(self.root))

    def find(self, target: str, name: str, backend: str = "") -> Workspace | None:
        """The folder of an environment that exists already: a one-shot, or a kept stack in that backend."""
        former = self.folder / target / name
        if (former / OWNER_LOCK).exists():
            return Workspace(former, target, name)
        folder = self._folder_of(target, name, backend)
        if former != folder and former.is_dir():
            with self._guarded():
                self._move_former(target, name, backend)
        return Workspace(folder, target, name, project_name(self.root)) if folder.is_dir() else None

    def _folder_of(self, target: str, name: str, backend: str) -> Path:
        return self.folder / target / folder_name(target, name, backend)

    def _move_former(self, target: str, name: str, backend: str) -> None:
        """Give a folder of an earlier version, which was named without its backend, the name that it has now.

        The backend is the one that its cached tokens are of, as far as they tell; else the one in use.
        """
        former, folder = self.folder / target / name, self._folder_of(target, name, backend)
        if former == folder or not former.is_dir() or (former / OWNER_LOCK).exists():
            return
        own = self._folder_of(target, name, _noted_backend(former) or backend)
        if not own.exists():
            former.rename(own)

    def abandoned(self, target: str) -> list[Workspace]:
        """One-shot environments whose owner was killed before it could destroy them."""
        return [
            Workspace(lock.parent, target, lock.parent.name)
            for lock in sorted((self.folder / target).glob(f"*/{OWNER_LOCK}"))
            if _is_free(lock)
        ]

    def sweep(self, target: str, forget: Callable[[Workspace], bool]) -> None:
        """Remove the folders of abandoned one-shots for which `forget` says that nothing else is left of them."""
        if not (self.folder / target).is_dir():
            return
        with self._guarded():
            for workspace in self.abandoned(target):
                if forget(workspace):
                    workspace.remove()

    def _refuse_copy(self, stack: str) -> None:
        original = stack.removeprefix(LOCAL_PREFIX)
        if original != stack and configured_in(self.root, original).exists():
            raise UsageError(
                f"Pulumi.{stack}.yaml is the copy of {original}'s configuration for the local target. Name that stack "
                f"instead: --stack {original}"
            )

    def forget_local_copy(self, target: str, name: str) -> None:
        """Remove the copy of a stack's file that `local env` made for the stack of that name on the local target."""
        if target == "local" and name.startswith(LOCAL_PREFIX):
            settings_file(self.root, name).unlink(missing_ok=True)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        # Between a folder's creation and its lock, a sweep would take it for abandoned.
        try:
            ignored_by_git(make_private_folder(self.folder))
            guard = (self.folder / ".lock").open("w")
        except OSError as error:
            raise DriverError(
                f"Writing to the folder {self.folder} failed: {error.strerror}. Environments are recorded there "
                "before anything is created. Make the checkout writable, or free some disk space."
            ) from error
        with guard:
            fcntl.flock(guard, fcntl.LOCK_EX)
            yield


def _noted_backend(folder: Path) -> str | None:
    try:
        noted = json.loads((folder / "tokens.json").read_text(encoding="utf-8"))
        backend = noted["surroundings"]["PULUMI_BACKEND_URL"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if backend is None:  # that of `pulumi login`
        return current_backend({name: value for name, value in os.environ.items() if name != "PULUMI_BACKEND_URL"})
    return str(backend)


def write_project(
    workspace: Workspace,
    root: Path,
    config: Mapping[str, Any],
    encryption: Mapping[str, Any],
) -> None:
    """Write the folder's `Pulumi.yaml` and `Pulumi.<name>.yaml` (0600).

    Raises StorageError where the disk is full or the folder can't be written.
    """
    project = {"name": workspace.project, "runtime": "python", "main": str(root)}
    write_private(workspace.folder / "Pulumi.yaml", dump(project))
    stack = {**encryption, "config": dict(config)}
    write_private(workspace.stack_file, dump(stack))


def encryption_of(stack_file: Path) -> dict[str, Any]:
    """The keys of a stack's file by which Pulumi decrypts its secrets; none where the file doesn't exist.

    Raises DriverError where it can't be read: without the keys its secrets would be lost.
    """
    content = stack_content(stack_file)
    return {key: content[key] for key in ENCRYPTION_KEYS if key in content}


def stack_content(stack_file: Path) -> dict[str, Any]:
    """What an environment's own stack file says; nothing where there is none. Raises DriverError."""
    try:
        content = read_stack_file(stack_file)
    except FileNotFoundError:
        return {}
    except StackFileError as error:
        raise DriverError(
            f"{stack_file}, the environment's own configuration, {error}. It was left unchanged. Repair it, or move "
            "it away: the next command writes it again from the stack's configuration."
        ) from None
    return content if isinstance(content, dict) else {}


def config_of(stack_file: Path) -> dict[str, Any]:
    """The `config` of an environment's own stack file; nothing where there is none. Raises DriverError."""
    config = stack_content(stack_file).get("config")
    return config if isinstance(config, dict) else {}


def creation_arguments(workspace: Workspace) -> list[str]:
    """The CLI's arguments that create the stack, with the secrets provider of its file, and select nothing."""
    provider = encryption_of(workspace.stack_file).get("secretsprovider")
    return ["stack", "init", workspace.name, "--no-select", *(["--secrets-provider", provider] if provider else [])]


def _is_free(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)
