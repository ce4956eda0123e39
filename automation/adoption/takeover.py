"""The steps of an adoption: the stack's file, the import, and the proof that nothing has to change."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from automation.errors import DriverError, UsageError
from automation.stacks.backend_records import records
from cognito_model.stack_file import dump
from components.checking.keys import ADOPTABLE_TYPES

if TYPE_CHECKING:
    from automation.stacks.kept_stack import KeptStack

_COMPONENTS = ("pulumi:", "cognito-access-token:")
_BESIDE = tuple(f"{kind} " for kind in ADOPTABLE_TYPES)
_Step = tuple[str, str, tuple[str, ...]]


class NotUnchangedError(DriverError):
    """Pulumi would change something about the pool: nothing is adopted then."""

    code = "adoption_changes"


def write_stack_file(path: Path, user_pool_id: str, config: Mapping[str, Any]) -> None:
    """Write the new stack's `Pulumi.<stack>.yaml` (0600). Raises UsageError where one exists."""
    text = (
        f"{_heading(user_pool_id)} The resources listed under :adopted are protected and retained:\n# `destroy` "
        "releases them without deleting them.\n" + dump({"config": dict(config)})
    )
    draft = _draft(path)
    try:
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        os.link(draft, path)  # all of it at once, and in no other file's place
    except FileExistsError:
        raise UsageError(f"{path.name} already exists. Choose another name for the new stack with --stack.") from None
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        with suppress(OSError):
            draft.unlink()


def remove_stack_file(path: Path, user_pool_id: str) -> None:
    """Remove what `write_stack_file` has written for a pool, or begun to; another file of that name stays."""
    _draft(path).unlink(missing_ok=True)
    with suppress(OSError, UnicodeDecodeError):
        if path.read_text(encoding="utf-8").startswith(_heading(user_pool_id)):
            path.unlink()


def _draft(path: Path) -> Path:
    """Where the file is written, by a name that no stack has."""
    return path.with_name(f".{path.name}.adopting")


def _not_written(path: Path, error: OSError) -> DriverError:
    return DriverError(f"Writing {path.name} failed: {error.strerror}. Nothing was changed.")


def _heading(user_pool_id: str) -> str:
    return f"# Adopted from the user pool {user_pool_id}."


def take_over(kept: "KeptStack", resources: Mapping[str, str], *, is_secret: bool = False) -> int:
    """Import what is described, and prove that there is nothing to change: how many resources that are.

    `is_secret` says that something of it has secrets in its settings.

    Raises NotUnchangedError, with the properties that differ; the stack is gone again then.
    """
    deployment = kept.deployment
    deployment.create_stack()
    try:
        _insist(deployment.planned(), kept, importing=frozenset(resources))
        deployment.up(tags={})
        if is_secret:
            _encrypt(kept)
        _insist(deployment.planned(refresh=True), kept, importing=frozenset())
    except BaseException:
        with suppress(DriverError):
            deployment.remove_stack(force=True)
        raise
    return len(resources)


def _encrypt(kept: "KeptStack") -> None:
    """Have secrets encrypted that the import has written down as Cognito says them: Pulumi takes those as they are."""
    place = kept.connection.backend, kept.workspace.project, kept.workspace.name
    before = records(*place)
    kept.deployment.up(tags={})  # takes over from the program what is secret
    for path in before or ():
        path.unlink(missing_ok=True)
    if before is None:
        kept.console.warn(
            "The import has left the secrets of the pool's identity providers in plain text in the history of the "
            "Pulumi backend. If others can read that history, renew the secrets at the providers."
        )


def _insist(steps: Sequence[_Step], kept: "KeptStack", *, importing: frozenset[str]) -> None:
    """Raise NotUnchangedError where a step does more than to import these children.

    What Pulumi's provider lacks can't be imported. It is created, which writes what the pool doesn't have:
    nothing.
    """
    own = [step for step in steps if not step[1].startswith(_COMPONENTS) and step[0] != "refresh"]
    wrong = [
        f"  {operation} {what}" + (f": {', '.join(paths)}" if paths else "")
        for operation, what, paths in own
        if operation != "import" and not (importing and operation == "create" and what.startswith(_BESIDE))
    ]
    imported = {what.partition(" ")[2] for operation, what, _ in own if operation == "import"}
    wrong += [f"  {child} would not be imported" for child in sorted(importing - imported)]
    wrong += [f"  {child} would be imported again" for child in sorted(imported - importing)]
    if wrong:
        raise NotUnchangedError(
            "\n".join([
                f"The user pool can't be adopted as {kept.workspace.name}, because Pulumi would change it:",
                *wrong,
                "The pool wasn't changed, and the new stack was removed again.",
            ])
        )  # fmt: skip
