"""Adoptions that were killed on their way: noted before they begin, and undone before they are repeated.

What was imported is retained: undoing one forgets Pulumi's state of it and changes nothing about the pool.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from automation.adoption.takeover import remove_stack_file
from automation.errors import StackMissingError
from automation.stacks.kept_stack import Known, held_environment, kept_or_expired_stack
from automation.targets.plan import StackReference
from automation.targets.target import Target
from automation.targets.workspaces import Workspace, Workspaces
from automation.terminal.runtime import Runtime
from local.private_files import write_private
from local.program import ENVIRONMENTS
from local.stack_settings import settings_file

FILE: Final = "adopting.json"


@dataclass(frozen=True)
class Unfinished:
    """The note of one adoption, in the folder of its stack."""

    workspace: Workspace
    stack: str
    """As `--stack` names it."""

    @classmethod
    def of(cls, target: Target, workspaces: Workspaces, stack: str) -> "Unfinished":
        """That of a stack, whose folder is created where it is missing."""
        return cls(workspaces.kept(target.name, target.stack_name(stack), target.backend()), stack)

    @property
    def _file(self) -> Path:
        return self.workspace.folder / FILE

    def write(self, user_pool_id: str) -> None:
        """Note that the adoption begins. Raises StorageError."""
        write_private(self._file, json.dumps({"user_pool_id": user_pool_id, "stack": self.stack}))

    def remove(self) -> None:
        """It is done."""
        self._file.unlink(missing_ok=True)

    def forget(self) -> None:
        """It has failed, and nothing of it is left: its folder goes, unless something else stands in it."""
        self.remove()
        with suppress(OSError):
            self.workspace.folder.rmdir()


def unfinished(target: Target, root: Path, user_pool_id: str) -> Iterator[Unfinished]:
    """The adoptions of that pool which were begun and aren't done."""
    for file in sorted((root / ENVIRONMENTS / target.name).glob(f"*/{FILE}")):
        with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            note = json.loads(file.read_text(encoding="utf-8"))
            if note["user_pool_id"] == user_pool_id:
                stack = str(note["stack"])
                yield Unfinished(Workspace(file.parent, target.name, target.stack_name(stack)), stack)


def clear_unfinished(target: Target, runtime: Runtime, user_pool_id: str) -> str | None:
    """Undo what killed adoptions of that pool have left; the stack's name that the last one chose, None for none.

    Waits for one that is at work still. Raises DriverError.
    """
    found = None
    for begun in list(unfinished(target, runtime.root, user_pool_id)):
        reference = StackReference(target, begun.stack)
        known = Known.of(reference, runtime)
        with held_environment(known.ledger, known.key, known.name, runtime.console):
            if begun not in list(unfinished(target, runtime.root, user_pool_id)):
                continue  # it was at work, and is done
            runtime.console.say(f"An earlier adoption of {user_pool_id} as {begun.stack} was killed; starting again")
            _undo(begun, user_pool_id, reference, known, runtime)
        found = begun.stack
    return found


def _undo(begun: Unfinished, user_pool_id: str, reference: StackReference, known: Known, runtime: Runtime) -> None:
    begun.workspace.wait_until_idle()
    if begun.workspace.stack_file.exists():
        with suppress(StackMissingError), kept_or_expired_stack(reference, runtime) as kept:
            kept.deployment.let_go()
    remove_stack_file(settings_file(runtime.root, begun.stack), user_pool_id)
    known.ledger.remove(known.key)
    begun.workspace.remove()
